"""The dialogs of collections: promises, contacts and pauses; sent once, and what was typed stays where it is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.collections.acts import ACTS, do, last_day, offered, start_of
from growthos_ui.finance.collections.debt import find_debt
from state.debt import DebtState
from state.guard import actor, needs
from state.money_form import MoneyForm
from state.toasts import say


class CollectingState(MoneyForm, rx.State):
    """The open dialog. `target` is the installment or the promise it is on, where it is on one; `about` names the installment."""

    target: str = ""
    student: str = ""
    code: str = ""
    currency: str = ""
    about: str = ""
    open_on_it: str = ""
    last: str = ""

    _name: str = ""

    @rx.event
    @needs(Permission.FINANCE_COLLECTIONS_MANAGE)
    async def open(self, act: str, name: str, target: str) -> None:
        """Open the dialog of an act on a debt; `target` is its installment or promise, where the act is on one."""
        async with db.acting_as(actor()) as tx:
            found = await find_debt(tx, name)
        if found is None or not offered(found, act, target):
            await say(self, "This is not possible now", "It has changed, or it is not for your role.", tone="bad")
            return
        dues = found.dues
        self._name, self.target, self.about = name, target, target if act == "promise" else ""
        self.student, self.code, self.currency = dues.student, dues.code, dues.currency
        self.open_on_it = next((dues.words(each.left) for each in dues.lines if each.name == target), "")
        self.today, self.last = str(dues.today), str(last_day(act, dues.today))
        self._begin(act, start_of(act, found, target))

    @rx.event
    @needs(Permission.FINANCE_COLLECTIONS_MANAGE)
    async def send(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Do what the dialog says."""
        needed = Permission.FINANCE_COLLECTIONS_MANAGE if self.act in ACTS else None
        if self._takes(needed, Permission.FINANCE_COLLECTIONS_MANAGE, form):
            yield
            yield await self._send()

    async def _send(self) -> Any:
        did = await self._attempt(self._done())
        if did is None or did[0] is None:
            return None
        await say(self, ACTS[self.act].done, did[0])
        self._end()
        return DebtState.renew

    async def _done(self) -> str | None:
        """Do the act on the debt as it is now and return what was done; None where there is no such debt any more."""
        async with db.acting_as(actor()) as tx:
            found = await find_debt(tx, self._name)
            return found and await do(tx, self.act, found, self.target, self._typed, key=self.key)

    def _end(self) -> None:
        self._name = self.target = ""
        super()._end()

    async def _foretell(self) -> None:
        """Foretell nothing: no money moves."""
