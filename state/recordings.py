"""How recordings are watched and rated, above their list: the filters are the list's own, and so is the address."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing
from growthos_ui.learning.recordings import figures as recordings
from growthos_ui.learning.tables import RECORDINGS
from growthos_ui.listing.listing import Listing
from state import plots
from state.cards import Chart, chart_of
from state.guard import actor, needs
from state.overview import Narrowed, OverviewState, narrowed


class RecordingFiguresState(OverviewState, rx.State):
    """A strip and two charts over the recordings that the list shows."""

    listing: ClassVar[Narrowed] = narrowed("Recordings", RECORDINGS)
    rows_of: ClassVar[Listing] = RECORDINGS
    needed: ClassVar[Permission] = Permission.LEARNING_RECORDINGS_READ
    cards: ClassVar[tuple[str, ...]] = ("stars", "funnel")

    stars: Chart = Chart()
    funnel: Chart = Chart()

    @rx.event
    @needs(Permission.LEARNING_RECORDINGS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(recordings.headline)

    @rx.event
    @needs(Permission.LEARNING_RECORDINGS_READ)
    async def load_stars(self) -> None:
        """Answer how many stars the recordings got, where the reader may see who gave them."""
        if actor().may(Permission.LEARNING_RATINGS_READ):
            await self._draw("stars", recordings.stars, _columns)

    @rx.event
    @needs(Permission.LEARNING_RECORDINGS_READ)
    async def load_funnel(self) -> None:
        """Answer how far they are watched."""
        await self._draw("funnel", recordings.funnel, _columns)


def _columns(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.columns(drawing, labelled=True))
