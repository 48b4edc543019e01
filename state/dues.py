"""The money of one learner: what they owe and have paid, and the dialogs of acts on several of their installments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.dues import Due, Dues, find_dues, find_dues_in
from growthos_ui.finance.dues_acts import (
    LINE,
    NEEDS,
    Outcome,
    agreed,
    as_it_stands,
    done,
    lines_for,
    offered,
    request_of,
    start_of,
    tried,
)
from growthos_ui.finance.history import Line, find_latest
from growthos_ui.finance.waits import Wait, find_waits
from growthos_ui.listing.words import day_words
from state.faults import words_of
from state.guard import actor, needs
from state.money_form import AGAIN, MoneyForm
from state.steady import Steady
from state.toasts import say

DONE = {"pay": "Payment recorded", "refund": "Refund recorded"}


@dataclass
class DueLine:
    """One installment in words; `box` is the name of the box of its amount in a dialog, `most` how much can be in it."""

    name: str = ""
    invoice: str = ""
    number: str = ""
    course: str = ""
    due: str = ""
    state: str = ""
    amount: str = ""
    paid: str = ""
    left: str = ""
    box: str = ""
    most: str = ""


@dataclass
class Sheet:
    """What the learner owes in one currency, in words; `debt` leads to it among the collections, where it is late."""

    currency: str = ""
    open: str = ""
    left: str = ""
    paid: str = ""
    lines: list[DueLine] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    debt: str = ""


class DuesState(Steady, rx.State):
    """What a learner owes, by currency, the latest of their ledger, and what waits for a second person. `face` is none, ready or failed."""

    face: str = "none"
    fault: str = ""
    code: str = ""
    sheets: list[Sheet] = []
    lines: list[Line] = []
    waits: list[Wait] = []
    more_waits: int = 0

    @rx.event(supersedes=True)
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def load(self) -> None:
        """Show the money of the learner whom the address names; nothing to whoever sees no money."""
        code = self.router.url.path.rstrip("/").rpartition("/")[2]
        if code != self.code:
            self.code, self.face, self.sheets, self.lines, self.waits = code, "none", [], [], []
        await self._show()

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def renew(self) -> None:
        """Show what has changed about it."""
        if self.code:
            await self._show()

    async def _show(self) -> None:
        who = actor()
        if not who.may(Permission.FINANCE_INSTALLMENTS_READ):
            return
        try:
            async with db.acting_as(who) as tx:
                found = await find_dues(tx, self.code)
                lines = await find_latest(tx, found[0].student_id, ZoneInfo(who.timezone)) if found else []
                sees_waits = who.may(Permission.FINANCE_APPROVALS_READ)
                waits, more = await find_waits(tx, self.code) if sees_waits else ([], 0)
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.face, self.fault = "failed", words_of(error)
            return
        collects = who.may(Permission.FINANCE_COLLECTIONS_READ)
        self.sheets = [_sheet(each, offered(each, who), collects=collects) for each in found]
        self.lines, self.waits, self.more_waits, self.face, self.fault = lines, waits, more, "ready", ""


class DuesActState(MoneyForm, rx.State):
    """The open dialog of an act on several installments of one learner; `lines` are those that it can be on."""

    student: str = ""
    code: str = ""
    currency: str = ""
    lines: list[DueLine] = []
    most: str = ""
    by_line: bool = False

    _seen: Dues | None = None

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_READ)
    async def open(self, act: str, code: str, currency: str) -> None:
        """Open the dialog of an act on what a learner owes in one currency."""
        who = actor()
        async with db.acting_as(who) as tx:
            found = await find_dues_in(tx, code, currency)
        if found is None or act not in offered(found, who):
            await say(self, "This is not possible now", "It has changed, or it is not for your role.", tone="bad")
            return
        self._begin(act, start_of(act, found))
        self._see(found)
        await self._foretell()

    @rx.event
    @needs(Permission.FINANCE_PAYMENTS_CREATE)
    async def pay(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Record the payment."""
        if self._takes(self._needed(), Permission.FINANCE_PAYMENTS_CREATE, form):
            yield
            yield await self._send(self._seen, DuesState.renew)

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def refund(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Record the refund."""
        if self._takes(self._needed(), Permission.FINANCE_INSTALLMENTS_DECIDE, form):
            yield
            yield await self._send(self._seen, DuesState.renew)

    def _needed(self) -> Permission | None:
        return NEEDS.get(self.act) if self._seen is not None else None

    async def _do(self, seen: Dues, typed: dict[str, str]) -> Outcome:
        return await done(actor(), self.act, seen, typed, self.key)

    def _asked(self, seen: Dues, typed: dict[str, str]) -> tuple[str, dict[str, Any]]:
        return self.act, request_of(seen, typed)

    def _tell(self, seen: Dues, outcome: Outcome) -> None:
        self.face, self.receipt, self.forecast = "done", outcome.receipt, ""
        self.changes = outcome.changes
        did = AGAIN if outcome.is_again else DONE[self.act]
        self.outcome = f"{did}: {seen.money(outcome.total)}."

    async def _refuse(self, error: GrowthError) -> None:
        known = {"occurred_on": "paid_on" if self.act == "pay" else "refunded_on"}
        field_named = known.get(error.field or "", error.field or "")
        self.refusal, self.field = error.words(), field_named if field_named in self._typed else ""
        if error.kind is Kind.CONFLICT and self._seen is not None:
            async with db.acting_as(actor()) as tx:
                now = await find_dues_in(tx, self._seen.code, self._seen.currency)
            if now is not None:
                self._see(now)
        await self._foretell()

    def _end(self) -> None:
        self._seen = None
        super()._end()

    async def _foretell(self) -> None:
        seen = self._seen
        if seen is None:
            return
        self.by_line = self.act == "refund" or self._typed.get("over") == "lines"
        form = (actor(), self.act, seen, dict(self._typed))
        outcome = await self._tried(tried(*form), lambda: agreed(*form))
        self.changes = as_it_stands(self.act, seen) if outcome is None else outcome.changes

    def _see(self, found: Dues) -> None:
        self._seen, self.today = found, found.today.isoformat()
        self.student, self.code, self.currency = found.student, found.code, found.currency
        self.lines = [_line(self.act, found, each) for each in lines_for(self.act, found)]
        self.most = found.words(found.left)


def _sheet(dues: Dues, acts: list[str], *, collects: bool) -> Sheet:
    is_late = any(each.state == "overdue" for each in dues.lines)
    return Sheet(
        currency=dues.currency,
        open=dues.words(dues.open),
        left=dues.words(dues.left),
        paid=dues.words(dues.net),
        lines=[_line("pay", dues, each) for each in dues.lines],
        acts=acts,
        debt=f"/finance/collections/{dues.code}-{dues.currency}" if collects and is_late else "",
    )


def _line(act: str, dues: Dues, each: Due) -> DueLine:
    return DueLine(
        name=each.name,
        invoice=each.invoice,
        number=str(each.number),
        course=each.course,
        due=day_words(each.due),
        state=each.state,
        amount=dues.words(each.amount),
        paid=dues.words(each.net),
        left=dues.words(each.left),
        box=LINE + each.name,
        most=dues.words(each.left if act == "pay" else each.net),
    )
