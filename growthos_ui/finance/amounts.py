"""Amounts of money between people and the ledger: text on the screen, exact decimals in the database, never a float."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from babel.numbers import NumberFormatError, format_decimal, parse_decimal

from growthos_ui.errors import GrowthError, Kind

_LOCALE = "en"
_TYPED = re.compile(r"[0-9.,]{1,20}")
_DIGITS_MAX = 12
_QUOTED_MAX = 40
MILLI = 1000


def amount_words(milli: int, places: int) -> str:
    """Return thousandths of a currency's unit with its decimals: `20,500.00`."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(Decimal(milli) / MILLI, format=pattern, locale=_LOCALE))


def amount_of(typed: str, *, currency: str, places: int, field: str = "amount") -> Decimal:
    """Return the amount that a typed text means. Raises GrowthError (Invalid) for no number, nothing, or more decimals than the currency has."""
    amount = number_of(typed, field=field)
    if amount <= 0:
        raise GrowthError(Kind.INVALID, "Enter an amount above zero.", field=field)
    if amount != round(amount, places):
        decimals = f"at most {places} decimals" if places else "no decimals"
        raise GrowthError(Kind.INVALID, f"An amount in {currency} has {decimals}.", field=field)
    return amount


def number_of(typed: str, *, field: str) -> Decimal:
    """Return the number that a typed text means, thousands with commas or without. Raises GrowthError (Invalid)."""
    text = re.sub(r"[\s\u00a0\u202f]+", "", typed)
    if not text:
        raise GrowthError(Kind.INVALID, "Enter an amount.", field=field)
    try:
        number = parse_decimal(text if _TYPED.fullmatch(text) else "", locale=_LOCALE, strict=True)
    except NumberFormatError as error:
        sentence = f"“{typed.strip()[:_QUOTED_MAX]}” is no amount, such as 1,250.50."
        raise GrowthError(Kind.INVALID, sentence, field=field) from error
    if number.adjusted() >= _DIGITS_MAX:
        raise GrowthError(Kind.INVALID, "That is more than any invoice can be.", field=field)
    return Decimal(number)


def day_of(typed: str, *, field: str) -> date:
    """Return the day that a box of a form holds. Raises GrowthError (Invalid) for none."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "Choose a day.", field=field) from error
