"""The mistakes that a declaration of a list can hold, found at import and named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import ColumnClause

from growthos_ui.listing.ask import RESERVED
from growthos_ui.listing.money import Money
from growthos_ui.listing.order import is_leakproof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.listing import Listing


class BadListing(TypeError):
    """A declaration that contradicts itself or its query."""


def check(listing: Listing) -> None:
    """Raise BadListing with the first mistake of a declaration."""
    for mistake in _mistakes(listing):
        raise BadListing(f"{listing.name}: {mistake}")


def _mistakes(listing: Listing) -> Iterator[str]:
    yield from _about_names(listing)
    yield from _about_query(listing)
    for column in listing.columns:
        yield from _about_column(listing, column)
    yield from _about_default(listing)


def _about_names(listing: Listing) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z-]*", listing.name):
        yield "its name is part of an address and may hold only small letters and hyphens"
    yield from (f"column “{name}” is declared twice" for name in _twice(each.name for each in listing.columns))
    yield from (f"filter “{name}” is declared twice" for name in _twice(each.name for each in listing.filters))
    for each in listing.filters:
        if each.name in RESERVED:
            yield f"filter “{each.name}” has a name that the address uses itself"
    if sum(column.card == "title" for column in listing.columns) != 1:
        yield "exactly one column is the title of the card on a phone"


def _about_query(listing: Listing) -> Iterator[str]:
    source = listing.source()
    if source._limit_clause is not None or source._order_by_clauses or source._group_by_clauses or source._distinct:  # noqa: SLF001 - SQLAlchemy offers no other way to ask
        yield "its query must not be ordered, grouped, distinct or limited: the list does that"
    named = [("id", "every list needs it to tell rows apart")]
    named += [(name, f"column “{each.name}” reads it") for each in listing.columns for name in each.reads]
    named += [(each.column, f"filter “{each.name}” reads it") for each in listing.filters]
    named += [(act.on, f"act “{act.name}” reads it") for act in listing.acts]
    named += [(listing.beside.column, "the second total reads it")] if listing.beside else []
    for name, reason in named:
        if name not in listing.selected:
            yield f"“{name}” is not in its query, and {reason}"


def _about_column(listing: Listing, column: Column) -> Iterator[str]:
    if column.total and not column.is_number:
        yield f"column “{column.name}” has a total, and is no number"
    if isinstance(column, Money) and column.total == "mean":
        yield f"column “{column.name}” is money: a mean of instalments says nothing, and there is none over currencies"
    if not column.sort_by:
        return
    key: Any = listing.selected.get(column.sort_by)
    if key is None:
        yield f"column “{column.name}” sorts by “{column.sort_by}”, which is not in its query"
    elif not isinstance(key, ColumnClause):
        yield f"column “{column.name}” sorts by an expression, which no index serves"
    elif not is_leakproof(key.type):
        yield f"column “{column.name}” sorts by {key.type!r}, which is not leakproof: row security would keep the index away"
    elif isinstance(key, TableColumn) and key.nullable:
        yield f"column “{column.name}” sorts by “{column.sort_by}”, which may be null: paging would lose those rows"


def _about_default(listing: Listing) -> Iterator[str]:
    if listing.sort.removeprefix("-") not in listing.sortable:
        yield f"its default sort “{listing.sort}” is no column that sorts"


def _twice(names: Iterator[str]) -> list[str]:
    found = list(names)
    return sorted({name for name in found if found.count(name) > 1})
