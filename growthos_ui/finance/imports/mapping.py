"""Which column of a file is what, and how its numbers and days are written: guessed, chosen, remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from growthos_ui.finance.imports.kinds import Brought, Field
    from growthos_ui.finance.imports.sheet import Cell

NUMBERS = {"point": "1,234.50", "comma": "1.234,50"}
DAYS = {"dmy": "31/12/2026", "mdy": "12/31/2026"}
# Thousands in threes, or as in lakhs and crores.
_GROUPED = r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+"
_POINT = re.compile(rf"-?(?:{_GROUPED})(?:\.\d{{1,9}})?|-?\.\d{{1,9}}", re.ASCII)
_BEHIND = re.compile(r"\(([^()-]+)\)|([^()-]+)-")
_DIGITS_MAX = 15
_DAY_FORMS = {
    "dmy": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y"),
    "mdy": ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y", "%m/%d/%y", "%m.%d.%y", "%m-%d-%y"),
}
_NAMED_FORMS = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns` says for a field which column it is, counted from 0; `numbers` is point or comma, `days` dmy or mdy."""

    columns: dict[str, int] = field(default_factory=dict)
    numbers: str = "point"
    days: str = "dmy"

    def kept(self) -> dict[str, Any]:
        """Return what is remembered of it."""
        return {"columns": self.columns, "numbers": self.numbers, "days": self.days}


def remembered(kept: dict[str, Any] | None, kind: Brought, width: int) -> Mapping | None:
    """Return what was remembered, where it still fits."""
    if not kept:
        return None
    columns = {
        name: at
        for name, at in dict(kept.get("columns") or {}).items()
        if kind.field(name) and isinstance(at, int) and 0 <= at < width
    }
    numbers, days = kept.get("numbers"), kept.get("days")
    return Mapping(columns, numbers if numbers in NUMBERS else "point", days if days in DAYS else "dmy")


def guessed(kind: Brought, headings: list[str], rows: list[list[Cell]]) -> Mapping:
    """Return the mapping that the headings and the values suggest."""
    columns = _by_headings(kind, headings)
    amounts = [*_texts(kind, columns, rows, "amount"), *_texts(kind, columns, rows, "signed")]
    days = _texts(kind, columns, rows, "day")
    return Mapping(columns, _first_fitting(NUMBERS, amounts, number_of), _first_fitting(DAYS, days, day_of))


def _by_headings(kind: Brought, headings: list[str]) -> dict[str, int]:
    bare = [_bare(each) for each in headings]
    found: dict[str, int] = {}
    for names in (lambda each: (each.label, each.name), lambda each: each.also):
        for each in kind.fields:
            at = next((bare.index(_bare(name)) for name in names(each) if _bare(name) in bare), None)
            if at is not None and each.name not in found and at not in found.values():
                found[each.name] = at
    return found


def _bare(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", heading.casefold()).strip()


def _texts(kind: Brought, columns: dict[str, int], rows: list[list[Cell]], reads: str) -> list[str]:
    places = [columns[each.name] for each in kind.fields if each.reads == reads and each.name in columns]
    cells = [row[at] for row in rows if row for at in places]
    return [each for each in cells if isinstance(each, str) and each]


def _first_fitting(ways: Iterable[str], texts: list[str], read: Callable[[str, str], object]) -> str:
    """Return the way in which most of the texts can be read; the first, where several fit alike."""
    return max(ways, key=lambda way: sum(read(text, way) is not None for text in texts))


def number_of(text: str, way: str) -> Decimal | None:
    """Return the number that a text means when numbers are written in this way; None where it means none."""
    bare = _signed_before(re.sub(r"[\s\u00a0\u202f'\u2019]+", "", text))
    if way == "comma":
        bare = bare.translate({ord("."): ",", ord(","): "."})
    if not _POINT.fullmatch(bare):
        return None
    number = Decimal(bare.replace(",", ""))
    return number if number.adjusted() < _DIGITS_MAX else None


def _signed_before(text: str) -> str:
    """Return a number with its minus in front: banks write it behind, or put brackets around, too."""
    text = text.replace("\u2212", "-")
    behind = _BEHIND.fullmatch(text)
    return text if behind is None else f"-{behind[1] or behind[2]}"


def day_of(text: str, way: str) -> date | None:
    """Return the day that a text means when days are written in this way; ISO days and named months mean the same in any."""
    bare = re.sub(r"\s+", " ", text.strip())
    bare = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$", "", bare)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", bare):
        return _parsed(bare, "%Y-%m-%d")
    return next((day for form in (*_DAY_FORMS[way], *_NAMED_FORMS) if (day := _parsed(bare, form))), None)


def _parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def columns_needed(kind: Brought, mapping: Mapping) -> list[Field]:
    """Return the fields that a row cannot do without and that no column was chosen for."""
    return [each for each in kind.fields if is_needed(each, mapping) and each.name not in mapping.columns]


def is_needed(field: Field, mapping: Mapping) -> bool:
    """Whether a row cannot do without the field, with the columns that were chosen."""
    return field.needed and not (field.instead and all(each in mapping.columns for each in field.instead))
