"""Undoing the match of a line of the bank: what that takes out is told first, and above the limit a second person is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.asking import ASKED, SECOND, ask
from growthos_ui.finance.imports import bank
from growthos_ui.finance.imports.bank import Matched
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import day_words
from state.bank import BankState
from state.guard import actor, needs
from state.toasts import say


@dataclass
class Undoing:
    """What a line is matched to, and what undoing it does, in words; no `id` where no dialog is open."""

    id: str = ""
    title: str = ""
    stands: str = ""
    does: str = ""
    needs_second: bool = False


class UnmatchState(rx.State):
    """The dialog in which the match of a line is undone."""

    of: Undoing = Undoing()
    refusal: str = ""
    is_busy: bool = False

    _key: str = ""

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
        self.of, self.refusal, self._key = _undoing(line, found), "", str(uuid4())

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def put_away(self) -> None:
        """Close the dialog."""
        self.of, self.refusal = Undoing(), ""

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_DECIDE)
    async def undo(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Undo the match, or ask a second person to."""
        line, reason = self.of.id, form.get("reason", "").strip()
        if self.is_busy or not line:
            return
        self.is_busy, self.refusal = True, ""
        yield
        try:
            done = await self._done_or_asked(line, reason)
        except GrowthError as error:
            self.refusal = error.words()
            return
        finally:
            self.is_busy = False
        self.of = Undoing()
        if done:
            await say(self, "Match undone", "The line is open again.")
        else:
            await say(self, "Asked", ASKED)
        yield BankState.renew

    async def _done_or_asked(self, line: str, reason: str) -> bool:
        try:
            async with db.acting_as(actor()) as tx:
                await bank.unmatch(tx, line, reason)
        except GrowthError as error:
            if error.field != SECOND:
                raise
        else:
            return True
        await ask(actor(), "unmatch", {"line": line, "reason": reason}, {"reason": reason}, self._key)
        return False


def _undoing(line: str, found: Matched) -> Undoing:
    amount = f"{found.currency} {amount_words(found.milli, found.currency)}"
    on = day_words(found.on)
    match (found.is_entered, found.is_refund):
        case (True, False):
            stands = f"The match entered {found.receipt}: a payment of {amount} by {found.student} on {on}."
            does = f"That payment is taken out again, as of its day: what it paid on {found.parts} is owed again."
        case (True, True):
            stands = f"The match took the payment {found.receipt} of {found.student} back: {amount} on {on}."
            does = f"That payment counts again, on {found.parts}."
        case (_, is_refund):
            what = "A refund" if is_refund else f"The payment {found.receipt}"
            stands = f"{what} of {amount} for {found.student}, of {on}, was recorded before the match."
            does = "It stays as it is; only the match is undone."
    return Undoing(line, f"Undo the match of {amount}", stands, f"{does} The line is open again.", found.needs_second)
