"""A page of a list in words and addresses: all that a screen shows, and nothing that it would have to work out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from growthos_ui.listing.ask import END, SIZES, Ask
from growthos_ui.listing.columns import Reading
from growthos_ui.listing.filters import STRETCHES, DayRange, Related, Values, labels_of
from growthos_ui.listing.page import COUNTED_MAX
from growthos_ui.listing.ranges import NumberRange
from growthos_ui.listing.words import count_words, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.filters import Filter
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.page import Page
    from growthos_ui.listing.totals import Total

Spans = DayRange | NumberRange
Labels = dict[str, dict[str, str]]
"""The words of each value of each filter, by name and value."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What stands around the rows: where each click leads, and what is chosen now."""

    heads: dict[str, dict[str, str]] = field(default_factory=dict)
    chips: list[dict[str, str]] = field(default_factory=list)
    menus: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    spans: dict[str, dict[str, str]] = field(default_factory=dict)
    sizes: list[dict[str, str]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


def controls(listing: Listing, ask: Ask, path: str, labels: Labels) -> Controls:
    """Return every address that can be reached from here in one step."""
    return Controls(
        heads={name: _head(listing, ask, path, name) for name in listing.sortable},
        chips=[_chip(each, ask, path, labels) for each in listing.filters if ask.chosen(each.name)],
        menus={each.name: menu(each, ask, path, labels) for each in listing.filters},
        spans={each.name: _span_of(each, ask, path) for each in listing.filters if isinstance(each, Spans)},
        sizes=[_option(str(size), ask.sized(size).address(path), on=size == ask.size) for size in SIZES],
        links={
            "here": ask.address(path),
            "first": ask.first().address(path),
            "clear": Ask(sort=ask.sort, size=ask.size, view=ask.view).address(path),
            "unviewed": replace(ask, view="").address(path),
            "reset": path,
            "search": ask.searched("").address(path),
        },
    )


def page_links(ask: Ask, page: Page, path: str) -> dict[str, str]:
    """Return the addresses of the neighbouring pages; an empty one does not exist."""
    first = ask.first()
    before = replace(first, before=page.first) if page.has_previous and page.first else None
    after = replace(first, after=page.last) if page.has_next and page.last else None
    return {
        "start": first.address(path) if before else "",
        "previous": before.address(path) if before else "",
        "next": after.address(path) if after else "",
        "end": replace(first, before=END).address(path) if after else "",
    }


def rows_in_words(page: Page, columns: Sequence[Column], timezone: str, narrowing: str = "") -> list[dict[str, str]]:
    """Return the rows as the screen draws them: words only, the raw values stay on the server."""
    if page.now is None:
        return []
    reading = Reading(now=page.now, zone=ZoneInfo(timezone), narrowing=narrowing)
    return [_row_in_words(dict(row), columns, reading) for row in page.rows]


def _row_in_words(row: dict[str, Any], columns: Sequence[Column], reading: Reading) -> dict[str, str]:
    return {"id": str(row["id"])} | {key: text for each in columns for key, text in each.cells(row, reading).items()}


def page_words(listing: Listing, ask: Ask, page: Page, total: Total | None) -> dict[str, str]:
    """Return where the page lies: `1 to 50`, `32,593`, `Page 1 of 652`, and the totals with their nouns."""
    counted = page.counts.all
    exact = total.exact if total else counted if counted < COUNTED_MAX else None
    at_least = f"{count_words(total.rows if total else COUNTED_MAX - 1)}+"
    start = page.start(exact)
    end = len(page.rows) + (start or 1) - 1
    return {
        "range": _span(start, end) if start else count_words(len(page.rows)),
        "total": at_least if exact is None else count_words(exact),
        "page": _page_number(ask, start, exact) if page.rows else "",
        "all": f"{at_least} {listing.noun[1]}" if exact is None else _total_words(listing, exact, total),
    }


def _span(start: int, end: int) -> str:
    return count_words(end) if start >= end else f"{count_words(start)}\u2013{count_words(end)}"


def _total_words(listing: Listing, exact: int, total: Total | None) -> str:
    said = number_of(exact, listing.noun)
    if total is None or total.beside is None or listing.beside is None:
        return said
    return f"{said}, {number_of(total.beside, listing.beside.noun)}"


def _page_number(ask: Ask, start: int | None, exact: int | None) -> str:
    # A page begun at some row that is no multiple of the size has no number.
    if start is None or (start - 1) % ask.size or start >= COUNTED_MAX:
        return ""
    number = count_words((start - 1) // ask.size + 1)
    return f"Page {number}" if exact is None else f"Page {number} of {count_words(max(1, -(-exact // ask.size)))}"


def _head(listing: Listing, ask: Ask, path: str, name: str) -> dict[str, str]:
    sort = ask.sort or listing.sort
    column = next(each for each in listing.columns if each.name == name)
    if sort.removeprefix("-") != name:
        wanted = f"-{name}" if column.most_first else name
        return {"href": ask.sorted(_unless_default(listing, wanted)).address(path), "sort": "none"}
    turned = name if sort.startswith("-") else f"-{name}"
    direction = "descending" if sort.startswith("-") else "ascending"
    return {"href": ask.sorted(_unless_default(listing, turned)).address(path), "sort": direction}


def _unless_default(listing: Listing, sort: str) -> str:
    return "" if sort == listing.sort else sort


def _chip(narrowing: Filter, ask: Ask, path: str, labels: Labels) -> dict[str, str]:
    return {
        "name": narrowing.name,
        "label": narrowing.label,
        "words": narrowing.words(ask.chosen(narrowing.name), labels_known(narrowing, labels)),
        "href": ask.filtered(narrowing.name, ()).address(path),
    }


def menu(narrowing: Filter, ask: Ask, path: str, labels: Labels) -> list[dict[str, str]]:
    """Return the options of a filter, each with the address that adds it or takes it away."""
    chosen = ask.chosen(narrowing.name)
    found = []
    for value, label in labels_known(narrowing, labels).items():
        others = () if isinstance(narrowing, DayRange) else tuple(each for each in chosen if each != value)
        values = others if value in chosen else (*others, value)
        href = ask.filtered(narrowing.name, _in_order(narrowing, values)).address(path)
        found.append(_option(label, href, on=value in chosen))
    return found


def _in_order(narrowing: Filter, values: Values) -> Values:
    return narrowing.checked(values) if values else ()


def _span_of(narrowing: DayRange | NumberRange, ask: Ask, path: str) -> dict[str, str]:
    """Return the two ends as their boxes hold them, and the address without them."""
    chosen = ask.chosen(narrowing.name)
    ends = narrowing.days(chosen) if isinstance(narrowing, DayRange) else narrowing.ends(chosen)
    first, last = ("" if end is None else str(end) for end in ends)
    return {"from": first, "to": last, "address": ask.filtered(narrowing.name, ()).address(path)}


def _option(label: str, href: str, *, on: bool) -> dict[str, str]:
    return {"label": label, "href": href, "on": "true" if on else "false"}


def labels_known(narrowing: Filter, labels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the words of each value of a filter, declared or asked for."""
    own = labels_of(narrowing)
    if isinstance(narrowing, DayRange):
        return {**dict(STRETCHES), **labels.get(narrowing.name, {})}
    return {**labels.get(narrowing.name, {}), **own} if isinstance(narrowing, Related) else own
