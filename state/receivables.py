"""The list of receivables, and the finance overview over it: one currency, as of today or of a day before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.figure import Drawing
from growthos_ui.finance.overview import charts
from growthos_ui.finance.overview.asking import asked
from growthos_ui.finance.overview.figures import headline
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.words import day_words
from growthos_ui.metrics.clock import clock
from state import plots
from state.cards import Chart, Key, chart_of
from state.guard import actor, needs
from state.listing import ListingState
from state.overview import Narrowed, OverviewState, narrowed

# Open has two colours wherever it is split: what is late, and what is not.
_BY_COURSE = {"Overdue": "chart-3", "Not due": "chart-1"}


class ReceivablesState(ListingState, rx.State):
    """Installments as they stood on a day, as the actor may see them."""

    listing: ClassVar[Listing] = RECEIVABLES


class FinanceState(OverviewState, rx.State):
    """The cards of the finance overview. `as_of` is the day that is told, `told` the same in words."""

    listing: ClassVar[Narrowed] = narrowed("Finance overview", RECEIVABLES, "course")
    rows_of: ClassVar[Listing] = RECEIVABLES
    needed: ClassVar[Permission] = Permission.FINANCE_OVERVIEW_READ
    cards: ClassVar[tuple[str, ...]] = ("ages", "months", "due", "courses")

    ages: Chart = Chart()
    months: Chart = Chart()
    due: Chart = Chart()
    courses: Chart = Chart()
    tables: list[str] = ["courses"]

    currencies: list[dict[str, str]] = []
    as_of: str = ""
    today: str = ""
    told: str = ""
    undated: str = ""
    hindsight: list[dict[str, str]] = []

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_switches(self) -> None:
        """Answer which currency and which day are told, and where the others are."""
        path = self.router.url.path
        self.currencies, self.hindsight, self.as_of, self.told, self.undated = [], [], "", "", path
        if self.refusal:
            return
        ask = self._ask()
        try:
            async with db.acting_as(actor()) as tx:
                at = await clock(tx)
                question = await asked(tx, ask, at)
        except GrowthError as error:
            self.refusal, self.chips, self.links = error.words(), [], {"clear": path, "reset": path}
            return
        self.as_of, self.today = str(question.at.today), str(at.today)
        self.told = f"{question.currency} · as of {day_words(question.at.today)}" if question.currency else ""
        self.undated = ask.filtered("as_of", ()).filtered("known", ()).address(path)
        self.currencies = _switch(ask, path, "currency", self._labels.get("currency", {}), question.currency)
        known = {"then": "As known then", "now": "With what is known now"} if question.is_past else {}
        self.hindsight = _switch(ask, path, "known", known, (ask.chosen("known") or ("then",))[0])

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_home(self) -> AsyncIterator[None]:
        """Answer what the home page shows of all this, where the role may read it: today, in the usual currency."""
        who = actor()
        if not who.may(Permission.FINANCE_OVERVIEW_READ):
            return
        self._begin(who.user_id, who.organization_id)
        self.may_annotate, self.refusal, self.chips = who.may(Permission.LEARNING_ANNOTATIONS_MANAGE), "", []
        yield
        await self._count(headline, Ask())
        yield
        await self._draw("months", charts.net_by_month, _by_month, Ask())
        yield
        await self._draw("ages", charts.ages, _by_age, Ask())

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(headline)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_ages(self) -> None:
        """Answer how old what is open is."""
        await self._draw("ages", charts.ages, _by_age)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_months(self) -> None:
        """Answer what came in month by month."""
        await self._draw("months", charts.net_by_month, _by_month)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_due(self) -> None:
        """Answer what fell due month by month, and what came on it."""
        await self._draw("due", charts.due_by_month, _against_due)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_courses(self) -> None:
        """Answer what is owed course by course."""
        await self._draw("courses", charts.by_course, _by_course)


def _switch(ask: Ask, path: str, name: str, labels: dict[str, str], chosen: str) -> list[dict[str, str]]:
    """Return one choice for each label, each with the address that has it alone; nothing where there is no choice."""
    if len(labels) < 2:  # noqa: PLR2004 - one is no choice
        return []
    return [
        {
            "label": label,
            "href": ask.filtered(name, (value,)).first().address(path),
            "on": "true" if value == chosen else "false",
        }
        for value, label in labels.items()
    ]


def _by_age(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.columns(drawing, labelled=True))


def _by_month(drawing: Drawing) -> Chart:
    card = chart_of(drawing, plots.columns(drawing))
    if drawing.series[0].marks[-1].partial:
        card.legend = [Key(words="this month so far", look="key--partial")]
    return card


def _against_due(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.lines(drawing, ("chart-previous", "chart-1")), ("key--previous", "key--1"))


def _by_course(drawing: Drawing) -> Chart:
    """Draw what is open of each course; the table has what fell due and what came beside it."""
    shown = Drawing(name=drawing.name, axis=drawing.axis, unit=drawing.unit, series=drawing.series[:2])
    return chart_of(drawing, plots.stacked(shown, _BY_COURSE), ("key--3", "key--1"))
