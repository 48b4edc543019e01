"""The progress overview: each card its own question and its own failure; the address says which learners."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing
from growthos_ui.learning.progress import charts
from growthos_ui.learning.progress.figures import STUDENTS_PATH, headline
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.listing import Listing
from growthos_ui.people.tables import STUDENTS
from state import plots
from state.cards import Chart, Key, chart_of
from state.crossing import Crossing
from state.guard import actor, needs
from state.overview import Narrowed, OverviewState, narrowed

# The colour of each result, the same on every screen and whichever of them there are.
_TOKENS = {
    "Distinction": "chart-2",
    "Pass": "chart-1",
    "Fail": "chart-3",
    "Withdrawn": "chart-4",
    "No result yet": "chart-previous",
}


class ProgressState(OverviewState, rx.State):
    """What the overview shows. The filters are those of the list of students, and so is their address."""

    listing: ClassVar[Narrowed] = narrowed("Progress", STUDENTS, "course", "batch", "mentor")
    rows_of: ClassVar[Listing] = STUDENTS
    needed: ClassVar[Permission] = Permission.LEARNING_PROGRESS_READ
    cards: ClassVar[tuple[str, ...]] = ("results", "spread", "weeks", "marks")
    rows_at: ClassVar[str] = STUDENTS_PATH
    crossings: ClassVar[Mapping[str, Crossing]] = {
        "results": Crossing(keys=("course", "result")),
        "spread": Crossing(keys=("progress",), adds=("status",)),
        "marks": Crossing(keys=("course",), whole=False),
    }

    results: Chart = Chart()
    spread: Chart = Chart()
    weeks: Chart = Chart()
    marks: Chart = Chart()

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_home(self) -> AsyncIterator[None]:
        """Answer what the home page shows of all this, where the role may read it."""
        who = actor()
        if not who.may(Permission.LEARNING_PROGRESS_READ):
            return
        self._begin(who.user_id, who.organization_id)
        self.may_annotate, self.refusal, self.chips = who.may(Permission.LEARNING_ANNOTATIONS_MANAGE), "", []
        yield
        await self._count(headline, Ask())
        yield
        await self._draw("weeks", charts.weeks, _over_time, Ask())

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(headline)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_results(self) -> None:
        """Answer how the enrolments of each course ended."""
        await self._draw("results", lambda tx, ask, _: charts.results(tx, ask), _stack)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_spread(self) -> None:
        """Answer how live enrolments spread over the way."""
        await self._draw(
            "spread",
            lambda tx, ask, _: charts.spread(tx, ask),
            lambda drawing: chart_of(drawing, plots.columns(drawing)),
        )

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_weeks(self) -> None:
        """Answer how many were active week by week."""
        await self._draw("weeks", charts.weeks, _over_time)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_marks(self) -> None:
        """Answer the marks, by assessment where one course is chosen, to those who read marks."""
        if not actor().may(Permission.COURSEWORK_MARKS_READ):
            return
        await self._draw(
            "marks",
            lambda tx, ask, _: charts.marks(tx, ask),
            lambda drawing: chart_of(drawing, plots.columns(drawing, top=100)),
        )


def _stack(drawing: Drawing) -> Chart:
    looks = tuple(f"key--{_TOKENS[each.name].removeprefix('chart-')}" for each in drawing.series)
    return chart_of(drawing, plots.stacked(drawing, _TOKENS), looks)


def _over_time(drawing: Drawing) -> Chart:
    card = chart_of(drawing, plots.line(drawing), ("key--line",))
    if drawing.series[0].marks[-1].partial:
        card.legend.append(Key(words="this week so far", look="key--dash"))
    return card
