"""CAMT.053: each booked entry of a statement, a bundle as its payments, with the account, the payer and what came back."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports.lines import HEADINGS, RETURNED, line, reference_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from growthos_ui.finance.imports.sheet import Cell

_CHARGES = "Charges of the bank"


def is_camt(content: bytes) -> bool:
    """Whether the bytes begin as XML does."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def camt_rows(content: bytes) -> Iterator[list[Cell]]:
    """Yield the headings, then each booked entry of a CAMT.053 statement. Raises GrowthError (Invalid) where it is none."""
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
    for statement in _outermost(root, "Stmt") or [root]:
        account = _text(statement, "Acct", "Id", "IBAN") or _text(statement, "Acct", "Id", "Othr", "Id")
        for entry in _outermost(statement, "Ntry"):
            # What is only announced comes again when it is booked.
            if (_text(entry, "Sts", "Cd") or _text(entry, "Sts") or "BOOK") == "BOOK":
                yield from _entry(entry, account)


def _entry(entry: ET.Element, account: str) -> Iterator[list[Cell]]:
    day = _first(entry, "BookgDt")
    booked = "" if day is None else "".join(day.itertext()).strip()[:10]
    currency = _currency(entry)
    for amount, words in _split(entry, currency) or [(_said(entry, currency), _alone(entry))]:
        yield line((account, booked, amount, currency, *words))


def _split(entry: ET.Element, currency: str) -> list[tuple[str, tuple[str, str, str]]]:
    """Return the payments of an entry, with what the bank kept of them; nothing where they do not add up to it."""
    parts = _outermost(entry, "TxDtls")
    own, sums = _signed(entry, entry, currency), [_signed(each, entry, currency) for each in parts]
    amounts = [each for each in sums if each is not None]
    # Where one says no amount, those of the others are not all that came.
    if own is None or not amounts or len(amounts) < len(parts):
        return []
    spare = _text(entry, "AcctSvcrRef") if len(parts) == 1 else ""
    found = [(f"{amount:f}", _words(part, entry, spare)) for amount, part in zip(amounts, parts, strict=True)]
    kept = own - sum(amounts)
    if kept and kept != -_charges(entry, currency):
        return []
    return [*found, (f"{kept:f}", ("", "", _CHARGES))] if kept else found


def _signed(part: ET.Element, entry: ET.Element, currency: str) -> Decimal | None:
    """Return what an entry or a payment in it moved, in the currency of the account; below nothing, it went out."""
    names = (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt"))
    said = next((each for each in (_child(part, *name) for name in names) if each is not None), None)
    number = None if said is None or said.get("Ccy", currency) != currency else _number(said)
    return number if number is None or not _is_out(part, entry) else -number


def _is_out(part: ET.Element, entry: ET.Element) -> bool:
    return (_text(part, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "DBIT"


def _charges(entry: ET.Element, currency: str) -> Decimal:
    """Return what the bank says that it kept: of the entry, or of the payments in it."""
    whole = Decimal()
    for charges in _outermost(entry, "Chrgs"):
        for each in [one for one in charges if _name(one) == "Rcrd"] or [charges]:
            amount = _child(each, "Amt")
            if amount is not None and amount.get("Ccy", currency) == currency:
                whole += (_number(amount) or 0) * (-1 if _text(each, "CdtDbtInd") == "CRDT" else 1)
    return whole


def _said(entry: ET.Element, currency: str) -> str:
    """Return the amount of an entry as it stands there, so that what is no number is named with its row."""
    number = _signed(entry, entry, currency)
    return _text(entry, "Amt") if number is None else f"{number:f}"


def _alone(entry: ET.Element) -> tuple[str, str, str]:
    """Return reference, payer and details of an entry that stays one line."""
    parts = _outermost(entry, "TxDtls")
    if len(parts) == 1:
        return _words(parts[0], entry, _text(entry, "AcctSvcrRef"))
    return reference_of(_text(entry, "AcctSvcrRef")), "", _details(entry, entry)


def _words(part: ET.Element, entry: ET.Element, spare: str) -> tuple[str, str, str]:
    # Money that comes back names both as they were when it was sent.
    party = _first(part, "Dbtr" if _is_out(part, entry) == _is_return(part, entry) else "Cdtr")
    return (
        reference_of(_deep(part, "EndToEndId"), _deep(part, "AcctSvcrRef"), spare),
        "" if party is None else _deep(party, "Nm"),
        _details(part, entry),
    )


def _details(part: ET.Element, entry: ET.Element) -> str:
    remittance = [*_all(part, "Ustrd"), *(ref for each in _all(part, "CdtrRefInf") for ref in _all(each, "Ref"))]
    said = [each.text.strip() for each in remittance if each.text] or [
        _text(part, "AddtlTxInf") or _text(entry, "AddtlNtryInf")
    ]
    if _is_return(part, entry):
        why = _first(part, "RtrInf")
        said = [RETURNED, *(() if why is None else (_deep(why, "Cd"), _deep(why, "AddtlInf"))), *said]
    return " ".join(each for each in said if each)


def _is_return(part: ET.Element, entry: ET.Element) -> bool:
    return _text(entry, "RvslInd").lower() in {"true", "1"} or _first(part, "RtrInf") is not None


def _currency(entry: ET.Element) -> str:
    amount = _child(entry, "Amt")
    return "" if amount is None else amount.get("Ccy", "")


def _number(amount: ET.Element) -> Decimal | None:
    try:
        number = Decimal((amount.text or "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _outermost(element: ET.Element, name: str) -> list[ET.Element]:
    """Return the elements of a name that are in no other of it: each part of a file is then looked at once, not once for each."""
    found: list[ET.Element] = []
    waiting = list(reversed(element))
    while waiting:
        each = waiting.pop()
        if _name(each) == name:
            found.append(each)
        else:
            waiting.extend(reversed(each))
    return found


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in element.iter() if _name(each) == name]


def _first(element: ET.Element, name: str) -> ET.Element | None:
    return next((each for each in element.iter() if _name(each) == name), None)


def _deep(element: ET.Element, name: str) -> str:
    found = _first(element, name)
    return "" if found is None else (found.text or "").strip()


def _child(element: ET.Element, *names: str) -> ET.Element | None:
    """Return the first element at the end of a path, each step the first of its name."""
    found: ET.Element | None = element
    for name in names:
        found = next((each for each in found if _name(each) == name), None) if found is not None else None
    return found


def _text(element: ET.Element, *names: str) -> str:
    found = _child(element, *names)
    return "" if found is None else (found.text or "").strip()
