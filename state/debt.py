"""The page of one debt: how to reach the learner, what is late and why they are called now, what was promised and said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.collections.debt import find_debt, find_next
from growthos_ui.finance.collections.told import DebtWords, debt_words
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady

SEEN_MAX = 200


@dataclass
class NextCall:
    """Who is to be called next: the address, the name, how many are left. Empty where nobody is."""

    href: str = ""
    student: str = ""
    left: str = ""


class DebtState(Steady, rx.State):
    """One debt. `face` is loading, ready, missing (not there and not to be seen are the same) or failed."""

    face: str = "loading"
    fault: str = ""
    shown: DebtWords = DebtWords()
    following: NextCall = NextCall()
    may_manage: bool = False
    may_pay: bool = False

    _name: str = ""
    _seen: list[str] = []

    @rx.event(supersedes=True)
    @needs(Permission.FINANCE_COLLECTIONS_READ)
    async def load(self) -> Any:
        """Show the debt that the address names."""
        name = self.router.url.path.rstrip("/").rpartition("/")[2]
        if name != self._name:
            self._name, self.face, self.shown, self.following = name, "loading", DebtWords(), NextCall()
        yield
        try:
            await self._show()
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self.face, self.fault = "failed", words_of(error)

    @rx.event
    @needs(Permission.FINANCE_COLLECTIONS_READ)
    async def renew(self) -> None:
        """Show what has changed about it: here, in another tab, or by somebody else."""
        if self.face in {"ready", "missing"}:
            await self._show()

    async def _show(self) -> None:
        who = actor()
        async with db.acting_as(who) as tx:
            found = await find_debt(tx, self._name)
            if found is None:
                self.face, self.shown, self.following = "missing", DebtWords(), NextCall()
                return
            shown = debt_words(found, ZoneInfo(who.timezone))
            self._pass(shown.id)
            next_call = await find_next(tx, [UUID(each) for each in self._seen])
        self.shown, self.face = shown, "ready"
        self.may_manage = who.may(Permission.FINANCE_COLLECTIONS_MANAGE)
        self.may_pay = who.may(Permission.FINANCE_PAYMENTS_CREATE) and bool(shown.lines)
        self.following = NextCall(
            href=f"/finance/collections/{next_call.name}" if next_call.name else "",
            student=next_call.student,
            left=f"{next_call.left:,}" if next_call.name else "",
        )

    def _pass(self, seen: str) -> None:
        """Remember whom this tab has looked at: "next" goes on from there, and does not come back to them."""
        if seen and seen not in self._seen:
            self._seen = [*self._seen[1 - SEEN_MAX :], seen]
