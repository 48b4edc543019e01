"""Who loses access tonight: the list, and the student who stands open beside it with the way to hold it."""

from __future__ import annotations

from datetime import timedelta, tzinfo
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from typing_extensions import TypedDict

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.errors import GrowthError
from growthos_ui.finance.suspensions import SUSPENSIONS, find_suspension, hold, lift, may_be_held, told
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.entries import Told
from state.beside import BesideState
from state.guard import actor, needs
from state.listing import ListingState
from state.toasts import say

_HOLD_DAYS_MAX = 90
_A_WEEK = timedelta(days=6)  # with the night that comes as its first


class HoldForm(TypedDict):
    """What the form of a hold sends."""

    until: str
    reason: str


class SuspensionsState(ListingState, rx.State):
    """Everybody whom the coming night suspends."""

    listing: ClassVar[Listing] = SUSPENSIONS


class SuspensionState(BesideState, rx.State):
    """One of them, and the installment that is late. `refusal` is why a hold was not kept, `field` the box that it is about."""

    listing: ClassVar[Listing] = SUSPENSIONS

    part: str = ""
    may_hold: bool = False
    is_held: bool = False
    first_day: str = ""
    last_day: str = ""
    until: str = ""
    reason: str = ""
    refusal: str = ""
    field: str = ""

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_CHANGE)
    async def hold(self, form: HoldForm) -> Any:
        """Keep the student's access until a day, or say at the box what is wrong; what was typed stays."""
        try:
            async with db.acting_as(actor()) as tx:
                changed = await hold(tx, UUID(self.opened), form["until"], form["reason"])
        except GrowthError as error:
            self.refusal, self.field = error.words(), error.field or ""
            return None
        await say(self, "Access is held" if changed else "It is held like that already")
        return [SuspensionState.again, SuspensionsState.load]

    @rx.event
    @needs(Permission.FINANCE_INSTALLMENTS_CHANGE)
    async def lift(self) -> Any:
        """Take the hold back: tonight decides."""
        try:
            async with db.acting_as(actor()) as tx:
                lifted = await lift(tx, UUID(self.opened))
        except GrowthError as error:
            self.refusal, self.field = error.words(), ""
            return None
        await say(self, "The hold was taken back" if lifted else "It was taken back already")
        return [SuspensionState.again, SuspensionsState.load]

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:  # noqa: ARG002
        row = await find_suspension(tx, entry_id)
        self.refusal, self.field = "", ""
        if row is None:
            self.may_hold, self.is_held, self.part = False, False, ""
            return None
        self.may_hold = may_be_held(row) and actor().may(Permission.FINANCE_INSTALLMENTS_CHANGE)
        self.is_held, self.part = row["is_held"], row["part_name"] or ""
        self.first_day = row["on_day"].isoformat()
        self.last_day = (row["on_day"] + timedelta(days=_HOLD_DAYS_MAX - 1)).isoformat()
        self.until = (row["held_until"] or row["on_day"] + _A_WEEK).isoformat()
        self.reason = row["held_because"] or ""
        return told(row)
