"""The worklist of collections, the list of promises, and the strip over that list."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.collections.figures import headline
from growthos_ui.finance.collections.tables import PROMISES, WORKLIST
from growthos_ui.listing.listing import Listing
from state.guard import needs
from state.listing import ListingState
from state.overview import Narrowed, OverviewState, narrowed


class CollectionsState(ListingState, rx.State):
    """Whom to call about money, as the actor may see them."""

    listing: ClassVar[Listing] = WORKLIST


class PromisesState(ListingState, rx.State):
    """Promises to pay, as the actor may see them."""

    listing: ClassVar[Listing] = PROMISES


class PromiseFiguresState(OverviewState, rx.State):
    """How the promises that the list shows are kept."""

    listing: ClassVar[Narrowed] = narrowed("Promises", PROMISES)
    rows_of: ClassVar[Listing] = PROMISES
    needed: ClassVar[Permission] = Permission.FINANCE_COLLECTIONS_READ
    cards: ClassVar[tuple[str, ...]] = ()

    @rx.event
    @needs(Permission.FINANCE_COLLECTIONS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(headline)
