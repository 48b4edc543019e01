"""Batch against batch, each counted from its own start."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing
from growthos_ui.learning.comparison import figures as comparison
from growthos_ui.learning.tables import BATCHES
from growthos_ui.listing.listing import Listing
from state import plots
from state.cards import Chart, chart_of
from state.guard import needs
from state.overview import Narrowed, OverviewState, narrowed

_TOKENS = ("chart-1", "chart-2", "chart-3", "chart-4")


class CompareState(OverviewState, rx.State):
    """One chart; its filters are those of the list of batches."""

    listing: ClassVar[Narrowed] = narrowed("Compare batches", BATCHES, "batch", "course", "status")
    rows_of: ClassVar[Listing] = BATCHES
    needed: ClassVar[Permission] = Permission.LEARNING_BATCHES_READ
    cards: ClassVar[tuple[str, ...]] = ("weeks",)

    weeks: Chart = Chart()

    @rx.event
    @needs(Permission.LEARNING_BATCHES_READ)
    async def load_weeks(self) -> None:
        """Answer which share of each batch was active in each of its weeks."""
        await self._draw("weeks", comparison.compared, _lines)


def _lines(drawing: Drawing) -> Chart:
    looks = tuple(f"key--{token.removeprefix('chart-')}" for token in _TOKENS[: len(drawing.series)])
    return chart_of(drawing, plots.lines(drawing, _TOKENS, top=100), looks)
