"""The rows of a file as values: each cell read by its field, and what cannot be read named with its row and column."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from growthos_ui.finance.imports.mapping import DAYS, NUMBERS, day_of, is_needed, number_of
from growthos_ui.finance.words import METHODS, PAYMENT_METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from growthos_ui.finance.imports.kinds import Brought, Field
    from growthos_ui.finance.imports.mapping import Mapping
    from growthos_ui.finance.imports.sheet import Cell

Row = dict[str, str | int | None]

FIRST_ROW = 2
"""The headings are row 1 of a file."""
_QUOTED_MAX = 40
_CURRENCY_LETTERS = 3
_WHOLE_MAX = 10_000
_ALSO = {
    "bank": "bank_transfer",
    "transfer": "bank_transfer",
    "wire": "bank_transfer",
    "wire transfer": "bank_transfer",
    "ibft": "bank_transfer",
    "check": "cheque",
    "credit card": "card",
    "debit card": "card",
}
_METHODS = (
    {METHODS[each].casefold(): each for each in PAYMENT_METHODS}
    | {each.replace("_", " "): each for each in PAYMENT_METHODS}
    | _ALSO
)
_WAYS = dict.fromkeys(("c", "cr", "crdt", "credit", "in", "+"), "in") | dict.fromkeys(
    ("d", "dr", "dbit", "debit", "out", "-"), "out"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be brought in: the row of the file, the field, what stands there, and a sentence with its remedy."""

    row: int
    field: str
    value: str
    sentence: str


class _Unreadable(Exception):
    """A cell that means nothing here; the message says what it should be."""


def read_rows(kind: Brought, mapping: Mapping, rows: list[list[Cell]]) -> tuple[list[Row], list[Problem]]:
    """Return the rows as the database takes them, and what could not be read. A row with a problem is not among them."""
    fields = [(each, mapping.columns[each.name]) for each in kind.fields if each.name in mapping.columns]
    read: list[Row] = []
    problems: list[Problem] = []
    for number, cells in enumerate(rows, FIRST_ROW):
        if not cells:
            continue
        row, wrong = _row(number, fields, cells, mapping)
        problems += wrong
        if not wrong:
            read.append(_completed(kind, row))
    return read, problems


def _row(
    number: int, fields: list[tuple[Field, int]], cells: list[Cell], mapping: Mapping
) -> tuple[Row, list[Problem]]:
    row: Row = {"row": number}
    wrong: list[Problem] = []
    for each, at in fields:
        try:
            row[each.name] = _value(each, cells[at], mapping)
        except _Unreadable as error:
            wrong.append(Problem(number, each.name, str(cells[at])[:_QUOTED_MAX], str(error)))
    return row, wrong


def _completed(kind: Brought, row: Row) -> Row:
    if kind.field("method") and not row.get("method"):
        return row | {"method": "bank_transfer"}
    return row


def _value(field: Field, cell: Cell, mapping: Mapping) -> str | int | None:
    if cell == "":
        if is_needed(field, mapping):
            raise _Unreadable(f"{field.label} is missing. Fill it in.")
        return None
    read = _READERS.get(field.reads)
    if read is not None:
        return read(cell, mapping)
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _amount(cell: Cell, mapping: Mapping) -> str:
    number = _signed(cell, mapping)
    if number.startswith("-") or not Decimal(number):
        raise _Unreadable("Enter an amount above zero.")
    return number


def _signed(cell: Cell, mapping: Mapping) -> str:
    number = number_of(cell, mapping.numbers) if isinstance(cell, str) else Decimal(str(cell))
    if number is None:
        raise _Unreadable(
            f"This is no amount. Write it as {NUMBERS[mapping.numbers]}, or choose the other way of writing numbers."
        )
    return f"{number:f}"


def _day(cell: Cell, mapping: Mapping) -> str:
    day = day_of(str(cell), mapping.days)
    if day is None:
        raise _Unreadable(
            f"This is no day. Write it as 2026-12-31 or {DAYS[mapping.days]}, or choose the other way of writing days."
        )
    return day.isoformat()


def _whole(cell: Cell, _: Mapping) -> int:
    number = number_of(cell, "point") if isinstance(cell, str) else Decimal(str(cell))
    if number is None or number != int(number) or not 0 < number < _WHOLE_MAX:
        raise _Unreadable("Enter a whole number above zero.")
    return int(number)


def _method(cell: Cell, _: Mapping) -> str:
    found = _METHODS.get(" ".join(str(cell).casefold().replace("_", " ").split()))
    if found is None:
        known = ", ".join(METHODS[each] for each in PAYMENT_METHODS)
        raise _Unreadable(f"This is no way of paying. Write one of: {known}.")
    return found


def _currency(cell: Cell, _: Mapping) -> str:
    code = str(cell).strip().upper()
    if not (len(code) == _CURRENCY_LETTERS and code.isascii() and code.isalpha()):
        raise _Unreadable("A currency has three letters, such as PKR.")
    return code


def _way(cell: Cell, _: Mapping) -> str:
    found = _WAYS.get(str(cell).strip().casefold().rstrip("."))
    if found is None:
        raise _Unreadable("Write CR where money came in, and DR where it went out.")
    return found


_READERS: dict[str, Callable[[Cell, Mapping], str | int]] = {
    "amount": _amount,
    "signed": _signed,
    "day": _day,
    "whole": _whole,
    "method": _method,
    "currency": _currency,
    "way": _way,
}
