"""The bank: its lines, what each may be, deciding them, and the difference to the ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.imports import bank
from growthos_ui.finance.imports.bank import Line, Reconciled
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import count_words, day_words
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady
from state.toasts import say

_SHOWS = {"open": "Open", "matched": "Matched", "ignored": "Set aside"}


@dataclass
class Shown:
    """A line in words. `code` and `receipt` are the best proposal; `sure` is certain, maybe or empty where there is none."""

    id: str = ""
    day: str = ""
    amount: str = ""
    currency: str = ""
    payer: str = ""
    details: str = ""
    is_out: bool = False
    student: str = ""
    code: str = ""
    receipt: str = ""
    why: str = ""
    sure: str = ""


@dataclass
class Side:
    """One currency of the bank and the ledger side by side."""

    currency: str = ""
    days: str = ""
    came: str = ""
    entered: str = ""
    difference: str = ""
    open: str = ""
    ignored: str = ""
    without: str = ""
    other_days: str = ""
    unexplained: str = ""
    is_whole: bool = True


@dataclass
class Alone:
    """A transfer of the ledger that is on no statement."""

    day: str = ""
    receipt: str = ""
    student: str = ""
    code: str = ""
    amount: str = ""


class BankState(Steady, rx.State):
    """The lines of one status. `face` is loading, ready or failed; `line` is the one whose dialog is open."""

    face: str = "loading"
    fault: str = ""
    status: str = "open"
    lines: list[Shown] = []
    more: str = ""
    certain: int = 0
    sides: list[Side] = []
    alone: list[Alone] = []
    line: Shown = Shown()
    refusal: str = ""
    field: str = ""
    is_busy: bool = False

    @rx.event(supersedes=True)
    @needs(Permission.FINANCE_IMPORTS_READ)
    async def load(self) -> AsyncIterator[None]:
        """Show the lines, and the bank beside the ledger."""
        self.line, self.refusal, self.field = Shown(), "", ""
        yield
        try:
            await self._show()
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self.face, self.fault = "failed", words_of(error)

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_READ)
    async def renew(self) -> None:
        """Show what has changed: an open dialog stays open, with what is typed in it."""
        if self.face == "ready" and not self.is_busy:
            await self._show()

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_READ)
    async def show(self, status: str) -> None:
        """Show the lines of another status."""
        if status in _SHOWS:
            self.status = status
            await self._show()

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def confirm(self, line: str) -> AsyncIterator[None]:
        """Take the proposal of a line as it is shown."""
        shown = next((each for each in self.lines if each.id == line and each.sure), None)
        if shown is None or self.is_busy:
            return
        self.is_busy = True
        yield
        await self._decide(shown, lambda tx: bank.match(tx, shown.id, shown.code, shown.receipt))

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def confirm_certain(self) -> AsyncIterator[None]:
        """Match all lines of which it is certain what they are."""
        if self.is_busy:
            return
        self.is_busy = True
        yield
        try:
            async with db.acting_as(actor()) as tx:
                number = await bank.match_certain(tx)
            await self._show()
            left = (
                "The ledger refuses those that are still certain: match one alone to read why." if self.certain else ""
            )
            await say(self, f"{count_words(number)} {'line' if number == 1 else 'lines'} matched", left)
        except GrowthError as error:
            await say(self, "Nothing was matched", error.words(), tone="bad")
            await self._show()
        finally:
            self.is_busy = False

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def open_line(self, line: str) -> None:
        """Open the dialog in which a line is matched by hand, or set aside."""
        self.line = next((each for each in self.lines if each.id == line), Shown())
        self.refusal = self.field = ""

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def put_away(self) -> None:
        """Close the dialog."""
        self.line, self.refusal, self.field = Shown(), "", ""

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def match(self, form: dict[str, str]) -> None:
        """Match the open line to the student of a code."""
        await self._decide(self.line, lambda tx: bank.match(tx, self.line.id, form.get("student", "")))

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def ignore(self, form: dict[str, str]) -> None:
        """Set the open line aside."""
        await self._decide(self.line, lambda tx: bank.ignore(tx, self.line.id, form.get("reason", "")))

    async def _decide(self, line: Shown, act: Any) -> None:
        try:
            async with db.acting_as(actor()) as tx:
                await act(tx)
        except GrowthError as error:
            if self.line.id:
                self.refusal, self.field = error.words(), "reason" if error.field == "reason" else "student"
            else:
                await say(self, f"{line.currency} {line.amount} was not matched", error.words(), tone="bad")
            return
        finally:
            self.is_busy = False
        self.line, self.refusal, self.field = Shown(), "", ""
        await self._show()

    async def _show(self) -> None:
        async with db.acting_as(actor()) as tx:
            lines = await bank.find_lines(tx, self.status)
            sides = await bank.reconciled(tx)
            alone = [(over, await bank.transfers_alone(tx, over)) for over in sides]
        self.lines = [_shown(each) for each in lines[: bank.LINES_SHOWN]]
        self.more = f"The newest {bank.LINES_SHOWN} are shown." if len(lines) > bank.LINES_SHOWN else ""
        self.certain = len([each for each in self.lines if each.sure == "certain"])
        self.sides = [_side(each) for each in sides]
        self.alone = [
            Alone(day_words(row["occurred_on"]), row["receipt_number"], row["full_name"], row["student_code"], f"{row['currency']} {amount_words(row['amount_milli'], over.currency)}")
            for over, rows in alone
            for row in rows
        ]  # fmt: skip
        self.face = "ready"


def _shown(line: Line) -> Shown:
    row, best = line.row, next(iter(line.proposals), None)
    about = {"student": row["full_name"] or "", "code": row["student_code"] or "", "receipt": row["receipt_number"] or "", "why": row["ignored_reason"] or ""}  # fmt: skip
    if best is not None:
        why = ", ".join(best.reasons)
        about = {
            "student": best.student,
            "code": best.code,
            "receipt": best.receipt,
            "why": why[:1].upper() + why[1:] + ".",
        }
    return Shown(
        id=str(row["id"]),
        day=day_words(row["booked_on"]),
        amount=amount_words(row["amount_milli"], row["currency"]),
        currency=row["currency"],
        payer=row["payer"] or "",
        details=" · ".join(each for each in (row["reference"], row["details"]) if each),
        is_out=row["amount_milli"] < 0,
        sure="" if best is None else "certain" if best.is_certain else "maybe",
        **about,
    )


def _side(over: Reconciled) -> Side:
    def words(milli: int) -> str:
        return amount_words(milli, over.currency)

    return Side(
        currency=over.currency,
        days=f"{day_words(over.first)} to {day_words(over.last)}",
        came=words(over.came),
        entered=words(over.entered),
        difference=words(over.difference),
        open=words(over.open_),
        ignored=words(over.ignored),
        without=words(-over.without),
        other_days=words(over.other_days),
        unexplained=words(over.unexplained),
        is_whole=over.unexplained == 0,
    )
