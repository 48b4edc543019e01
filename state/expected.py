"""Expected cash: what falls due, what was promised, what usually comes; as of today, in one currency."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing, Series
from growthos_ui.finance.expected import figures as expected
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.listing.listing import Listing
from state import plots
from state.cards import Chart, chart_of
from state.guard import needs
from state.overview import Narrowed, OverviewState, narrowed


class ExpectedState(OverviewState, rx.State):
    """The cards of expected cash. No number of them is the sum of two of its lines."""

    listing: ClassVar[Narrowed] = narrowed("Expected cash", RECEIVABLES, "currency")
    rows_of: ClassVar[Listing] = RECEIVABLES
    needed: ClassVar[Permission] = Permission.FINANCE_OVERVIEW_READ
    cards: ClassVar[tuple[str, ...]] = ("weeks", "weights")

    weeks: Chart = Chart()
    weights: Chart = Chart()
    tables: list[str] = ["weights"]

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_figures(self) -> None:
        """Answer the three lines of the next thirty days."""
        await self._count(expected.headline)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_weeks(self) -> None:
        """Answer what falls due and what was promised, week by week."""
        await self._draw("weeks", expected.by_week, _two_lines)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_weights(self) -> None:
        """Answer what usually comes of what is owed, by age."""
        await self._draw("weights", expected.weighted, _weighted)


def _two_lines(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.lines(drawing, ("chart-previous", "chart-1")), ("key--previous", "key--1"))


def _weighted(drawing: Drawing) -> Chart:
    """Draw what usually comes; the table has how it was worked out."""
    first = Series(name=drawing.series[0].name, marks=drawing.series[0].marks)
    shown = Drawing(name=drawing.name, axis=drawing.axis, unit=drawing.unit, series=(first,))
    card = chart_of(drawing, plots.columns(shown, labelled=True))
    card.legend = []
    return card
