"""The progress overview: each card its own question and its own failure; the address says which learners."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.figure import Drawing
from growthos_ui.learning.progress import charts
from growthos_ui.learning.progress.figures import clock, headline
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.filters import Filter
from growthos_ui.listing.found import find_labels
from growthos_ui.listing.view import Labels, controls
from growthos_ui.metrics.explain import stamp_words
from growthos_ui.people.tables import STUDENTS
from state import plots
from state.cards import Chart, Key, Strip, chart_of, nothing_of, strip_of
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady

Question = Callable[[db.Transaction, Ask], Awaitable[Drawing]]
Pen = Callable[[Drawing], Chart]

# The colour of each result, the same on every screen and whichever of them there are.
_TOKENS = {
    "Distinction": "chart-2",
    "Pass": "chart-1",
    "Fail": "chart-3",
    "Withdrawn": "chart-4",
    "No result yet": "chart-previous",
}
_FILTERS = ("course", "batch", "mentor")
_CARDS = ("results", "spread", "weeks", "marks")


@dataclass(frozen=True)
class Narrowed:
    """What the toolbar draws of the list that is narrowed here: some of its filters, no search."""

    title: str
    filters: tuple[Filter, ...]
    search: None = None


class ProgressState(Steady, rx.State):
    """What the overview shows. The filters are those of the list of students, and so is their address."""

    listing: ClassVar[Narrowed] = Narrowed(
        "Progress", tuple(each for each in STUDENTS.filters if each.name in _FILTERS)
    )

    figures: Strip = Strip()
    results: Chart = Chart()
    spread: Chart = Chart()
    weeks: Chart = Chart()
    marks: Chart = Chart()
    tables: list[str] = []
    menus: dict[str, list[dict[str, str]]] = {}
    chips: list[dict[str, str]] = []
    links: dict[str, str] = {}
    search: str = ""
    refusal: str = ""

    _labels: Labels = {}
    _of: tuple[Any, ...] = ()

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def open(self) -> None:
        """Read the address and offer the filters; what was drawn before is dimmed until its answer comes."""
        who, path = actor(), self.router.url.path
        if self._of != (who.user_id, who.organization_id):
            self._labels, self._of = {}, (who.user_id, who.organization_id)
            self._forget()
        self._dim()
        try:
            ask = self._ask()
            async with db.acting_as(who) as tx:
                self._labels = await find_labels(tx, STUDENTS, ask, self._labels)
        except GrowthError as error:
            self.refusal, self.search, self.chips = error.words(), "", []
            self.links = {"clear": path, "reset": path}
            return
        around = controls(STUDENTS, ask, path, self._labels)
        self.refusal, self.search, self.links = "", ask.search, around.links
        self.menus, self.chips = around.menus, around.chips

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_home(self) -> AsyncIterator[None]:
        """Answer what the home page shows of all this, where the role may read it."""
        if not actor().may(Permission.LEARNING_PROGRESS_READ):
            return
        self._dim()
        yield
        self.refusal, self.figures = "", await self._answer_figures(Ask())
        yield
        await self._draw("weeks", _weeks, _over_time, Ask())

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        if not self.refusal:
            self.figures = await self._answer_figures(self._ask())

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_results(self) -> None:
        """Answer how the enrolments of each course ended."""
        await self._draw("results", charts.results, _stack)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_spread(self) -> None:
        """Answer how live enrolments spread over the way."""
        await self._draw("spread", charts.spread, lambda drawing: chart_of(drawing, plots.columns(drawing)))

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_weeks(self) -> None:
        """Answer how many were active week by week."""
        await self._draw("weeks", _weeks, _over_time)

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def load_marks(self) -> None:
        """Answer the marks, by assessment where one course is chosen."""
        await self._draw("marks", charts.marks, lambda drawing: chart_of(drawing, plots.columns(drawing, top=100)))

    @rx.event
    @needs(Permission.LEARNING_PROGRESS_READ)
    async def turn(self, card: str) -> None:
        """Turn a card from its chart to its table, or back."""
        if card in _CARDS:
            self.tables = [each for each in self.tables if each != card] + [card] * (card not in self.tables)

    def _ask(self) -> Ask:
        return ask_of(STUDENTS, self.router.url.query)

    def _forget(self) -> None:
        self.figures, self.results, self.spread, self.weeks, self.marks = Strip(), Chart(), Chart(), Chart(), Chart()

    def _dim(self) -> None:
        for card in (self.figures, self.results, self.spread, self.weeks, self.marks):
            card.face = "stale" if card.face in {"ready", "stale"} else "loading"

    async def _answer_figures(self, ask: Ask) -> Strip:
        try:
            async with db.acting_as(actor()) as tx:
                return strip_of(await headline(tx, ask, await clock(tx)))
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            return Strip(face="failed", fault=words_of(error))

    async def _draw(self, card: str, question: Question, pen: Pen, ask: Ask | None = None) -> None:
        if self.refusal:
            return
        try:
            async with db.acting_as(actor()) as tx:
                drawing = await question(tx, ask or self._ask())
                stamp = stamp_words(tx.actor, await clock(tx), [] if ask else self._filters())
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            setattr(self, card, Chart(face="failed", fault=words_of(error)))
        else:
            shown = pen(drawing) if drawing.series else nothing_of(drawing)
            shown.stamp = stamp
            setattr(self, card, shown)

    def _filters(self) -> list[str]:
        return [f"{chip['label']}: {chip['words']}" for chip in self.chips]


async def _weeks(tx: db.Transaction, ask: Ask) -> Drawing:
    return await charts.weeks(tx, ask, await clock(tx))


def _stack(drawing: Drawing) -> Chart:
    looks = tuple(f"key--{_TOKENS[each.name].removeprefix('chart-')}" for each in drawing.series)
    return chart_of(drawing, plots.stacked(drawing, _TOKENS), looks)


def _over_time(drawing: Drawing) -> Chart:
    card = chart_of(drawing, plots.line(drawing), ("key--line",))
    if drawing.series[0].marks[-1].partial:
        card.legend.append(Key(words="this week so far", look="key--dash"))
    return card
