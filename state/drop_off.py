"""Where learners stop: how long they have been silent, since which week, and which recordings they leave early."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing
from growthos_ui.learning.drop_off import figures as drop_off
from growthos_ui.learning.drop_off.measures import SILENCES, silence_words
from growthos_ui.learning.progress.figures import STUDENTS_PATH
from growthos_ui.listing.listing import Listing
from growthos_ui.people.tables import STUDENTS
from state import plots
from state.cards import Chart, Key, chart_of
from state.crossing import Crossing
from state.guard import needs
from state.overview import Narrowed, OverviewState, narrowed

# The longer the silence, the nearer the colour is to losing somebody; never started stands apart.
_TOKENS = dict(
    zip(
        (*(silence_words(*each) for each in SILENCES), drop_off.NEVER),
        ("chart-1", "chart-2", "chart-3", "chart-4", "chart-previous"),
        strict=True,
    )
)


class DropOffState(OverviewState, rx.State):
    """The cards of the page about learners who stop; their rows are those of the lists of students and of watching."""

    listing: ClassVar[Narrowed] = narrowed("Drop-off", STUDENTS, "course", "batch", "mentor")
    rows_of: ClassVar[Listing] = STUDENTS
    needed: ClassVar[Permission] = Permission.LEARNING_PROGRESS_READ
    cards: ClassVar[tuple[str, ...]] = ("courses", "weeks", "recordings")
    rows_at: ClassVar[str] = STUDENTS_PATH
    crossings: ClassVar[Mapping[str, Crossing]] = {
        "courses": Crossing(keys=("course",), whole=False, by_step=True),
        "weeks": Crossing(keys=("active",), adds=("status",)),
    }

    courses: Chart = Chart()
    weeks: Chart = Chart()
    recordings: Chart = Chart()

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(drop_off.headline)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_courses(self) -> None:
        """Answer how long the learners of each course have been silent."""
        await self._draw("courses", drop_off.by_course, _stack)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_weeks(self) -> None:
        """Answer in which week they fell silent."""
        await self._draw("weeks", drop_off.by_week, _by_week)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_recordings(self) -> None:
        """Answer which recordings are left early."""
        await self._draw("recordings", lambda tx, ask, _: drop_off.by_recording(tx, ask), _columns)


def _columns(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.columns(drawing))


def _by_week(drawing: Drawing) -> Chart:
    card = chart_of(drawing, plots.columns(drawing, labels_max=8))
    if drawing.series[0].marks[-1].partial:
        card.legend = [Key(words="only days that are a week ago", look="key--partial")]
    return card


def _stack(drawing: Drawing) -> Chart:
    looks = tuple(f"key--{_TOKENS[each.name].removeprefix('chart-')}" for each in drawing.series)
    return chart_of(drawing, plots.stacked(drawing, _TOKENS), looks)
