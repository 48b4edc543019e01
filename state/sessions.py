"""The list of live sessions and its figures."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.listing import Listing
from growthos_ui.mentoring.sessions.figures import headline
from growthos_ui.mentoring.sessions.tables import SESSIONS
from state.guard import needs
from state.listing import ListingState
from state.overview import Narrowed, OverviewState, narrowed


class SessionsState(ListingState, rx.State):
    """Sessions, as the actor may see them."""

    listing: ClassVar[Listing] = SESSIONS


class SessionFiguresState(OverviewState, rx.State):
    """How many there are, over those that the filters of the list leave."""

    listing: ClassVar[Narrowed] = narrowed("Sessions", SESSIONS)
    rows_of: ClassVar[Listing] = SESSIONS
    needed: ClassVar[Permission] = Permission.MENTORING_SESSIONS_READ
    cards: ClassVar[tuple[str, ...]] = ()

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(headline)
