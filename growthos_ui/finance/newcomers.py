"""A list of people as it was pasted or comes in a file: which column is what, and the people in it as they were written."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports.sheet import ROWS_MAX, text_in, workbook_in
from growthos_ui.listing.export import BYTE_ORDER_MARK, plain_text, safe_text

PEOPLE_MAX = 500
BYTES_MAX = 1_000_000
TEXT_LENGTH_MAX = 120_000
HEADINGS = ("Name", "E-mail", "Phone")
_COLUMNS = ("name", "email", "phone")
_DELIMITERS = "\t|;,"
_CELL_LENGTH_MAX = 320
# What a column is headed by, by its letters alone.
_KNOWN = {
    **dict.fromkeys(("name", "fullname", "student", "studentname"), "name"),
    **dict.fromkeys(("firstname", "givenname", "forename"), "first"),
    **dict.fromkeys(("lastname", "surname", "familyname"), "last"),
    **dict.fromkeys(("email", "mail", "emailaddress"), "email"),
    **dict.fromkeys(("phone", "phonenumber", "mobile", "mobilenumber", "telephone", "number", "whatsapp"), "phone"),
}
_HEADINGS_MIN = 2
_TOO_LONG = f"This list is too long. At most {PEOPLE_MAX} students are added at a time."
# What a spreadsheet may write above a list: the sign that stands between its cells.
_SIGN = re.compile(r"\s*sep=.?\s*(?:\n|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to be added, as they were written down."""

    name: str = ""
    email: str = ""
    phone: str = ""


def people_in(text: str) -> tuple[Person, ...]:
    """Return the people of a list: name, e-mail and phone, between commas, semicolons, tabs or strokes, one in a line.

    A first line of headings says which column is what. Raises GrowthError (Invalid) for what is no such list.
    """
    if len(text) > TEXT_LENGTH_MAX:
        raise _refused(_TOO_LONG)
    return _people_of(_rows(_plain(text)))


def list_of(content: bytes) -> str:
    """Return the people of a file as a list that `people_in` reads: of a text in whatever letters, or of a workbook's first sheet.

    Raises GrowthError (Invalid) for what is no such file.
    """
    if len(content) > BYTES_MAX:
        raise _refused("This file is larger than 1 MB. Split it.")
    cells = workbook_in(content)
    if cells is None:
        found = _people_of(_rows(_plain(text_in(content))))
    else:
        found = _people_of([[_cell(str(each)) for each in row] for row in islice(cells, ROWS_MAX)])
    text = written(list(found))
    if not found:
        raise _refused("Nobody is in this file.")
    if len(text) > TEXT_LENGTH_MAX:
        raise _refused(_TOO_LONG)
    return text


def written(people: list[Person]) -> str:
    """Return people as a list that `people_in` reads."""
    return _lines([(each.name, each.email, each.phone) for each in people], end="\n")


def file_of(rows: list[tuple[str, ...]]) -> str:
    """Return the address that holds rows as a CSV file, in which no spreadsheet takes a cell for a formula."""
    safe = [tuple(safe_text(cell) for cell in row) for row in rows]
    return "data:text/csv;charset=utf-8," + quote(BYTE_ORDER_MARK + _lines(safe, end="\r\n"))


def _lines(rows: list[tuple[str, ...]], *, end: str) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator=end).writerows(rows)
    return file.getvalue()


def _plain(text: str) -> str:
    """Return a list without what no database keeps, and without the line above it that only a spreadsheet reads."""
    kept = text.encode(errors="replace").decode().replace("\0", "").lstrip(BYTE_ORDER_MARK)
    return _SIGN.sub("", kept, count=1) if _SIGN.match(kept) else kept


def _rows(text: str) -> list[list[str]]:
    counts = ({sign: line.count(sign) for sign in _DELIMITERS} for line in text.splitlines())
    first = next((found for found in counts if any(found.values())), dict.fromkeys(_DELIMITERS, 0))
    try:
        found = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=max(first, key=first.__getitem__),
            skipinitialspace=True,
            strict=True,
        )
        return [[_cell(cell) for cell in row] for row in found]
    except csv.Error as error:
        raise _refused("This list has a quotation mark that is never closed, or text after one.") from error


def _cell(text: str) -> str:
    return plain_text(text.strip())[:_CELL_LENGTH_MAX]


def _people_of(rows: list[list[str]]) -> tuple[Person, ...]:
    said = [row for row in rows if any(row)]
    places = _places(said[0]) if said else {}
    people = tuple(_person(row, places or dict(zip(_COLUMNS, range(3), strict=True))) for row in said[bool(places) :])
    if len(people) > PEOPLE_MAX:
        raise _refused(f"These are {len(people):,} students. At most {PEOPLE_MAX} are added at a time: split the list.")
    return people


def _places(row: list[str]) -> dict[str, int]:
    """Return where a line of headings says each column is, the first of its name; nothing where it is somebody already."""
    heads = ["".join(filter(str.isalpha, cell.casefold())) for cell in row]
    named = {_KNOWN[head]: at for at, head in reversed([*enumerate(heads)]) if head in _KNOWN}
    return named if "email" in named or len(named) >= _HEADINGS_MIN else {}


def _person(row: list[str], places: dict[str, int]) -> Person:
    said = {name: row[at] for name, at in places.items() if at < len(row)}
    both = " ".join(filter(None, (said.pop("first", ""), said.pop("last", ""))))
    return Person(**{"name": both} | said)


def _refused(sentence: str) -> GrowthError:
    return GrowthError(Kind.INVALID, sentence, field="people")
