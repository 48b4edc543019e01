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
# What a heading has in it, by its letters alone, that says what its column is: the first that is found.
_KNOWN = {
    "mail": "email",
    **dict.fromkeys(("first", "given", "forename"), "first"),
    **dict.fromkeys(("last", "surname", "family"), "last"),
    **dict.fromkeys(("phone", "mobile", "whatsapp", "contactno", "contactnum", "cellno", "cellnum"), "phone"),
    **dict.fromkeys(("name", "student"), "name"),
}
_ALONE = dict.fromkeys(("number", "tel", "cell", "contact"), "phone")
# What no line of headings has in it, but an address or a number does: somebody may be called Ismail.
_SOMEBODY = re.compile(r"[@\d]")
# What is copied along with an address or a number, and seen by nobody.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
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
    if _length(text) > TEXT_LENGTH_MAX:
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
    if _length(text) > TEXT_LENGTH_MAX:
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


def _length(text: str) -> int:
    """Return how long a browser takes a text for: what it counts two for is one letter here."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


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
    if any(map(_SOMEBODY.search, row)):
        return {}
    named = {head: at for at, head in reversed([*enumerate(map(_head, row))]) if head}
    return named if len(named) >= _HEADINGS_MIN else {}


def _head(cell: str) -> str:
    """Return what a column with this heading is; nothing where it is none that is known."""
    letters = "".join(filter(str.isalpha, cell.casefold()))
    return _ALONE.get(letters) or next((what for part, what in _KNOWN.items() if part in letters), "")


def _person(row: list[str], places: dict[str, int]) -> Person:
    said = {name: row[at] for name, at in places.items() if at < len(row)}
    both = " ".join(filter(None, (said.pop("first", ""), said.pop("last", ""))))
    said |= {name: _UNSEEN.sub("", said[name]) for name in ("email", "phone") if name in said}
    return Person(**{"name": both} | said)


def _refused(sentence: str) -> GrowthError:
    return GrowthError(Kind.INVALID, sentence, field="people")
