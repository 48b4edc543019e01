"""The page of one debt: how to reach the learner, what is late and why they are called now, what was promised and said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.collections.debt import find_debt
from growthos_ui.finance.collections.told import DebtWords, debt_words
from state.guard import actor, needs
from state.one import OneState

SEEN_MAX = 200


@dataclass
class NextCall:
    """Who is to be called next: the address, the name, how many are left. Empty where nobody is."""

    href: str = ""
    student: str = ""
    left: str = ""


class DebtState(OneState, rx.State):
    """One debt."""

    shown: DebtWords = DebtWords()
    following: NextCall = NextCall()
    may_manage: bool = False
    may_pay: bool = False

    _seen: list[str] = []

    @rx.event(supersedes=True)
    @needs(Permission.FINANCE_COLLECTIONS_READ)
    async def load(self) -> Any:
        """Show the debt that the address names."""
        async for drawn in self._opened():
            yield drawn

    @rx.event
    @needs(Permission.FINANCE_COLLECTIONS_READ)
    async def renew(self) -> None:
        """Show what has changed about it: here, in another tab, or by somebody else."""
        await self._renewed()

    def _forget(self) -> None:
        self.shown, self.following = DebtWords(), NextCall()

    async def _show(self) -> None:
        who = actor()
        async with db.acting_as(who) as tx:
            found = await find_debt(tx, self._name, [UUID(each) for each in self._seen])
            if found is None:
                self.face = "missing"
                self._forget()
                return
            shown = debt_words(found, ZoneInfo(who.timezone))
            self._pass(shown.id)
        next_call = found.following
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
