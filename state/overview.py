"""What screens of figures and charts share: the filters in the address, and cards that each fail alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.figure import Drawing, Figure
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.filters import Filter
from growthos_ui.listing.found import find_labels
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.view import Labels, controls
from growthos_ui.metrics.clock import Clock, clock
from state.cards import Chart, Strip, nothing_of, strip_of
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady

Pen = Callable[[Drawing], Chart]
Question = Callable[[db.Transaction, Ask, Clock], Awaitable[Drawing]]
Headline = Callable[[db.Transaction, Ask, Clock], Awaitable[tuple[Figure, ...]]]


@dataclass(frozen=True)
class Narrowed:
    """What the toolbar draws of the list that is narrowed here: some of its filters, no search."""

    title: str
    filters: tuple[Filter, ...]
    search: None = None


def narrowed(title: str, listing: Listing, *names: str) -> Narrowed:
    """Return these filters of a list for the toolbar of an overview."""
    return Narrowed(title, tuple(each for each in listing.filters if each.name in names))


class OverviewState(Steady, rx.State, mixin=True):
    """Filters of a declared list over cards. `cards` names the variables that hold the charts."""

    listing: ClassVar[Narrowed]
    rows_of: ClassVar[Listing]
    needed: ClassVar[Permission]
    cards: ClassVar[tuple[str, ...]]

    figures: Strip = Strip()
    tables: list[str] = []
    menus: dict[str, list[dict[str, str]]] = {}
    chips: list[dict[str, str]] = []
    links: dict[str, str] = {}
    search: str = ""
    refusal: str = ""

    _labels: Labels = {}
    _of: tuple[Any, ...] = ()

    @rx.event
    @needs(lambda cls: cls.needed)
    async def open(self) -> None:
        """Read the address and offer the filters; what was drawn before is dimmed until its answer comes."""
        who, path = actor(), self.router.url.path
        if self._of != (who.user_id, who.organization_id):
            self._labels, self._of, self.figures = {}, (who.user_id, who.organization_id), Strip()
            for name in self.cards:
                setattr(self, name, Chart())
        for card in (self.figures, *(getattr(self, name) for name in self.cards)):
            card.face = "stale" if card.face in {"ready", "stale"} else "loading"
        try:
            ask = self._ask()
            async with db.acting_as(who) as tx:
                self._labels = await find_labels(tx, self.rows_of, ask, self._labels)
        except GrowthError as error:
            self.refusal, self.search, self.chips = error.words(), "", []
            self.links = {"clear": path, "reset": path}
            return
        around = controls(self.rows_of, ask, path, self._labels)
        self.refusal, self.search, self.links = "", ask.search, around.links
        self.menus, self.chips = around.menus, around.chips

    @rx.event
    @needs(lambda cls: cls.needed)
    async def turn(self, card: str) -> None:
        """Turn a card from its chart to its table, or back."""
        if card in self.cards:
            self.tables = [each for each in self.tables if each != card] + [card] * (card not in self.tables)

    def _ask(self) -> Ask:
        return ask_of(self.rows_of, self.router.url.query)

    async def _count(self, headline: Headline) -> None:
        if self.refusal:
            return
        try:
            async with db.acting_as(actor()) as tx:
                self.figures = strip_of(await headline(tx, self._ask(), await clock(tx)))
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.figures = Strip(face="failed", fault=words_of(error))

    async def _draw(self, card: str, question: Question, pen: Pen) -> None:
        if self.refusal:
            return
        try:
            async with db.acting_as(actor()) as tx:
                drawing = await question(tx, self._ask(), await clock(tx))
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            setattr(self, card, Chart(face="failed", fault=words_of(error)))
        else:
            setattr(self, card, pen(drawing) if drawing.series else nothing_of(drawing))
