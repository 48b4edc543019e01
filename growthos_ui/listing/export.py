"""A whole list as CSV, row by row: the rows, order and headings of the screen, and no cap."""

from __future__ import annotations

import csv
import io
import unicodedata
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.acts import only
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.columns import Reading, Text
from growthos_ui.listing.layout import Layout
from growthos_ui.listing.money import Money
from growthos_ui.listing.page import NOW, every_row_query
from growthos_ui.listing.trails import trailed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping
    from datetime import tzinfo

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.listing import Listing

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads the file in the code page of the machine."""

ROWS_NAMED_MAX = 100
_AT_ONCE = 500
_ESCAPE = "'"
_SIGNS = frozenset("=+-@|%")


@dataclass(frozen=True, slots=True)
class Order:
    """What a file is to hold: the rows of a question, or of these only, and these columns from left to right."""

    ask: Ask
    columns: tuple[Column, ...]
    rows: tuple[str, ...] = ()


def order_of(listing: Listing, query: str, actor: Actor) -> Order:
    """Return what an address asks for as a file: a list's question, with `columns=` and `rows=` besides.

    Raises GrowthError naming the first value that the list or the actor does not have.
    """
    pairs = parse_qsl(query)
    said = {name: text for name, text in pairs if name in {"columns", "rows"}}
    asked = urlencode([pair for pair in pairs if pair[0] not in said], safe=",.:") if said else query
    ask = ask_of(listing, asked)
    listing.refuse_unseen(ask, actor)
    return Order(
        ask=ask,
        columns=_columns(listing, said.get("columns", ""), actor),
        rows=_rows(said.get("rows", "")),
    )


async def every_row(tx: Transaction, listing: Listing, order: Order) -> AsyncGenerator[Mapping[Any, Any], None]:
    """Yield the rows of a file in the order of the screen; place and size of the page do not matter."""
    statement = every_row_query(listing, order.ask, order.columns)
    statement = only(listing, statement, order.rows) if order.rows else statement
    waiting: list[Mapping[Any, Any]] = []
    async with aclosing(tx.stream(statement)) as rows:
        async for row in rows:
            waiting.append(row)
            if len(waiting) == _AT_ONCE:
                for each in await trailed(tx, order.columns, waiting, row[NOW]):
                    yield each
                waiting = []
        if waiting:
            for each in await trailed(tx, order.columns, waiting, waiting[0][NOW]):
                yield each


async def csv_lines(tx: Transaction, listing: Listing, order: Order, zone: tzinfo) -> AsyncGenerator[str, None]:
    """Yield the file (RFC 4180) line by line; close it where its reader may leave early."""
    yield BYTE_ORDER_MARK + _line([safe_text(column.label) for column in order.columns])
    async with aclosing(every_row(tx, listing, order)) as rows:
        async for row in rows:
            reading = Reading(now=row[NOW], zone=zone)
            known = dict(row)
            yield _line([_cell(column, column.plain_of(known, reading)) for column in order.columns])


def safe_text(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; an importer takes the one apostrophe off.

    Full-width signs are signs to a spreadsheet, and blanks, byte order marks and unseen characters
    before the sign do not stop it (CWE-1236).
    """
    return _ESCAPE + text if text and (text[0] in "\t\r\n" or _first_seen(text) in _SIGNS) else text


def plain_text(text: str) -> str:
    """Return what was there before `safe_text`."""
    bare = text.removeprefix(_ESCAPE)
    return bare if bare != text and safe_text(bare) == text else text


def _columns(listing: Listing, text: str, actor: Actor) -> tuple[Column, ...]:
    columns = listing.columns_for(actor)
    offered = {column.name: column for column in columns}
    names = tuple(dict.fromkeys(name for name in text.split(",") if name))
    for name in names:
        if name not in offered:
            raise GrowthError(Kind.INVALID, f"This list has no column “{name[:64]}”.", field="columns")
    return _with_currency(columns, tuple(offered[name] for name in names) or Layout.declared(columns).shown(columns))


def _with_currency(offered: tuple[Column, ...], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns with the currency before the first amount: in a file a number says nothing of it."""
    money = next((each for each in columns if isinstance(each, Money)), None)
    if money is None or money.currency in {each.name for each in columns}:
        return columns
    declared = next((each for each in offered if each.name == money.currency), None)
    at = columns.index(money)
    return (*columns[:at], declared or Text(name=money.currency, label="Currency"), *columns[at:])


def _rows(text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(each for each in text.split(",") if each))
    if len(named) > ROWS_NAMED_MAX:
        raise GrowthError(Kind.INVALID, f"A file of single rows holds at most {ROWS_NAMED_MAX}.", field="rows")
    try:
        return tuple(str(UUID(each)) for each in named)
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "The address names a row that cannot be one.", field="rows") from error


def _first_seen(text: str) -> str:
    for letter in text:
        if letter != _ESCAPE and not letter.isspace() and unicodedata.category(letter) not in {"Cf", "Cc", "Mn", "Me"}:
            return unicodedata.normalize("NFKC", letter)[:1]
    return ""


def _cell(column: Column, plain: str) -> str:
    # A negative number keeps its minus: only words can be formulas.
    return plain if column.is_number else safe_text(plain)


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
