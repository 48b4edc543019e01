"""The bank: its lines, what each may be, deciding them, and the difference to the ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.imports import bank
from growthos_ui.finance.imports.bank import Line, Proposal, Reconciled
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import count_words, day_words
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady
from state.toasts import say

_DOES = {"pay": "Confirm", "paid": "Confirm", "refunded": "Confirm", "back": "Take back"}
_MORE = {
    "open": f"The oldest {bank.LINES_SHOWN} are shown; the others come as these are decided.",
    "matched": f"The newest {bank.LINES_SHOWN} are shown.",
    "ignored": f"The newest {bank.LINES_SHOWN} are shown.",
}


@dataclass
class Offer:
    """What a line may be, in words. `sure` is certain or maybe; `does` is what confirming it is called."""

    student: str = ""
    code: str = ""
    receipt: str = ""
    about: str = ""
    why: str = ""
    sure: str = ""
    does: str = ""


@dataclass
class Shown:
    """A line in words. `best` is its best proposal, else what was decided; `offers` are all of them."""

    id: str = ""
    day: str = ""
    amount: str = ""
    currency: str = ""
    account: str = ""
    payer: str = ""
    details: str = ""
    is_out: bool = False
    best: Offer = field(default_factory=Offer)
    offers: list[Offer] = field(default_factory=list)


@dataclass
class Side:
    """One currency of the bank and the ledger side by side: each row a name and its amount."""

    currency: str = ""
    days: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)
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
    others: str = ""
    line: Shown = Shown()
    refusal: str = ""
    field: str = ""
    is_busy: bool = False

    _offers: dict[str, list[Proposal]] = {}

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
        if status in bank.STATUSES:
            self.status = status
            await self._show()

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def confirm(self, line: str, offer: int = 0) -> AsyncIterator[None]:
        """Take a proposal of a line as it is shown, the best where none is named."""
        shown = next((each for each in (self.line, *self.lines) if each.id == line), None)
        offers = self._offers.get(line, [])
        if shown is None or self.is_busy or not 0 <= offer < len(offers):
            return
        self.is_busy = True
        yield
        await self._decide(shown, "student", lambda tx: bank.take(tx, line, offers[offer]))

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
        await self._decide(self.line, "student", lambda tx: bank.match(tx, self.line.id, form.get("student", "")))

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def take_back(self, form: dict[str, str]) -> None:
        """Say which payment it was that the open line took back."""
        await self._decide(self.line, "receipt", lambda tx: bank.take_back(tx, self.line.id, form.get("receipt", "")))

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def ignore(self, form: dict[str, str]) -> None:
        """Set the open line aside."""
        await self._decide(self.line, "reason", lambda tx: bank.ignore(tx, self.line.id, form.get("reason", "")))

    async def _decide(self, line: Shown, box: str, act: Any) -> None:
        try:
            async with db.acting_as(actor()) as tx:
                await act(tx)
        except GrowthError as error:
            if self.line.id:
                self.refusal, self.field = error.words(), box
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
        # An open dialog goes on offering what it shows.
        kept = {self.line.id: self._offers.get(self.line.id, [])}
        self._offers = {str(each.row["id"]): each.proposals for each in lines} | (kept if self.line.id else {})
        self.more = _MORE[self.status] if len(lines) > bank.LINES_SHOWN else ""
        self.certain = len([each for each in self.lines if each.best.sure == "certain"])
        self.sides = [_side(each) for each in sides]
        self.alone = [
            Alone(day_words(row["occurred_on"]), row["receipt_number"] or "Refund", row["full_name"], row["student_code"], f"{row['currency']} {amount_words(row['amount_milli'], over.currency)}")
            for over, rows in alone
            for row in rows[: bank.ALONE_SHOWN]
        ]  # fmt: skip
        more = any(len(rows) > bank.ALONE_SHOWN for _, rows in alone)
        self.others = f"The newest {bank.ALONE_SHOWN} are shown; how much all are stands beside it." if more else ""
        self.face = "ready"


def _shown(line: Line) -> Shown:
    row = line.row
    offers = [_offer(each) for each in line.proposals]
    decided = Offer(
        student=row["full_name"] or "",
        code=row["student_code"] or "",
        receipt=row["receipt_number"] or "",
        about="Went back" if row["kind"] == "refund" else "",
        why=row["ignored_reason"] or "",
    )
    return Shown(
        id=str(row["id"]),
        day=day_words(row["booked_on"]),
        amount=amount_words(row["amount_milli"], row["currency"]),
        currency=row["currency"],
        account=row["account"] or "",
        payer=row["payer"] or "",
        details=" · ".join(each for each in (row["reference"], row["details"]) if each),
        is_out=row["amount_milli"] < 0,
        best=offers[0] if offers else decided,
        offers=offers,
    )


def _offer(proposal: Proposal) -> Offer:
    why = ", ".join(proposal.reasons)
    on = day_words(proposal.on) if proposal.on else ""
    about = {
        "pay": f"On {proposal.parts}" if proposal.parts else "On nothing yet",
        "paid": f"Payment of {on}",
        "refunded": f"Refund of {on}",
        "back": f"Takes back the payment of {on}: it is owed again",
    }
    return Offer(
        student=proposal.student,
        code=proposal.code,
        receipt=proposal.receipt,
        about=about[proposal.does],
        why=why[:1].upper() + why[1:] + ".",
        sure="certain" if proposal.is_certain else "maybe",
        does=_DOES[proposal.does],
    )


def _side(over: Reconciled) -> Side:
    rows = (
        ("Came in", over.came),
        ("Went out", over.went),
        ("Payments by transfer", over.paid),
        ("Refunds by transfer", over.refunded),
        ("Difference", over.difference),
        ("Open lines", over.open_),
        ("Set aside", over.ignored),
        ("In the ledger, on no line", -over.without),
        ("Matched to another day or method", over.elsewhere),
        ("Unexplained", over.unexplained),
    )
    return Side(
        currency=over.currency,
        days=f"{day_words(over.first)} to {day_words(over.last)}",
        rows=[{"name": name, "amount": amount_words(milli, over.currency)} for name, milli in rows],
        is_whole=over.unexplained == 0,
    )
