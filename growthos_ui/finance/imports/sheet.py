"""A file of rows as it was handed in: CSV or XLSX, whatever its name says, as headings and cells."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports.camt import camt_rows, is_camt
from growthos_ui.finance.imports.mt940 import is_mt940, mt940_rows
from growthos_ui.listing.export import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Cell = str | int | float

BYTES_MAX = 8_000_000
ROWS_MAX = 25_000
COLUMNS_MAX = 60
CELL_LENGTH_MAX = 2000
_UNPACKED_MAX = 120_000_000
_BESIDE_MAX = 3_000_000
"""How much anything but cells may unpack into, each: looks and names are read whole, and that takes long."""
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t|"
_DIGITS_OF_A_CELL = 15
_CELLS = re.compile(r"^xl/(worksheets/|sharedStrings)")
_BROKEN = "This workbook cannot be read. Save it anew as .xlsx or .csv."


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings of a file, and the rows below them. A row is as wide as the headings; an empty one is `[]`."""

    headings: list[str]
    rows: list[list[Cell]]


def read_sheet(content: bytes) -> Sheet:
    """Return the first sheet of a workbook, the entries of a statement, or the rows of a text. Raises GrowthError (Invalid) for anything else."""
    if len(content) > BYTES_MAX:
        raise _refused("This file is larger than 8 MB. Split it.")
    return _sheet(_rows(content))


def workbook_in(content: bytes) -> Iterator[list[Cell]] | None:
    """Return the rows of the first sheet of a workbook; None where a file is none. Raises GrowthError (Invalid) for one that cannot be read."""
    if content.startswith(_OLD_WORKBOOK):
        raise _refused("This is an old workbook. Save it as .xlsx or .csv.")
    return _workbook(content) if content.startswith(_WORKBOOK) else None


def text_in(content: bytes) -> str:
    """Return the text of a file in the letters that it is written in. Raises GrowthError (Invalid) for what is no text."""
    text = _letters(content)
    if "\0" in text:
        raise _refused("This file is neither a CSV nor an XLSX file.")
    return text


def _rows(content: bytes) -> Iterator[list[Cell]]:
    if is_camt(content):
        return camt_rows(content)
    if is_mt940(content):
        return mt940_rows(text_in(content))
    cells = workbook_in(content)
    return _text(content) if cells is None else cells


def _sheet(rows: Iterable[list[Cell]]) -> Sheet:
    found = iter(rows)
    # A workbook may say that its first row is its billionth: what is empty before it is counted, too.
    above = islice(found, ROWS_MAX)
    headings = next(([str(cell).strip() for cell in row] for row in above if _is_said(row)), [])
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise _refused("This file is empty.")
    if len(headings) > COLUMNS_MAX:
        raise _refused(f"This file has more than {COLUMNS_MAX} columns.")
    return Sheet([each or f"Column {at}" for at, each in enumerate(headings, 1)], _below(found, len(headings)))


def _below(rows: Iterator[list[Cell]], width: int) -> list[list[Cell]]:
    kept: list[list[Cell]] = []
    for row in rows:
        kept.append([*row, *[""] * width][:width] if _is_said(row) else [])
        if len(kept) > ROWS_MAX:
            raise _refused(f"This file has more than {ROWS_MAX:,} rows. Split it.")
        if any(isinstance(cell, str) and len(cell) > CELL_LENGTH_MAX for cell in kept[-1]):
            raise _refused(f"Row {len(kept) + 1} has a cell of more than {CELL_LENGTH_MAX:,} characters.")
    while kept and not kept[-1]:
        kept.pop()
    if not kept:
        raise _refused("This file has headings, but no rows below them.")
    return kept


def _is_said(row: list[Cell]) -> bool:
    return any(cell != "" for cell in row)


def _text(content: bytes) -> Iterator[list[Cell]]:
    text = text_in(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            # What our own files escape, so that no spreadsheet takes it for a formula, is taken back as it was.
            yield [plain_text(cell.strip()) for cell in row]
    except csv.Error as error:
        raise _refused("This file has a quotation mark that is never closed, or text after one.") from error


def _letters(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _workbook(content: bytes) -> Iterator[list[Cell]]:
    from openpyxl import load_workbook  # it brings numpy along: a tenth of a start of the app

    if _is_too_large(content):
        raise _refused("This workbook is too large once it is unpacked. Save the one sheet as CSV.")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=COLUMNS_MAX + 1):
            yield [_cell(value) for value in row]
    except Exception as error:
        raise _refused(_BROKEN) from error


def _is_too_large(content: bytes) -> bool:
    """Whether a workbook unpacks into more than is read here: a few bytes can fill the memory."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise _refused(_BROKEN) from error
    beside = (each for each in parts if each.filename.endswith((".xml", ".rels")) and not _CELLS.search(each.filename))
    return sum(each.file_size for each in parts) > _UNPACKED_MAX or any(each.file_size > _BESIDE_MAX for each in beside)


def _cell(value: Any) -> Cell:
    """Return a value of a workbook: a number as it is shown there, a day as its ISO text."""
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    match value:
        case bool():
            return str(value)
        case int() if abs(value) < 10**_DIGITS_OF_A_CELL:
            return value
        case float():
            return float(f"{value:.{_DIGITS_OF_A_CELL}g}")
        case datetime() if value.time() == time():
            return value.date().isoformat()
    return plain_text(str(value).strip())


def _refused(sentence: str) -> GrowthError:
    return GrowthError(Kind.INVALID, sentence, field="file")
