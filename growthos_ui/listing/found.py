"""What a list answers to an address, asked as the actor: one call for one event of a screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from growthos_ui import db
from growthos_ui.listing import page as paging
from growthos_ui.listing import totals
from growthos_ui.listing.ask import WHOLE, Ask, ask_of
from growthos_ui.listing.frame import chooser, export_links, places
from growthos_ui.listing.layout import Layout
from growthos_ui.listing.options import find_labels
from growthos_ui.listing.search import words_in
from growthos_ui.listing.view import controls, page_links, page_words, rows_in_words
from growthos_ui.listing.views import View, find_layout, find_views, opening
from growthos_ui.listing.words import count_words, every, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.page import Page
    from growthos_ui.listing.totals import Total
    from growthos_ui.listing.view import Controls, Labels

    Layouts = Mapping[str, Layout]


@dataclass(frozen=True, slots=True)
class Found:
    """One page with all that surrounds it. `labels` may be given back to the next question.

    `columns` are all that the actor may see, `shown` those on the screen. `moved` is the address to show
    where the list opened with a view, or where something else is shown than was asked, which `instead` says; `opens` is that view, whether or not it is the one shown.
    """

    ask: Ask
    page: Page
    controls: Controls
    rows: list[dict[str, str]]
    links: dict[str, str]
    labels: Labels
    hidden: int
    columns: tuple[Column, ...]
    layout: Layout
    views: tuple[View, ...]
    opens: View | None
    moved: str = ""
    instead: str = ""

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns on the screen, from left to right."""
        return self.layout.shown(self.columns)

    @property
    def places(self) -> list[dict[str, str]]:
        """What the headings need, from left to right."""
        return places(self.columns, self.layout, self.controls.heads)

    @property
    def chooser(self) -> list[dict[str, str]]:
        """What the menu of columns needs."""
        return chooser(self.columns, self.layout)

    @property
    def view(self) -> View | None:
        """The view that the address names."""
        return next((each for each in self.views if each.slug == self.ask.view), None)

    @property
    def is_changed(self) -> bool:
        """Whether what is shown differs from what the view was saved with."""
        view = self.view
        return view is not None and (
            self.ask.kept() != view.query or self.layout != Layout.read(view.layout, self.columns)
        )

    @property
    def emptiness(self) -> str:
        """Why there are no rows: `no-data`, `no-match`, `past` (beyond the end), or nothing."""
        if self.rows:
            return ""
        if self.page.counts.all:
            return "past"
        return "no-match" if self.hidden else "no-data"


async def find(
    actor: Actor,
    listing: Listing,
    *,
    path: str,
    query: str,
    labels: Labels | None = None,
    layouts: Layouts | None = None,
) -> Found:
    """Return the page that the address asks for.

    `layouts` are arrangements by view that this tab holds, for a person whose arrangements cannot be kept.
    Raises GrowthError, naming the value, when the address asks for what this list does not have.
    """
    async with db.acting_as(actor) as tx:
        columns = listing.columns_for(actor)
        views = await find_views(tx, listing)
        opens = opening(tuple(each for each in views if not _is_beyond(listing, each, actor)))
        ask, moved, unshared = _asked(listing, views, opens, path=path, query=query)
        listing.refuse_unseen(ask, actor)
        view = "" if ask.view == WHOLE else ask.view
        layout = (layouts or {}).get(view) or _layout(await find_layout(tx, listing, view), views, view, columns)
        known = await find_labels(tx, listing, ask, labels or {})
        ask, page, instead = await _found(tx, listing, ask, shown := layout.shown(columns))
        hidden = await _hidden(tx, listing, ask, page)
    return Found(
        ask,
        page,
        controls=controls(listing, ask, path, known),
        rows=rows_in_words(page, shown, actor.timezone, ask.narrowing().query()),
        links=page_links(ask, page, path) | export_links(listing, ask, columns, shown),
        labels=known,
        hidden=hidden,
        columns=columns,
        layout=layout,
        views=views,
        opens=opens,
        moved=ask.address(path) if instead or unshared else moved,
        instead=instead or unshared,
    )


async def _found(tx: Transaction, listing: Listing, ask: Ask, shown: tuple[Column, ...]) -> tuple[Ask, Page, str]:
    """Return the page; where what was typed finds nothing, that of the words that were probably meant, and a word about it."""
    page = await paging.find_page(tx, listing, ask, shown)
    nearest = listing.search.nearest if listing.search and ask.search and not page.counts.all else None
    words = await nearest(tx, words_in(ask.search)) if nearest else ()
    if not words or words == words_in(ask.search):
        return ask, page, ""
    meant = ask.searched(" ".join(words))
    found = await paging.find_page(tx, listing, meant, shown)
    return (
        (meant, found, f"Nothing for “{ask.search}”: this is “{meant.search}”") if found.counts.all else (ask, page, "")
    )


async def _hidden(tx: Transaction, listing: Listing, ask: Ask, page: Page) -> int:
    """Return how many rows the filters hide, asked only where they leave none."""
    narrows = ask.narrowing() != Ask()
    return await totals.find_count(tx, listing, Ask()) if narrows and not page.counts.all else 0


def _is_beyond(listing: Listing, view: View, actor: Actor) -> bool:
    """Tell whether a view orders or narrows by what this person may not see: it does not open by itself."""
    return view.is_default and listing.missing_for(ask_of(listing, view.query), actor) is not None


def _asked(
    listing: Listing, views: tuple[View, ...], opens: View | None, *, path: str, query: str
) -> tuple[Ask, str, str]:
    """Return what is asked, the address that says so where it is another than was typed, and what there is to say about that."""
    if not query and opens:
        ask = replace(ask_of(listing, opens.query), view=opens.slug)
        return (ask, ask.address(path), "")
    ask, unshared = ask_of(listing, query), ""
    if ask.view not in {"", WHOLE, *(view.slug for view in views)}:
        # What a view narrows by stands in the address, too: a colleague who was sent it sees the same rows.
        unshared = f"There is no view “{ask.view}” for you: this is what its address filters by"
        ask = replace(ask, view="")
    # Where the bare address opens a view, the list itself has a word of its own: links away from here keep it.
    return (replace(ask, view=WHOLE) if opens and not ask.view else ask, "", unshared)


def _layout(own: dict[str, Any] | None, views: tuple[View, ...], view: str, columns: tuple[Column, ...]) -> Layout:
    """Return the person's own arrangement, else that of the view, else the declared one."""
    made_with = next((each.layout for each in views if each.slug == view), None)
    return Layout.read(made_with if own is None else own, columns)


async def find_total(actor: Actor, listing: Listing, ask: Ask) -> Total:
    """Return the exact totals of what the question leaves, in a transaction of their own."""
    async with db.acting_as(actor) as tx:
        return await totals.find_total(tx, listing, ask)


async def find_count(actor: Actor, listing: Listing, ask: Ask) -> int:
    """Return the exact number of rows that the question leaves, however many they are."""
    async with db.acting_as(actor) as tx:
        return await totals.find_count(tx, listing, ask)


def empty_words(listing: Listing, found: Found) -> tuple[str, str]:
    """Return what an empty list says: a heading and a sentence."""
    one, many = listing.noun
    if found.emptiness == "no-data":
        return (f"No {many} yet", listing.absent)
    if found.emptiness == "past":
        return (f"No {many} on this page", "Rows were removed since this address was made.")
    names = [chip["label"] for chip in found.controls.chips]
    names += [f"the search “{found.ask.search}”"] if found.ask.search else []
    which = "this filter" if len(names) == 1 else f"these {count_words(len(names))} filters"
    are = "is" if found.hidden == 1 else "are"
    is_done = bool(listing.done[0]) and found.ask.narrowing() == ask_of(listing, listing.done[0]).narrowing()
    title = listing.done[1] if is_done else f"No {one} matches {which}"
    return (title, f"{number_of(found.hidden, listing.noun)} {are} hidden by {every(names)}.")


def words_of_page(listing: Listing, found: Found, total: Total | None) -> dict[str, str]:
    """Return where the page lies in the whole, as far as the total is known."""
    return page_words(listing, found.ask, found.page, total)
