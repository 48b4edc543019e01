"""Amounts of money: thousandths in the database, words for people, exact numbers for files; never added across currencies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from babel import Locale
from babel.numbers import format_decimal

from growthos_ui.listing.columns import Column
from growthos_ui.listing.ranges import NumberRange
from growthos_ui.listing.words import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthos_ui.listing.columns import Cell, Reading

MILLI = 1_000
"""How many thousandths one of any currency has: what the columns `…_milli` hold."""

# ISO 4217, as private.currency_exponent has it; whatever is not listed has two places. Babel's own table is of use, not of law.
_EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
_LOCALE = Locale("en")
_PATTERNS = ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000")


def exponent(currency: str) -> int:
    """Return how many decimal places the currency has."""
    return _EXPONENTS.get(currency, 2)


def amount_of(milli: int, currency: str) -> Decimal:
    """Return thousandths as an exact number with the places of the currency."""
    return Decimal(milli).scaleb(-3).quantize(Decimal(1).scaleb(-exponent(currency)))


def amount_words(milli: int | None, currency: str | None) -> str:
    """Return `25,000.00`, or a dash for what is not known."""
    if milli is None or currency is None:
        return UNKNOWN
    return str(format_decimal(amount_of(milli, currency), format=_PATTERNS[exponent(currency)], locale=_LOCALE))


def money_words(milli: int | None, currency: str | None) -> str:
    """Return `PKR 25,000.00`, or a dash for what is not known."""
    return UNKNOWN if milli is None or currency is None else f"{currency} {amount_words(milli, currency)}"


@dataclass(frozen=True, kw_only=True)
class Money(Column):
    """An amount in thousandths (bigint). `currency` names the selected column that says of what.

    A total is one for each currency. A file has the currency in a column of its own, and the amount as a number.
    """

    currency: str = "currency"

    is_number: ClassVar[bool] = True
    most_first: ClassVar[bool] = True
    bone_px: ClassVar[int] = 72
    file_format: ClassVar[str] = "#,##0.00#"
    file_width: ClassVar[int] = 16

    @property
    def reads(self) -> tuple[str, ...]:
        """The amount and its currency."""
        return (self.name, self.currency)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:  # noqa: ARG002
        """Return the amount with the places of its currency."""
        return {self.name: amount_words(row[self.name], row[self.currency])}

    def plain_of(self, row: Mapping[str, Any], reading: Reading) -> str:  # noqa: ARG002
        """Return `25000.00`, a number to a spreadsheet."""
        return "" if row[self.name] is None else f"{amount_of(row[self.name], row[self.currency]):f}"

    def typed_of(self, row: Mapping[str, Any], reading: Reading) -> Cell:  # noqa: ARG002
        """Return the exact number."""
        return None if row[self.name] is None else amount_of(row[self.name], row[self.currency])


@dataclass(frozen=True, kw_only=True)
class MoneyRange(NumberRange):
    """From an amount to an amount in the major unit, both included: `100..2500.50`; of whichever currency a row is in."""

    scale: int = MILLI
    places: int = 3
