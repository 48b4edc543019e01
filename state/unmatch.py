"""Undoing the match of a line of the bank: what that takes out is told first, and above the limit a second person is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.asking import ASKED
from growthos_ui.finance.imports import bank
from growthos_ui.finance.imports.bank import Matched
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import day_words
from state.bank import BankState
from state.guard import actor, needs
from state.money_form import AGAIN, MoneyForm
from state.toasts import say

_ABOVE = "It is more than one person lets go of alone."
_NEEDS = Permission.FINANCE_INSTALLMENTS_DECIDE


@dataclass
class Undoing:
    """What a line is matched to, and what undoing it does, in words; no `id` where no dialog is open."""

    id: str = ""
    title: str = ""
    stands: str = ""
    does: str = ""


class UnmatchState(MoneyForm, rx.State):
    """The dialog in which the match of a line is undone: the match that was seen, and no other."""

    of: Undoing = Undoing()

    _matched: Matched | None = None

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def open(self, line: str) -> AsyncIterator[Any]:
        """Open the dialog of a matched line."""
        try:
            async with db.acting_as(actor()) as tx:
                found = await bank.find_match(tx, line)
        except GrowthError as error:
            await say(self, "The match cannot be undone", error.words(), tone="bad")
            yield BankState.renew
            return
        self._matched, self.of = found, _undoing(line, found)
        self._begin("unmatch", {"reason": ""})
        await self._foretell()

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def undo(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Undo the match, or ask a second person to."""
        if not self._takes(_NEEDS if self._matched else None, _NEEDS, form):
            return
        yield
        did = await self._attempt(self._done_or_asked(self._matched, dict(self._typed)))
        if did is None:
            return
        (is_again,) = did
        if is_again is None:
            await say(self, "Asked", ASKED)
        else:
            await say(self, "Match undone", f"{AGAIN}." if is_again else "The line is open again.")
        self._end()
        yield BankState.renew

    async def _do(self, seen: Matched, typed: dict[str, str]) -> bool:
        """Undo it, and return whether it was undone before."""
        async with db.acting_as(actor()) as tx:
            return await bank.unmatch(tx, self.of.id, seen.act, typed["reason"].strip(), self.key)

    def _asked(self, seen: Matched, typed: dict[str, str]) -> tuple[str, dict[str, Any]]:
        return "unmatch", {"line": self.of.id, "act": str(seen.act), "reason": typed["reason"].strip()}

    def _end(self) -> None:
        self.of, self._matched = Undoing(), None
        super()._end()

    async def _foretell(self) -> None:
        """Say whether a second person has to agree."""
        self.needs_second = self._matched is not None and self._matched.needs_second
        self.forecast = _ABOVE if self.needs_second else ""


def _undoing(line: str, found: Matched) -> Undoing:
    amount = f"{found.currency} {amount_words(found.milli, found.currency)}"
    on = day_words(found.on)
    match (found.is_entered, found.is_refund):
        case (True, False):
            stands = f"The match entered {found.receipt}: a payment of {amount} by {found.student} on {on}."
            does = f"That payment is taken out again: what it paid on {found.parts} is owed again."
        case (True, True):
            stands = f"The match took the payment {found.receipt} of {found.student} back: {amount} on {on}."
            does = f"That payment counts again, on {found.parts}."
        case (_, is_refund):
            what = "A refund" if is_refund else f"The payment {found.receipt}"
            stands = f"{what} of {amount} for {found.student}, of {on}, was recorded before the match."
            does = "It stays as it is; only the match is undone."
    return Undoing(line, f"Undo the match of {amount}", stands, f"{does} The line is open again.")
