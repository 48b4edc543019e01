"""What a list screen remembers: one page in words, and where each click leads. The address is the state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from time import monotonic
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.actor import Actor
from growthos_ui.errors import GrowthError, Kind, SignInOver
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.columns import Reading
from growthos_ui.listing.filters import Related
from growthos_ui.listing.found import Found, empty_words, find, find_total, words_of_page
from growthos_ui.listing.frame import totals_about, totals_in_words
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.options import find_options
from growthos_ui.listing.page import COUNTED_MAX
from growthos_ui.listing.totals import Total
from growthos_ui.listing.view import Labels, controls, menu
from state.arranged import ArrangedState
from state.faults import report
from state.guard import actor, needs
from state.picked import PickedState
from state.steady import Steady
from state.toasts import say

KNOWN_FOR_SECONDS = 60
"""How long an exact total and the options of menus are taken for true while the filter stays the same."""


class ListingState(Steady, ArrangedState, PickedState, rx.State, mixin=True):
    """Shows one declared list. A list of your own is two lines: `listing: ClassVar[Listing] = STUDENTS`.

    One event, `load`, reads the address. Every search, filter, sort and page is a real address that the
    browser goes to; typing and menus stay in the browser until they do.
    """

    listing: ClassVar[Listing]

    is_ready: bool = False
    rows: list[dict[str, str]] = []
    words: dict[str, str] = {}
    links: dict[str, str] = {}
    heads: dict[str, dict[str, str]] = {}
    chips: list[dict[str, str]] = []
    menus: dict[str, list[dict[str, str]]] = {}
    spans: dict[str, dict[str, str]] = {}
    totals: dict[str, str] = {}
    totals_about: dict[str, str] = {}
    sizes: list[dict[str, str]] = []
    search: str = ""
    may_export: bool = False
    emptiness: str = ""
    empty_title: str = ""
    empty_sentence: str = ""
    refusal: str = ""
    request: str = ""

    _labels: Labels = {}
    _total: Total | None = None
    _totalled: Ask | None = None
    _is_stale: bool = False
    _whose: tuple[UUID, UUID] | None = None
    _since: float = 0.0

    def __init_subclass__(cls, **options: Any) -> None:
        # Before Reflex registers the class: a refused one must leave nothing behind.
        if "listing" in cls.__fields__:
            raise TypeError(
                f"{cls.__name__}: write `listing: ClassVar[Listing] = …`, or the list itself is sent to the browser"
            )
        super().__init_subclass__(**options)

    @rx.event(supersedes=True)
    @needs(lambda cls: cls.listing.read)
    async def load(self) -> AsyncIterator[None]:
        """Show the page that the address asks for; then the exact total, if the filter is another one."""
        who, path, query = actor(), self.router.url.path.rstrip("/"), self.router.url.query
        self._belongs_to(who)
        try:
            found = await find(who, self.listing, path=path, query=query, labels=self._labels, layouts=self._layouts)
            self._show(found, who)
            if found.instead and not self._is_stale:
                await say(self, found.instead, tone="info")
            yield
            await self._count(found, who)
        except SignInOver:
            raise
        except GrowthError as error:
            self._refuse(error, path)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person gets a request id and the list stays
            self._fail(error, f"{path}?{query}" if query else path)

    @rx.event(supersedes=True)
    @needs(lambda cls: cls.listing.read)
    async def find_option(self, name: str, typed: str) -> None:
        """Offer the options of a filter that hold what was typed, those beyond the first two hundred too."""
        narrowing = self.listing.filter_named(name)
        if not isinstance(narrowing, Related):
            return
        async with db.acting_as(actor()) as tx:
            found = await find_options(tx, narrowing, typed)
        chosen = {each: self._labels.get(name, {}).get(each, each) for each in self._ask.chosen(name)}
        options = menu(narrowing, self._ask, self._path, {name: chosen | found})
        self.menus = {**self.menus, name: options}

    def _arrive_at(self, path: str, query: str) -> None:
        if self.links.get("here") != (f"{path}?{query}" if query else path):
            self.is_ready = False

    def _belongs_to(self, who: Actor) -> None:
        """Forget totals and options that are another person's, another organisation's, or old."""
        whose = (who.user_id, who.organization_id)
        if self._whose != whose or monotonic() - self._since > KNOWN_FOR_SECONDS:
            self._labels, self._total, self._totalled, self._layouts = {}, None, None, {}
            self._whose, self._since = whose, monotonic()

    def _show(self, found: Found, who: Actor) -> None:
        self._labels = found.labels
        # The same address again: something changed, and what was counted may have, too. It stays until it is counted.
        self._is_stale = self._page == found.ask
        if self._totalled != found.ask.narrowing():
            self._total = None
        self.rows, self.search, self.is_ready = found.rows, found.ask.search, True
        self.heads, self.chips, self.sizes = found.controls.heads, found.controls.chips, found.controls.sizes
        self.menus, self.spans = found.controls.menus, found.controls.spans
        self.links = found.controls.links | found.links
        self.may_export = self.listing.export is not None and who.may(self.listing.export)
        self._show_totals(found, who)
        self._show_arrangement(found)
        self._keep_picks(found)
        self.emptiness, self.refusal, self.request = found.emptiness, "", ""
        self.empty_title, self.empty_sentence = empty_words(self.listing, found) if found.emptiness else ("", "")

    async def _count(self, found: Found, who: Actor) -> None:
        """Ask the exact total once per change of filter; a short list was counted whole already."""
        has_totals = self.listing.beside or any(column.total for column in self.listing.columns)
        is_known = found.page.counts.all < COUNTED_MAX and not has_totals
        if is_known or (self._total is not None and not self._is_stale):
            return
        self._total = await find_total(who, self.listing, found.ask)
        self._totalled = found.ask.narrowing()
        self._show_totals(found, who)
        if self.picked and not self.is_all:
            self._pick(list(self.picked))

    def _show_totals(self, found: Found, who: Actor) -> None:
        """Say how many rows there are and what their columns come to, over all pages, as far as that is known."""
        self.words = words_of_page(self.listing, found, self._total)
        reading = Reading(now=found.page.now or datetime.now(tz=UTC), zone=ZoneInfo(who.timezone))
        self.totals = totals_in_words(found.shown, self._total, reading)
        self.totals_about = totals_about(found.shown, self._total, self.listing.noun)

    def _refuse(self, error: GrowthError, path: str) -> None:
        """Show no rows and say which value was bad; what stands around them leads from the unfiltered list."""
        if error.kind is Kind.UNAVAILABLE:
            return self._fail(error, path)
        blank = controls(self.listing, Ask(), path, self._labels)
        self.is_ready, self.rows, self.words, self.search, self.may_export = True, [], {}, "", False
        self.chips, self.menus, self.spans, self.links = [], blank.menus, blank.spans, blank.links
        self.moved, self.picks, self.act, self.view = "", {}, {}, {}
        self.emptiness = "not-permitted" if error.kind is Kind.FORBIDDEN else "refused"
        self.refusal = error.words()
        return None

    def _fail(self, error: Exception, here: str) -> None:
        """Say that the list did not load, under which id the log has the reason, and offer to try again."""
        self.is_ready, self.emptiness, self.rows, self.may_export = True, "failed", [], False
        self.links = self.links | {"here": here, "reset": here.partition("?")[0]}
        self.request = report(error)
