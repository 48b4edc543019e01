"""The list of billing drift, and the dialog that puts a finding right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.asking import ASKED, SECOND
from growthos_ui.finance.drift import DRIFT, FIXES, ask_to_put_right, find_finding, put_right, why_a_second
from growthos_ui.listing.listing import Listing
from state.guard import actor, needs
from state.listing import ListingState
from state.money_form import MoneyForm
from state.toasts import say


class DriftState(ListingState, rx.State):
    """Findings, as the actor may see them."""

    listing: ClassVar[Listing] = DRIFT


class DriftActState(MoneyForm, rx.State):
    """The open dialog: what was found, and what will be done about it. `act` is the kind of the finding."""

    finding: str = ""
    student: str = ""
    code: str = ""
    course: str = ""
    expected: str = ""
    billed: str = ""
    difference: str = ""

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def open(self, finding: UUID) -> None:
        """Open the dialog of a finding that can be put right at once."""
        async with db.acting_as(actor()) as tx:
            found = await find_finding(tx, finding)
        if found is None or found.kind not in FIXES:
            await say(
                self, "This is not possible now", "It was put right meanwhile, or has to be looked at.", tone="bad"
            )
            return
        self.finding = str(finding)
        self.student, self.code, self.course = found.student, found.code, found.course
        self.expected, self.billed, self.difference = found.expected, found.billed, found.difference
        self._begin(found.kind, {"parts": "1"} if found.kind == "unbilled" else {"reason": ""})
        await self._foretell()

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def send(self, form: dict[str, str]) -> AsyncIterator[None]:
        """Put it right."""
        needed = Permission.FINANCE_INSTALLMENTS_DECIDE if self.act in FIXES else None
        if not self._takes(needed, Permission.FINANCE_INSTALLMENTS_DECIDE, form):
            return
        yield
        did = await self._attempt(self._put_right_or_ask())
        if did is None:
            return
        if did[0]:
            await say(self, "Put right", f"{self.student}, {self.course}")
        else:
            await say(self, "Asked for", ASKED)
        self._end()

    async def _put_right_or_ask(self) -> bool:
        """Put it right; above the limit ask a second person for it, and return False: nothing was changed yet."""
        try:
            async with db.acting_as(actor()) as tx:
                await put_right(tx, UUID(self.finding), self._typed)
        except GrowthError as error:
            if error.field != SECOND:
                raise
            await ask_to_put_right(actor(), UUID(self.finding), self._typed, self.key)
            return False
        return True

    def _end(self) -> None:
        self.finding = ""
        super()._end()

    async def _foretell(self) -> None:
        """Say whether a second person has to agree. What will be is what is expected."""
        self.forecast = await why_a_second(actor(), UUID(self.finding)) if self.act != "unbilled" else ""
        self.needs_second = bool(self.forecast)
