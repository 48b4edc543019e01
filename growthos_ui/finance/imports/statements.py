"""Statements as banks send them: CAMT.053 and MT940, as headings and rows like any other file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from growthos_ui.finance.imports.sheet import Cell

HEADINGS = ("Booked on", "Amount", "Currency", "Reference", "Payer", "Details")
_NO_REFERENCE = {"NOTPROVIDED", "NONREF", ""}
_LINE_61 = re.compile(
    r"(?P<day>\d{6})(?:\d{4})?(?P<sign>R?[CD])[A-Z]?(?P<amount>\d+,\d*)[A-Z][A-Z0-9]{3}(?P<reference>[^/\n]*)"
)
_OPENING = re.compile(r"[CD]\d{6}(?P<currency>[A-Z]{3})")
_DETAILS = 5
_CENTURY = "20"


def is_camt(content: bytes) -> bool:
    """Whether the bytes begin as XML does."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def is_mt940(content: bytes) -> bool:
    """Whether the bytes begin as a SWIFT statement does."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b":20:", b"{1:"))


def camt_rows(content: bytes) -> Iterator[list[Cell]]:
    """Yield the headings, then each entry of a CAMT.053 statement. Raises GrowthError (Invalid) where it is none."""
    # Entities are how a small file of XML becomes a large one.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise GrowthError(Kind.INVALID, "This statement declares entities. Export it anew from the bank.", field="file")
    try:
        root = ET.fromstring(content)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        raise GrowthError(
            Kind.INVALID, "This XML file cannot be read. Export it anew from the bank.", field="file"
        ) from error
    yield list(HEADINGS)
    for entry in _outermost(root, "Ntry"):
        parts = _outermost(entry, "TxDtls")
        # Where one says no amount, those of the others are not all that came.
        is_bundle = len(parts) > 1 and all(_first(each, "Amt") is not None for each in parts)
        sign = "-" if _text(entry, "CdtDbtInd") == "DBIT" else ""
        day = _first(entry, "BookgDt")
        booked = "" if day is None else "".join(day.itertext()).strip()[:10]
        for each in parts if is_bundle else [entry]:
            yield [booked, *_part(each, sign)]


def _part(part: ET.Element, sign: str) -> list[Cell]:
    amount = _first(part, "Amt")
    reference = next(
        (each for each in (_text(part, "EndToEndId"), _text(part, "AcctSvcrRef")) if each not in _NO_REFERENCE), ""
    )
    other = _first(part, "Dbtr") if not sign else _first(part, "Cdtr")
    details = " ".join(each.text.strip() for each in _all(part, "Ustrd") if each.text)
    return [
        "" if amount is None else sign + (amount.text or "").strip(),
        "" if amount is None else amount.get("Ccy", ""),
        reference[:200],
        "" if other is None else _text(other, "Nm")[:200],
        details[:2000],
    ]  # fmt: skip


def _outermost(element: ET.Element, name: str) -> list[ET.Element]:
    """Return the elements of a name that are in no other of it: each part of a file is then looked at once, not once for each."""
    found: list[ET.Element] = []
    waiting = list(reversed(element))
    while waiting:
        each = waiting.pop()
        if each.tag.rpartition("}")[2] == name:
            found.append(each)
        else:
            waiting.extend(reversed(each))
    return found


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in element.iter() if each.tag.rpartition("}")[2] == name]


def _first(element: ET.Element, name: str) -> ET.Element | None:
    return next(iter(_all(element, name)), None)


def _text(element: ET.Element, name: str) -> str:
    found = _first(element, name)
    return "" if found is None else (found.text or "").strip()


def mt940_rows(text: str) -> Iterator[list[Cell]]:
    """Yield the headings, then each entry of an MT940 statement."""
    yield list(HEADINGS)
    currency = ""
    row: list[Cell] = []
    for tag, value in _fields(text):
        if tag in {"60F", "60M"} and (opening := _OPENING.match(value)):
            currency = opening["currency"]
        elif tag == "61":
            if row:
                yield row
            row = _line_61(value, currency)
        elif tag == "86" and row:
            row[_DETAILS] = re.sub(r"\?\d\d|\s+", " ", value).strip()[:2000]
    if row:
        yield row


def _line_61(value: str, currency: str) -> list[Cell]:
    found = _LINE_61.match(value)
    if found is None:
        return ["", value[:40], currency, "", "", ""]
    day, amount = found["day"], found["amount"].replace(",", ".").rstrip(".")
    # A reversal of a credit takes money out, and one of a debit brings it back.
    sign = "-" if found["sign"] in {"D", "RC"} else ""
    reference = found["reference"].strip()
    return [
        f"{_CENTURY}{day[:2]}-{day[2:4]}-{day[4:]}", sign + amount, currency,
        "" if reference in _NO_REFERENCE else reference, "", "",
    ]  # fmt: skip


def _fields(text: str) -> list[tuple[str, str]]:
    parts = re.split(r"^:(\d\d[A-Z]?):", text, flags=re.MULTILINE)
    return [
        (tag, value.strip().removesuffix("-}").strip()) for tag, value in zip(parts[1::2], parts[2::2], strict=False)
    ]
