"""The dialogs of money: one act on one installment at a time, foretold by the database, sent once, told what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.acts import ACTS, offered
from growthos_ui.finance.forms import field_of, start_of
from growthos_ui.finance.part import Facts, find_part
from growthos_ui.finance.trying import Change, Outcome, Share, as_it_stands, done, elsewhere, tried
from growthos_ui.finance.words import STATES
from state.guard import actor, needs
from state.installment import InstallmentState, Shown, shown
from state.steady import Steady
from state.toasts import say


class MoneyActState(Steady, rx.State):
    """The open dialog. `act` names it, `start` is what its boxes held when it opened, `face` is asking or done.

    `refusal` is why nothing was done, `field` the box that it is about, if it is about one.
    """

    act: str = ""
    face: str = "asking"
    part: Shown = Shown()
    start: dict[str, str] = {}
    first_day: str = ""
    today: str = ""
    changes: list[Change] = []
    shares: list[Share] = []
    forecast: str = ""
    refusal: str = ""
    field: str = ""
    is_busy: bool = False
    receipt: str = ""
    outcome: str = ""

    _seen: Facts | None = None
    _typed: dict[str, str] = {}
    _key: str = ""

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_READ)
    async def open(self, act: str, name: str) -> None:
        """Open the dialog of an act on an installment. Its key is made here: whatever is clicked twice is one act."""
        who = actor()
        async with db.acting_as(who) as tx:
            found = await find_part(tx, name)
        if found is None or act not in offered(found, who):
            title = ACTS[act].title if act in ACTS else "This"
            await say(self, f"{title} is not possible now", "It has changed, or it is not for your role.", tone="bad")
            return
        self.act, self.face, self.receipt, self.outcome, self._key = act, "asking", "", "", str(uuid4())
        self._typed = self.start = start_of(act, found)
        self._see(found)
        self._clear()
        await self._foretell()

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_READ)
    async def put_away(self) -> None:
        """Close the dialog; what was not sent is forgotten."""
        self.act, self._seen, self._typed, self._key = "", None, {}, ""
        self._clear()

    @rx.event(supersedes=True, debounce=250)
    @needs(Permission.FINANCE_INSTALLMENTS_READ)
    async def consider(self, name: str, value: str) -> None:
        """Foretell what would come of it with this box as it is now. What was sent meanwhile is not typed anew."""
        if self.face == "asking" and self._typed.get(name, value) != value:
            self._typed = {**self._typed, name: value}
            if name == self.field:
                self._clear()
            await self._foretell()

    @rx.event
    @needs(Permission.FINANCE_PAYMENTS_CREATE)
    async def pay(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Record the payment."""
        if self._takes(Permission.FINANCE_PAYMENTS_CREATE, form):
            yield
            yield await self._send()

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_CHANGE)
    async def give_time(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Give the installment more time, or take it back."""
        if self._takes(Permission.FINANCE_INSTALLMENTS_CHANGE, form):
            yield
            yield await self._send()

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def decide(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Refund, waive, credit, write off, discount or cancel."""
        if self._takes(Permission.FINANCE_INSTALLMENTS_DECIDE, form):
            yield
            yield await self._send()

    def _takes(self, permission: Permission, form: dict[str, str]) -> bool:
        """Take what was typed; False where there is nothing to send: no dialog of this kind, or it was sent already."""
        if (
            self.face != "asking"
            or self._seen is None
            or self.act not in ACTS
            or ACTS[self.act].needs is not permission
        ):
            return False
        self._typed = {name: form.get(name, "") for name in self._typed}
        self._clear()
        self.is_busy = True
        return True

    async def _send(self) -> Any:
        """Do the act and show what came of it; on a refusal the boxes stay as they are."""
        seen = self._seen
        if seen is None:
            return None
        try:
            outcome = await done(actor(), self.act, seen, dict(self._typed), self._key)
        except GrowthError as error:
            await self._refuse(error)
            return None
        finally:
            self.is_busy = False
        self._tell(outcome)
        return InstallmentState.renew

    def _tell(self, outcome: Outcome) -> None:
        self.face, self.receipt = "done", outcome.receipt
        state = STATES[outcome.after.state].lower()
        stands = f"still {state}" if outcome.before.state == outcome.after.state else f"{state} now"
        self.outcome = f"{ACTS[self.act].done}. The installment is {stands}."
        self.changes, self.shares, self.forecast = outcome.changes, elsewhere(outcome), ""

    async def _refuse(self, error: GrowthError) -> None:
        self.refusal, self.field = error.words(), field_of(self.act, error.field)
        if error.kind is Kind.CONFLICT and self._seen is not None:
            async with db.acting_as(actor()) as tx:
                now = await find_part(tx, self._seen.name)
            if now is not None:
                self._see(now)
        await self._foretell()

    async def _foretell(self) -> None:
        """Show before and after; where that is refused, before and why."""
        seen = self._seen
        if seen is None:
            return
        try:
            outcome = await tried(actor(), self.act, seen.name, dict(self._typed))
        except GrowthError as error:
            self.changes, self.shares, self.forecast = as_it_stands(seen), [], error.sentence
        else:
            self.changes, self.shares, self.forecast = outcome.changes, elsewhere(outcome), ""

    def _see(self, found: Facts) -> None:
        self._seen, self.part = found, shown(found)
        self.first_day, self.today = found.first_extension.isoformat(), found.today.isoformat()

    def _clear(self) -> None:
        self.refusal = self.field = ""
