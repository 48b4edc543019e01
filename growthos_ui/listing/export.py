"""A whole list as CSV, row by row: the rows, order and headings of the screen, and no cap."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from growthos_ui.listing.columns import Reading
from growthos_ui.listing.page import NOW, every_row_query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import tzinfo

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.listing import Listing

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads the file in the code page of the machine."""

_ESCAPE = "'"
_SIGNS = frozenset("=+-@|%")


async def csv_lines(
    tx: Transaction, listing: Listing, ask: Ask, columns: Sequence[Column], zone: tzinfo
) -> AsyncIterator[str]:
    """Yield the file (RFC 4180) line by line; place and size of the page do not matter."""
    yield BYTE_ORDER_MARK + _line([safe_text(column.label) for column in columns])
    async for row in tx.stream(every_row_query(listing, ask, columns)):
        reading = Reading(now=row[NOW], zone=zone)
        yield _line([_cell(column, column.plain(row[column.name], reading)) for column in columns])


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
