"""The page of one installment: what it is, what may be done with it, its ledger, and its terms over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.acts import offered
from growthos_ui.finance.history import Line, Term, find_lines, find_terms
from growthos_ui.finance.part import Facts, find_part
from growthos_ui.listing.words import day_words
from state.guard import actor, needs
from state.one import OneState


@dataclass
class Shown:
    """An installment in words. Amounts are ready strings of `currency`; what is empty does not apply."""

    name: str = ""
    invoice: str = ""
    place: str = ""
    student: str = ""
    code: str = ""
    course: str = ""
    currency: str = ""
    state: str = ""
    bill_state: str = ""
    access: str = ""
    amount: str = ""
    fee: str = ""
    fee_note: str = ""
    paid: str = ""
    refunded: str = ""
    credited: str = ""
    written_off: str = ""
    left: str = ""
    fee_left: str = ""
    net: str = ""
    is_issued: bool = True
    issued: str = ""
    due: str = ""
    first_due: str = ""
    extension: str = ""
    left_on_bill: str = ""


class InstallmentState(OneState, rx.State):
    """One installment."""

    part: Shown = Shown()
    acts: list[str] = []
    lines: list[Line] = []
    terms: list[Term] = []

    @rx.event(supersedes=True)
    @needs(Permission.FINANCE_INSTALLMENTS_READ)
    async def load(self) -> Any:
        """Show the installment that the address names."""
        async for drawn in self._opened():
            yield drawn

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_READ)
    async def renew(self) -> None:
        """Show what has changed about it: here, in another tab, or by somebody else."""
        await self._renewed()

    def _forget(self) -> None:
        self.part, self.acts, self.lines, self.terms = Shown(), [], [], []

    async def _show(self) -> None:
        who = actor()
        zone = ZoneInfo(who.timezone)
        async with db.acting_as(who) as tx:
            found = await find_part(tx, self._name)
            if found is None:
                self.face = "missing"
                self._forget()
                return
            lines, terms = await find_lines(tx, found, zone), await find_terms(tx, found, zone)
        self.part, self.acts, self.lines, self.terms = shown(found), offered(found, who), lines, terms
        self.face = "ready"


def shown(part: Facts) -> Shown:
    """Return the words of an installment."""

    def some(milli: int) -> str:
        return part.words(milli) if milli else ""

    return Shown(
        name=part.name,
        invoice=part.invoice,
        place=f"{part.number} of {part.of}",
        student=part.student,
        code=part.code,
        course=part.course,
        currency=part.currency,
        state=part.state,
        bill_state=part.bill_state,
        access=part.access,
        amount=part.words(part.amount),
        fee=some(part.fee),
        fee_note="waived" if part.is_fee_waived else f"{part.words(part.fee_paid)} of it paid" if part.fee_paid else "",
        paid=part.words(part.paid),
        refunded=some(part.refunded),
        credited=some(part.credited),
        written_off=some(part.written_off),
        left=part.words(part.left),
        fee_left=some(part.fee_remaining),
        net=part.words(part.net),
        is_issued=part.is_issued,
        issued=day_words(part.issued),
        due=day_words(part.due),
        first_due=day_words(part.first_due) if part.due != part.first_due else "",
        extension=f"{part.extended_by}: {part.extension_reason}" if part.due != part.first_due else "",
        left_on_bill=part.words(part.left_on_bill),
    )
