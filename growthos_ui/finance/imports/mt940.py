"""MT940: each entry of a SWIFT statement, with the account and what came back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from growthos_ui.finance.imports.lines import HEADINGS, RETURNED, line, reference_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from growthos_ui.finance.imports.sheet import Cell

_LINE_61 = re.compile(
    r"(?P<day>\d{6})(?:\d{4})?(?P<sign>R?[CD])[A-Z]?(?P<amount>\d+,\d*)[A-Z][A-Z0-9]{3}(?P<reference>[^/\n]*)"
)
_OPENING = re.compile(r"[CD]\d{6}(?P<currency>[A-Z]{3})")
_MARKS = re.compile(r"\?\d\d|\s+")
_CENTURY = "20"


def is_mt940(content: bytes) -> bool:
    """Whether the bytes begin as a SWIFT statement does."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b":20:", b"{1:"))


def mt940_rows(text: str) -> Iterator[list[Cell]]:
    """Yield the headings, then each entry of an MT940 statement."""
    yield list(HEADINGS)
    account = currency = ""
    entry: tuple[str, ...] = ()
    for tag, value in _fields(text):
        if tag == "25":
            account = value
        elif tag in {"60F", "60M"} and (opening := _OPENING.match(value)):
            currency = opening["currency"]
        elif tag in {"61", "62F", "62M"}:
            if entry:
                yield line(entry)
            # What follows the closing balance is said of the whole statement.
            entry = _line_61(value, account, currency) if tag == "61" else ()
        elif tag == "86" and entry:
            entry = (*entry[:-1], f"{entry[-1]} {re.sub(_MARKS, ' ', value)}")
    if entry:
        yield line(entry)


def _line_61(value: str, account: str, currency: str) -> tuple[str, ...]:
    found = _LINE_61.match(value)
    if found is None:
        return account, "", value[:40], currency, "", "", ""
    day, amount = found["day"], found["amount"].replace(",", ".").rstrip(".")
    # A reversal of a credit takes money out, and one of a debit brings it back.
    sign = "-" if found["sign"] in {"D", "RC"} else ""
    booked = f"{_CENTURY}{day[:2]}-{day[2:4]}-{day[4:]}"
    back = RETURNED if found["sign"].startswith("R") else ""
    return account, booked, sign + amount, currency, reference_of(found["reference"]), "", back


def _fields(text: str) -> list[tuple[str, str]]:
    parts = re.split(r"^:(\d\d[A-Z]?):", text, flags=re.MULTILINE)
    return [
        (tag, value.strip().removesuffix("-}").strip()) for tag, value in zip(parts[1::2], parts[2::2], strict=False)
    ]
