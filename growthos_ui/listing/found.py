"""What a list answers to an address, asked as the actor: one call for one event of a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui import db
from growthos_ui.listing import page as paging
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.filters import OPTIONS_MAX, Related
from growthos_ui.listing.view import controls, page_links, page_words, rows_in_words
from growthos_ui.listing.words import count_words, every, number_of

if TYPE_CHECKING:
    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.page import Page, Total
    from growthos_ui.listing.view import Controls, Labels


@dataclass(frozen=True, slots=True)
class Found:
    """One page with all that surrounds it. `labels` may be given back to the next question."""

    ask: Ask
    page: Page
    controls: Controls
    rows: list[dict[str, str]]
    links: dict[str, str]
    labels: Labels
    hidden: int

    @property
    def emptiness(self) -> str:
        """Why there are no rows: `no-data`, `no-match`, `past` (beyond the end), or nothing."""
        if self.rows:
            return ""
        if self.page.counts.all:
            return "past"
        return "no-match" if self.hidden else "no-data"


async def find(actor: Actor, listing: Listing, *, path: str, query: str, labels: Labels | None = None) -> Found:
    """Return the page that the address asks for.

    Raises GrowthError, naming the value, when the address asks for what this list does not have.
    """
    ask = ask_of(listing, query)
    columns = listing.columns_for(actor)
    async with db.acting_as(actor) as tx:
        known = await find_labels(tx, listing, ask, labels or {})
        page = await paging.find_page(tx, listing, ask, columns)
        hidden = 0
        if not page.counts.all and ask.narrowing() != Ask():
            hidden = (await paging.find_total(tx, listing, Ask())).rows
    return Found(
        ask=ask,
        page=page,
        controls=controls(listing, ask, path, known),
        rows=rows_in_words(page, columns, actor.timezone),
        links=page_links(ask, page, path),
        labels=known,
        hidden=hidden,
    )


async def find_total(actor: Actor, listing: Listing, ask: Ask) -> Total:
    """Return the exact total of what the question leaves, in a transaction of its own."""
    async with db.acting_as(actor) as tx:
        return await paging.find_total(tx, listing, ask)


async def find_labels(tx: Transaction, listing: Listing, ask: Ask, known: Labels) -> Labels:
    """Return the options of every related filter, asking only for those not known yet.

    Raises GrowthError when the question holds a value that the actor is not offered.
    """
    found = dict(known)
    for each in listing.filters:
        if not isinstance(each, Related):
            continue
        chosen = ask.chosen(each.name)
        if each.name not in found or not set(chosen) <= found[each.name].keys():
            rows = await tx.rows(each.options().limit(OPTIONS_MAX))
            own = {"none": each.none} if each.none else {}
            found[each.name] = {str(row["value"]): str(row["label"]) for row in rows} | own
        each.offered(chosen, found[each.name])
    return found


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
    return (f"No {one} matches {which}", f"{number_of(found.hidden, listing.noun)} {are} hidden by {every(names)}.")


def words_of_page(listing: Listing, found: Found, total: Total | None) -> dict[str, str]:
    """Return where the page lies in the whole, as far as the total is known."""
    return page_words(listing, found.ask, found.page, total)
