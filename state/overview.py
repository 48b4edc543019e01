"""What screens of figures and charts share: the filters in the address, cards that each fail alone, and that can be stopped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Stopped
from growthos_ui.figure import Drawing, Figure
from growthos_ui.learning.annotations import acts as annotations
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.filters import Filter
from growthos_ui.listing.found import find_labels
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.view import Labels, controls
from growthos_ui.metrics.clock import Clock, clock
from growthos_ui.metrics.explain import stamp_words
from growthos_ui.metrics.trends import followed
from state.cards import Chart, Strip, nothing_of, strip_of
from state.crossing import Crossing, crossed, has_choice, let_go, lifted_of, stand_out
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady

Pen = Callable[[Drawing], Chart]
Question = Callable[[db.Transaction, Ask, Clock], Awaitable[Drawing]]
Headline = Callable[[db.Transaction, Ask, Clock], Awaitable[tuple[Figure, ...]]]
STRIP = "figures"


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
    """Filters of a declared list over cards. `cards` names the variables that hold the charts.

    Those in `crossings` have marks that narrow the page; the list itself is at `rows_at`.

    Each card has a handler `load_<card>` that answers it. While it is asked, `run` of the card names
    the question, and whoever opened the page may stop it under that name.
    """

    listing: ClassVar[Narrowed]
    rows_of: ClassVar[Listing]
    needed: ClassVar[Permission]
    cards: ClassVar[tuple[str, ...]]
    rows_at: ClassVar[str] = ""
    crossings: ClassVar[Mapping[str, Crossing]] = MappingProxyType({})

    figures: Strip = Strip()
    tables: list[str] = []
    menus: dict[str, list[dict[str, str]]] = {}
    chips: list[dict[str, str]] = []
    links: dict[str, str] = {}
    search: str = ""
    refusal: str = ""
    uncross: str = ""
    may_annotate: bool = False
    unannotated: str = ""

    _labels: Labels = {}
    _of: tuple[Any, ...] = ()

    @rx.event
    @needs(lambda cls: cls.needed)
    async def open(self) -> None:
        """Read the address and offer the filters; what was drawn before is dimmed until its answer comes."""
        who, path = actor(), self.router.url.path
        self._begin(who.user_id, who.organization_id)
        self.may_annotate, self.unannotated = who.may(Permission.LEARNING_ANNOTATIONS_MANAGE), ""
        try:
            ask = self._ask()
            async with db.acting_as(who) as tx:
                self._labels = await find_labels(tx, self.rows_of, ask, self._labels, shown=self._offered())
                await self._found(tx, ask)
        except GrowthError as error:
            self.refusal, self.search, self.chips, self.uncross = error.words(), "", [], ""
            self.links = {"clear": path, "reset": path}
            return
        around = controls(self.rows_of, ask, path, self._labels)
        free = let_go(self.crossings.values(), ask)
        self.refusal, self.search = "", ask.search
        self.links, self.uncross = around.links, free.address(path) if free else ""
        self.menus, self.chips = around.menus, around.chips

    @rx.event
    @needs(lambda cls: cls.needed)
    async def turn(self, card: str) -> None:
        """Turn a card from its chart to its table, or back."""
        if card in self.cards:
            self.tables = [each for each in self.tables if each != card] + [card] * (card not in self.tables)

    @rx.event
    @needs(lambda cls: cls.needed)
    async def again(self, card: str) -> Any:
        """Ask one card again, after it failed or was stopped."""
        if card not in (STRIP, *self.cards):
            return None
        self._wait(card)
        return getattr(type(self), f"load_{card}")

    @rx.event
    @needs(lambda cls: cls.needed, Permission.LEARNING_ANNOTATIONS_MANAGE)
    async def annotate(self, form: dict[str, str]) -> Any:
        """Put a note on the charts over time, and draw the one again where it was written."""
        try:
            async with db.acting_as(actor()) as tx:
                await annotations.add(
                    tx, day=form.get("day", ""), text=form.get("text", ""), audience=form.get("audience", "")
                )
        except GrowthError as error:
            self.unannotated = error.words()
            return None
        self.unannotated = ""
        return self._drawn_again(form.get("card", ""))

    @rx.event
    @needs(lambda cls: cls.needed, Permission.LEARNING_ANNOTATIONS_MANAGE)
    async def remove_annotation(self, card: str, annotation: UUID) -> Any:
        """Take a note away, from every chart."""
        async with db.acting_as(actor()) as tx:
            await annotations.remove(tx, annotation)
        return self._drawn_again(card)

    def _drawn_again(self, card: str) -> Any:
        return getattr(type(self), f"load_{card}") if card in self.cards else None

    def _offered(self) -> set[str]:
        """Return the filters whose choices stand on the page."""
        return {each.name for each in self.listing.filters}

    async def _found(self, tx: db.Transaction, ask: Ask) -> None:
        """Learn what else stands around the cards, in the transaction that opens the page."""

    def _question(self) -> Ask:
        """Return what the cards are asked: what the address says."""
        return self._ask()

    def _ask(self) -> Ask:
        ask = ask_of(self.rows_of, self.router.url.query)
        self.rows_of.refuse_unseen(ask, actor())
        return ask

    def _begin(self, *of: Any) -> None:
        """Forget what was drawn for somebody else; dim what was drawn for this person until its answer comes."""
        if self._of != of:
            self._labels, self._of, self.figures = {}, of, Strip()
            for name in self.cards:
                setattr(self, name, Chart())
        for name in (STRIP, *self.cards):
            self._wait(name)

    def _wait(self, name: str) -> None:
        card = getattr(self, name)
        card.face = "stale" if card.face in {"ready", "stale"} else "loading"
        card.run = token_urlsafe(12)

    async def _count(self, headline: Headline, ask: Ask | None = None) -> None:
        if self.refusal:
            return
        try:
            async with db.acting_as(actor(), run=self.figures.run) as tx:
                at = await clock(tx)
                told = await headline(tx, self._question() if ask is None else ask, at)
                self.figures = strip_of(await followed(tx, told, at))
        except Stopped:
            self.figures = Strip(face="stopped")
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.figures = Strip(face="failed", fault=words_of(error))

    async def _draw(self, card: str, question: Question, pen: Pen, ask: Ask | None = None) -> None:
        if self.refusal:
            return
        try:
            async with db.acting_as(actor(), run=getattr(self, card).run) as tx:
                at = await clock(tx)
                drawing = await self._crossed(tx, card, question, at) if ask is None else await question(tx, ask, at)
                drawing = await annotations.annotated(tx, drawing)
                stamp = stamp_words(
                    tx.actor, at, [] if ask else self._filters(lifted_of(self.crossings.get(card), drawing))
                )
        except Stopped:
            setattr(self, card, Chart(face="stopped"))
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            setattr(self, card, Chart(face="failed", fault=words_of(error)))
        else:
            shown = pen(drawing) if drawing.series else nothing_of(drawing)
            shown.stamp = stamp
            for drawn in (shown.light, shown.dark):
                stand_out(drawn.get("data", []), drawing)
            setattr(self, card, shown)

    async def _crossed(self, tx: db.Transaction, card: str, question: Question, at: Clock) -> Drawing:
        """Return the answer with what each mark narrows the page to; all of it where one of its marks was chosen."""
        ask, path, asked, crossing = self._ask(), self.router.url.path, self._question(), self.crossings.get(card)
        if crossing is None:
            return await question(tx, asked, at)

        def marked(drawing: Drawing) -> Drawing:
            return crossed(drawing, crossing, ask=ask, page=path, listing=self.rows_of, rows_at=self.rows_at)

        if crossing.whole and crossing.is_set(ask):
            drawing = marked(await question(tx, crossing.without(asked, adds=False), at))
            if has_choice(drawing):
                return drawing
        return marked(await question(tx, asked, at))

    def _filters(self, lifted: tuple[str, ...] = ()) -> list[str]:
        said = [f"{chip['label']}: {chip['words']}" for chip in self.chips if chip["name"] not in lifted]
        return said + ([f"Search: “{self.search}”"] if self.search else [])
