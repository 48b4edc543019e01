"""The list of receivables, and the finance overview over it: one currency, as of today or of a day before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing
from growthos_ui.finance.overview import charts
from growthos_ui.finance.overview.figures import headline
from growthos_ui.finance.receivables import PATH, RECEIVABLES
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.listing import Listing
from state import plots
from state.cards import Chart, Key, chart_of
from state.crossing import Crossing
from state.dated import DatedState
from state.guard import actor, needs
from state.listing import ListingState
from state.overview import Narrowed, narrowed
from state.rates import divided


class ReceivablesState(ListingState, rx.State):
    """Installments as they stood on a day, as the actor may see them."""

    listing: ClassVar[Listing] = RECEIVABLES


class FinanceState(DatedState, rx.State):
    """The cards of the finance overview."""

    listing: ClassVar[Narrowed] = narrowed("Finance overview", RECEIVABLES, "course")
    rows_of: ClassVar[Listing] = RECEIVABLES
    needed: ClassVar[Permission] = Permission.FINANCE_OVERVIEW_READ
    cards: ClassVar[tuple[str, ...]] = ("ages", "months", "due", "courses")
    rows_at: ClassVar[str] = PATH
    crossings: ClassVar[Mapping[str, Crossing]] = {
        "ages": Crossing(keys=("standing",)),
        "due": Crossing(keys=("falls",), adds=("due",), by_step=True),
        "courses": Crossing(keys=("course",), whole=False, by_step=True),
    }

    ages: Chart = Chart()
    months: Chart = Chart()
    due: Chart = Chart()
    courses: Chart = Chart()
    tables: list[str] = ["courses"]

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
        await self._draw("courses", charts.by_course, divided)


def _by_age(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.columns(drawing, labelled=True))


def _by_month(drawing: Drawing) -> Chart:
    card = chart_of(drawing, plots.columns(drawing))
    if drawing.series[0].marks[-1].partial:
        card.legend = [Key(words="this month so far", look="key--partial")]
    return card


def _against_due(drawing: Drawing) -> Chart:
    return chart_of(drawing, plots.lines(drawing, ("chart-previous", "chart-1")), ("key--previous", "key--1"))
