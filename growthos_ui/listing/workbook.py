"""A whole list as an Excel file: typed cells on the first sheet, on the second what it is a file of.

Rows go to disk as they are written, so that a long list takes no more memory than a short one. Text is
written as text, whatever it begins with: a workbook needs no apostrophe before a sign.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlalchemy import func, select

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.columns import Reading
from growthos_ui.listing.export import every_row
from growthos_ui.listing.options import find_labels
from growthos_ui.listing.page import NOW
from growthos_ui.listing.totals import find_total
from growthos_ui.listing.view import labels_known
from growthos_ui.listing.words import count_words, moment_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from growthos_ui.db import Transaction
    from growthos_ui.listing.columns import Cell, Column
    from growthos_ui.listing.export import Order
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.totals import Total
    from growthos_ui.listing.view import Labels

ROWS_MAX = 1_048_575
"""What a sheet of Excel holds below its heading."""
_AT_ONCE = 1_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


async def write_workbook(tx: Transaction, listing: Listing, order: Order, file: Path) -> int:
    """Write the file and return how many rows it holds. Raises GrowthError when a sheet cannot hold them."""
    zone = ZoneInfo(tx.actor.timezone)
    labels = await find_labels(tx, listing, order.ask, {}, shown=())
    total = None if order.rows else await find_total(tx, listing, order.ask, whole=True)
    if total and total.rows > ROWS_MAX:
        raise GrowthError(
            Kind.INVALID,
            f"A sheet of Excel holds {count_words(ROWS_MAX)} rows; these are {count_words(total.rows)}.",
            remedy="Take the CSV, or filter first.",
        )
    # On the real clock's side of a frozen day, too, a file says the database's time.
    now: datetime = await tx.scalar(select(func.private.now()))
    book = _Book(str(file), order.columns)
    waiting: list[list[Cell]] = []
    async for row in every_row(tx, listing, order):
        reading = Reading(now=row[NOW], zone=zone)
        known = dict(row)
        waiting.append([column.typed_of(known, reading) for column in order.columns])
        if len(waiting) >= _AT_ONCE:
            # Writing and packing is the processor's work: other people's events go on meanwhile.
            await asyncio.to_thread(book.add, waiting)
            waiting = []
    book.add(waiting)
    about = [*_origin(tx, listing, order, book.rows, moment_words(now, zone)), *_filters(listing, order, labels)]
    await asyncio.to_thread(
        book.finish, listing.title, about, _definitions(order.columns, total, Reading(now=now, zone=zone))
    )
    return book.rows


def _origin(tx: Transaction, listing: Listing, order: Order, rows: int, at: str) -> list[tuple[str, str]]:
    actor = tx.actor
    which = "Only the rows that were selected" if order.rows else "Every row that search and filters leave"
    return [
        ("List", listing.title),
        ("Rows", f"{count_words(rows)}. {which}."),
        ("As of", f"{at} ({actor.timezone})"),
        ("Made by", f"{actor.name}, {actor.role_words}"),
        ("Scope", f"{actor.organization}: what {actor.name} may see there"),
    ]


def _filters(listing: Listing, order: Order, labels: Labels) -> list[tuple[str, str]]:
    ask = order.ask
    chosen = [each for each in listing.filters if ask.chosen(each.name)]
    named = [(each.label, each.words(ask.chosen(each.name), labels_known(each, labels))) for each in chosen]
    searched = [("Search", ask.search)] if ask.search else []
    name = (ask.sort or listing.sort).removeprefix("-")
    by = next(column.label for column in listing.columns if column.name == name)
    way = "most first" if (ask.sort or listing.sort).startswith("-") else "least first"
    return [("", ""), ("Filters", "" if named or searched else "None"), *searched, *named, ("Order", f"{by}, {way}")]


def _definitions(columns: Sequence[Column], total: Total | None, reading: Reading) -> list[tuple[str, ...]]:
    values, known = (total.values, total.known) if total else ({}, {})
    found: list[tuple[str, ...]] = []
    for column in columns:
        how = "; ".join(each.words for each in total.money.get(column.name, ())) if total else ""
        if column.name in values:
            word = "Sum" if column.total == "sum" else "Mean"
            how = f"{word} of {count_words(known[column.name])}: {column.words(values[column.name], reading)}"
        found.append((column.label, column.about, how))
    return found


@dataclass
class _Book:
    """The workbook while it is written; in constant memory its rows can only be added."""

    path: str
    columns: Sequence[Column]
    rows: int = 0

    def __post_init__(self) -> None:
        self.book = xlsxwriter.Workbook(self.path, _OPTIONS)
        self.strong = self.book.add_format({"bold": True})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.sheet = self.book.add_worksheet("Rows")
        self.about = self.book.add_worksheet("About")
        self.sheet.freeze_panes(1, 0)
        self.formats = [self.book.add_format({"num_format": each.file_format or "General"}) for each in self.columns]
        for number, column in enumerate(self.columns):
            self.sheet.set_column(number, number, column.file_width, self.formats[number])
            self.sheet.write_string(0, number, column.label, self.strong)

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            self.rows += 1
            for number, cell in enumerate(row):
                _write(self.sheet, self.rows, number, cell, self.formats[number])

    def finish(self, title: str, about: Sequence[tuple[str, str]], definitions: Sequence[tuple[str, ...]]) -> None:
        self.about.set_column(0, 0, 24)
        self.about.set_column(1, 1, 64, self.wrapped)
        self.about.set_column(2, 2, 28)
        place = 0
        for name, words in about:
            self.about.write_string(place, 0, name, self.strong)
            self.about.write_string(place, 1, words, self.wrapped)
            place += 1
        headings = ("Column", "What it means", "Over all rows")
        for line, form in ((headings, self.strong), *((each, self.wrapped) for each in definitions)):
            place += 1
            for number, words in enumerate(line):
                self.about.write_string(place, number, words, form)
        self.book.set_properties({"title": title})
        self.book.close()


def _write(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    """Write a cell by its own kind, so that nothing is guessed from words."""
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, date | datetime):
        sheet.write_datetime(row, column, cell, form)
    elif cell is not None:
        sheet.write_number(row, column, cell, form)
