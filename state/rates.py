"""The rates of collection: of what fell due how much came, by course, batch, mentor and who enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.figure import Drawing, Series
from growthos_ui.finance.overview.splitting import BATCH, COURSE, MANAGER, MENTOR, Split, by_split
from growthos_ui.finance.rates.figures import headline
from growthos_ui.finance.rates.rolls import rolls
from growthos_ui.finance.rates.vintages import vintages
from growthos_ui.finance.receivables import PATH, RECEIVABLES
from growthos_ui.listing.listing import Listing
from state import plots
from state.cards import Chart, Key, chart_of
from state.crossing import Crossing
from state.dated import DatedState
from state.guard import needs
from state.overview import Narrowed, narrowed

DRAWN_MAX = 12
_MONTHS = ("chart-previous", "chart-2", "chart-3", "chart-1")
_KEYS = ("key--previous", "key--2", "key--3", "key--1")
# Open has two colours wherever it is split: what is late, and what is not.
_COLOURS = {"Overdue": "chart-3", "Not due": "chart-1"}


class RatesState(DatedState, rx.State):
    """The cards of the rates. Every one divides the same installments, and adds up to the same."""

    listing: ClassVar[Narrowed] = narrowed("Collection rates", RECEIVABLES, "course", "batch", "mentor", "manager")
    rows_of: ClassVar[Listing] = RECEIVABLES
    needed: ClassVar[Permission] = Permission.FINANCE_OVERVIEW_READ
    cards: ClassVar[tuple[str, ...]] = ("vintages", "rolls", "courses", "batches", "mentors", "managers")
    rows_at: ClassVar[str] = PATH
    crossings: ClassVar[Mapping[str, Crossing]] = {
        "courses": Crossing(keys=("course",), whole=False, by_step=True),
        "batches": Crossing(keys=("batch",), whole=False, by_step=True),
        "mentors": Crossing(keys=("mentor",), whole=False, by_step=True),
        "managers": Crossing(keys=("manager",), whole=False, by_step=True),
    }

    vintages: Chart = Chart()
    rolls: Chart = Chart()
    courses: Chart = Chart()
    batches: Chart = Chart()
    mentors: Chart = Chart()
    managers: Chart = Chart()
    tables: list[str] = ["courses", "batches", "mentors", "managers"]

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(headline)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_vintages(self) -> None:
        """Answer how much of each month had come so many days after."""
        await self._draw("vintages", vintages, _curves)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_rolls(self) -> None:
        """Answer what of each age moved on to the next."""
        await self._draw("rolls", rolls, _shares)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_courses(self) -> None:
        """Answer what came of each course."""
        await self._divide("courses", COURSE)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_batches(self) -> None:
        """Answer what came of each batch."""
        await self._divide("batches", BATCH)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_mentors(self) -> None:
        """Answer what came of each mentor's learners."""
        await self._divide("mentors", MENTOR)

    @rx.event
    @needs(Permission.FINANCE_OVERVIEW_READ)
    async def load_managers(self) -> None:
        """Answer what came of the places that each member of staff gave."""
        await self._divide("managers", MANAGER)

    async def _divide(self, card: str, split: Split) -> None:
        await self._draw(card, lambda tx, ask, at: by_split(tx, ask, at, split), divided)


def _curves(drawing: Drawing) -> Chart:
    """Draw the latest months, the newest last; the table has every one."""
    few = drawing.series[-len(_MONTHS) :]
    shown = Drawing(name=drawing.name, axis=drawing.axis, unit=drawing.unit, series=few)
    drawn = chart_of(drawing, plots.lines(shown, _MONTHS[-len(few) :], top=100, dashed=True))
    drawn.legend = [Key(words=each.name, look=look) for each, look in zip(few, _KEYS[-len(few) :], strict=True)]
    return drawn


def _shares(drawing: Drawing) -> Chart:
    """Draw the shares; the table has what stood in each age and what moved, too."""
    shown = Drawing(name=drawing.name, axis=drawing.axis, unit=drawing.unit, series=drawing.series[:1])
    return chart_of(drawing, plots.columns(shown, top=100, labelled=True))


def divided(drawing: Drawing) -> Chart:
    """Draw what is open of the most overdue; the table has every one, with what fell due and what came of it."""
    few = tuple(Series(name=each.name, marks=each.marks[:DRAWN_MAX]) for each in drawing.series[:2])
    shown = Drawing(name=drawing.name, axis=drawing.axis, unit=drawing.unit, series=few)
    return chart_of(drawing, plots.stacked(shown, _COLOURS), ("key--3", "key--1"))
