"""The dialogs of money: one act on one installment at a time, foretold by the database, sent once, told what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.acts import ACTS, offered
from growthos_ui.finance.asking import request_of
from growthos_ui.finance.forms import field_of, start_of
from growthos_ui.finance.part import Facts, find_part
from growthos_ui.finance.trying import Outcome, Share, agreed, as_it_stands, done, elsewhere, tried
from growthos_ui.finance.words import STATES
from state.guard import actor, needs
from state.installment import InstallmentState, Shown, shown
from state.money_form import AGAIN, MoneyForm
from state.toasts import say


class MoneyActState(MoneyForm, rx.State):
    """The open dialog of an act on one installment, `part`; `shares` is where its amount goes, where that is on several."""

    part: Shown = Shown()
    first_day: str = ""
    shares: list[Share] = []

    _seen: Facts | None = None

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_READ)
    async def open(self, act: str, name: str) -> None:
        """Open the dialog of an act on an installment."""
        who = actor()
        async with db.acting_as(who) as tx:
            found = await find_part(tx, name)
        if found is None or act not in offered(found, who):
            title = ACTS[act].title if act in ACTS else "This"
            await say(self, f"{title} is not possible now", "It has changed, or it is not for your role.", tone="bad")
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
            yield await self._send(self._seen, InstallmentState.renew)

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_CHANGE)
    async def give_time(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Give the installment more time, or take it back."""
        if self._takes(self._needed(), Permission.FINANCE_INSTALLMENTS_CHANGE, form):
            yield
            yield await self._send(self._seen, InstallmentState.renew)

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def decide(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Refund, waive, credit, write off, discount or cancel."""
        if self._takes(self._needed(), Permission.FINANCE_INSTALLMENTS_DECIDE, form):
            yield
            yield await self._send(self._seen, InstallmentState.renew)

    def _needed(self) -> Permission | None:
        return ACTS[self.act].needs if self._seen is not None and self.act in ACTS else None

    async def _do(self, seen: Facts, typed: dict[str, str]) -> Outcome:
        return await done(actor(), self.act, seen, typed, self.key)

    def _asked(self, seen: Facts, typed: dict[str, str]) -> tuple[str, dict[str, Any]]:
        return self.act, request_of(self.act, seen, typed)

    def _tell(self, seen: Facts, outcome: Outcome) -> None:  # noqa: ARG002
        self.face, self.receipt = "done", outcome.receipt
        done, state = ACTS[self.act].done, STATES[outcome.after.state].lower()
        stands = f"still {state}" if outcome.before.state == outcome.after.state else f"{state} now"
        did = AGAIN if outcome.is_again else done
        self.outcome = f"{did}." if did.lower() == state else f"{did}. The installment is {stands}."
        self.changes, self.shares, self.forecast = outcome.changes, elsewhere(outcome), ""

    async def _refuse(self, error: GrowthError) -> None:
        self.refusal, self.field = error.words(), field_of(self.act, error.field)
        if error.kind is Kind.CONFLICT and self._seen is not None:
            async with db.acting_as(actor()) as tx:
                now = await find_part(tx, self._seen.name)
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
        form = (actor(), self.act, seen.name, dict(self._typed))
        outcome = await self._tried(tried(*form), lambda: agreed(*form))
        self.changes, self.shares = (
            (as_it_stands(seen), []) if outcome is None else (outcome.changes, elsewhere(outcome))
        )

    def _see(self, found: Facts) -> None:
        self._seen, self.part = found, shown(found)
        self.first_day, self.today = found.first_extension.isoformat(), found.today.isoformat()
