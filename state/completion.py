"""How learners come to the end: the funnel, course by course and month by month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing
from growthos_ui.learning.completion import figures as completion
from growthos_ui.learning.progress.figures import STUDENTS_PATH
from growthos_ui.listing.listing import Listing
from growthos_ui.people.tables import STUDENTS
from state import plots
from state.cards import Chart, chart_of
from state.crossing import Crossing
from state.guard import needs
from state.overview import Narrowed, OverviewState, narrowed


class CompletionState(OverviewState, rx.State):
    """The cards of the page about completion; their rows are those of the list of students."""

    listing: ClassVar[Narrowed] = narrowed("Completion", STUDENTS, "course", "batch", "mentor")
    rows_of: ClassVar[Listing] = STUDENTS
    needed: ClassVar[Permission] = Permission.LEARNING_PROGRESS_READ
    cards: ClassVar[tuple[str, ...]] = ("funnel", "courses", "months")
    rows_at: ClassVar[str] = STUDENTS_PATH
    crossings: ClassVar[Mapping[str, Crossing]] = {
        "courses": Crossing(keys=("course",), whole=False),
    }

    funnel: Chart = Chart()
    courses: Chart = Chart()
    months: Chart = Chart()

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(completion.headline)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_funnel(self) -> None:
        """Answer how many got how far."""
        await self._draw("funnel", lambda tx, ask, _: completion.funnel(tx, ask), _columns)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_courses(self) -> None:
        """Answer which share of each course was completed."""
        await self._draw(
            "courses",
            lambda tx, ask, _: completion.courses(tx, ask),
            lambda drawing: chart_of(drawing, plots.columns(drawing, top=100)),
        )

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_months(self) -> None:
        """Answer when they were completed."""
        await self._draw(
            "months", completion.months, lambda drawing: chart_of(drawing, plots.line(drawing), ("key--line",))
        )


def _columns(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.columns(drawing, labelled=True))
