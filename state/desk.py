"""What Home shows whoever answers tickets: the figures of the desk, and what comes next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.listing import Listing
from growthos_ui.support.tickets.figures import headline
from growthos_ui.support.tickets.next_ones import Next, find_next
from growthos_ui.support.tickets.tables import TICKETS
from state.faults import words_of
from state.guard import actor, needs
from state.overview import Narrowed, OverviewState, narrowed


class DeskState(OverviewState, rx.State):
    """The desk of support. `next_face` is "loading", "ready" or "failed" with the words of its fault."""

    listing: ClassVar[Narrowed] = narrowed("Tickets", TICKETS)
    rows_of: ClassVar[Listing] = TICKETS
    needed: ClassVar[Permission] = Permission.PEOPLE_HOME_READ
    cards: ClassVar[tuple[str, ...]] = ()

    next_ones: list[Next] = []
    next_face: str = "loading"
    next_fault: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_home(self) -> AsyncIterator[None]:
        """Answer what comes next and how the desk stands, for whoever sits at it."""
        who = actor()
        if not who.may(Permission.SUPPORT_TICKETS_MANAGE) or who.may(Permission.PEOPLE_STUDENTS_CREATE):
            self.next_ones, self.next_face = [], "loading"
            return
        self._begin(who.user_id, who.organization_id)
        self.refusal = ""
        yield
        await self._count(headline, Ask())
        yield
        try:
            async with db.acting_as(who) as tx:
                self.next_ones = await find_next(tx)
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.next_ones, self.next_face, self.next_fault = [], "failed", words_of(error)
        else:
            self.next_face, self.next_fault = "ready", ""
