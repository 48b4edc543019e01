"""What a list screen remembers: one page in words, and where each click leads. The address is the state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import monotonic
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui.auth.actor import Actor
from growthos_ui.errors import GrowthError, Kind, SignInOver
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.found import Found, empty_words, find, find_total, words_of_page
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.page import COUNTED_MAX, Total
from growthos_ui.listing.view import Labels, controls
from state.faults import report
from state.guard import actor, needs
from state.steady import Steady

KNOWN_FOR_SECONDS = 60
"""How long an exact total and the options of menus are taken for true while the filter stays the same."""


class ListingState(Steady, rx.State, mixin=True):
    """Shows one declared list. A list of your own is two lines: `listing: ClassVar[Listing] = STUDENTS`.

    There is one event, `load`, which reads the address. Every search, filter, sort and page is a
    real address that the browser goes to; typing and menus stay in the browser until they do.
    """

    listing: ClassVar[Listing]

    is_ready: bool = False
    rows: list[dict[str, str]] = []
    words: dict[str, str] = {}
    links: dict[str, str] = {}
    heads: dict[str, dict[str, str]] = {}
    chips: list[dict[str, str]] = []
    menus: dict[str, list[dict[str, str]]] = {}
    days: dict[str, dict[str, str]] = {}
    sizes: list[dict[str, str]] = []
    search: str = ""
    may_export: bool = False
    withheld: list[str] = []
    emptiness: str = ""
    empty_title: str = ""
    empty_sentence: str = ""
    refusal: str = ""
    request: str = ""

    _labels: Labels = {}
    _total: Total | None = None
    _totalled: Ask | None = None
    _whose: tuple[UUID, UUID] | None = None
    _since: float = 0.0

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "listing" in cls.__fields__:
            raise TypeError(
                f"{cls.__name__}: write `listing: ClassVar[Listing] = …`, or the list itself is sent to the browser"
            )

    @rx.event(supersedes=True)
    @needs(lambda cls: cls.listing.read)
    async def load(self) -> AsyncIterator[None]:
        """Show the page that the address asks for; then the exact total, if the filter is another one."""
        who, path, query = actor(), self.router.url.path.rstrip("/"), self.router.url.query
        self._belongs_to(who)
        try:
            found = await find(who, self.listing, path=path, query=query, labels=self._labels)
            self._show(found, who)
            yield
            await self._count(found, who)
        except SignInOver:
            raise
        except GrowthError as error:
            self._refuse(error, path)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person gets a request id and the list stays
            self._fail(error, f"{path}?{query}" if query else path)

    def _belongs_to(self, who: Actor) -> None:
        """Forget totals and options that are another person's, another organisation's, or old."""
        whose = (who.user_id, who.organization_id)
        if self._whose != whose or monotonic() - self._since > KNOWN_FOR_SECONDS:
            self._labels, self._total, self._totalled = {}, None, None
            self._whose, self._since = whose, monotonic()

    def _show(self, found: Found, who: Actor) -> None:
        self._labels = found.labels
        if self._totalled != found.ask.narrowing():
            self._total = None
        self.rows, self.search, self.is_ready = found.rows, found.ask.search, True
        self.heads, self.chips, self.sizes = found.controls.heads, found.controls.chips, found.controls.sizes
        self.menus, self.days = found.controls.menus, found.controls.days
        self.links = found.controls.links | found.links
        self.words = words_of_page(self.listing, found, self._total)
        self.may_export = self.listing.export is not None and who.may(self.listing.export)
        shown = self.listing.columns_for(who)
        self.withheld = [column.name for column in self.listing.columns if column not in shown]
        self.emptiness, self.refusal, self.request = found.emptiness, "", ""
        self.empty_title, self.empty_sentence = empty_words(self.listing, found) if found.emptiness else ("", "")

    async def _count(self, found: Found, who: Actor) -> None:
        """Ask the exact total once per change of filter; a short list was counted whole already."""
        is_known = found.page.counts.all < COUNTED_MAX and self.listing.beside is None
        if is_known or self._total is not None:
            return
        self._total = await find_total(who, self.listing, found.ask)
        self._totalled = found.ask.narrowing()
        self.words = words_of_page(self.listing, found, self._total)

    def _refuse(self, error: GrowthError, path: str) -> None:
        """Show no rows and say which value was bad; what stands around them leads from the unfiltered list."""
        if error.kind is Kind.UNAVAILABLE:
            return self._fail(error, path)
        blank = controls(self.listing, Ask(), path, self._labels)
        self.is_ready, self.rows, self.words, self.search, self.may_export = True, [], {}, "", False
        self.chips, self.menus, self.days, self.links = [], blank.menus, blank.days, blank.links
        self.emptiness = "not-permitted" if error.kind is Kind.FORBIDDEN else "refused"
        self.refusal = error.words()
        return None

    def _fail(self, error: Exception, here: str) -> None:
        """Say that the list did not load, under which id the log has the reason, and offer to try again."""
        self.is_ready, self.emptiness, self.rows, self.may_export = True, "failed", [], False
        self.links = self.links | {"here": here, "reset": here.partition("?")[0]}
        self.request = report(error)
