"""What every statement of a bank is read into: the headings, and a row of one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthos_ui.finance.imports.sheet import Cell

HEADINGS = ("Account", "Booked on", "Amount", "Currency", "Reference", "Payer", "Details")
RETURNED = "Returned"
"""How the details of a line begin that takes back what came, or went, before."""
_NO_REFERENCE = {"NOTPROVIDED", "NONREF", ""}
_SHORT, _LONG = 200, 2000


def reference_of(*said: str) -> str:
    """Return the first that is a reference."""
    return next((each.strip() for each in said if each.strip() not in _NO_REFERENCE), "")


def line(said: tuple[str, ...]) -> list[Cell]:
    """Return the row of a line, in the order of the headings, its words no longer than they may be."""
    account, day, amount, currency, *words = (" ".join(each.split()) for each in said)
    return [
        account.replace(" ", "").upper()[:_SHORT], day, amount, currency,
        *(each[:most].strip() for each, most in zip(words, (_SHORT, _SHORT, _LONG), strict=True)),
    ]  # fmt: skip
