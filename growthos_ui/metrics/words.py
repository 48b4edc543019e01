"""Figures and their changes as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal

from growthos_ui.figure import Change
from growthos_ui.listing.words import UNKNOWN

Polarity = Literal["up", "down", "none"]
"""Which direction is good news."""


def percent_words(value: Any) -> str:
    """Return a percentage with one decimal, rounded half up at this last step: `61.9%`; unknown is a dash."""
    return UNKNOWN if value is None else f"{_tenth(value)}%"


def tenth_words(value: Any) -> str:
    """Return a number with one decimal, rounded half up at this last step: `4.2`; unknown is a dash."""
    return UNKNOWN if value is None else f"{_tenth(value)}"


def days_late_words(days: Fraction) -> str:
    """Return `12.4 days` after a due day, or `2.0 days early`."""
    return f"{_tenth(abs(days))} days{' early' if days < 0 else ''}"


def share_words(part: int, whole: int) -> str:
    """Return a share as `61.9%`, or a dash when there is nothing to take it of."""
    return percent_words(Fraction(100 * part, whole)) if whole else UNKNOWN


def change_words(
    now: Fraction | None, before: Fraction | None, *, percent: bool, polarity: Polarity, on: str
) -> Change | None:
    """Return how a figure moved: counts in percent of the old one, percentages in points; None where one is unknown.

    An old value of 0 has no percentage: what came since is "new".
    """
    if now is None or before is None:
        return None
    if now == before:
        return Change(words="no change", on=on)
    direction: Literal["up", "down"] = "up" if now > before else "down"
    tone = "" if polarity == "none" else "good" if polarity == direction else "bad"
    if percent:
        words = f"{_tenth(abs(now - before))} pp"
    else:
        words = f"{_tenth(100 * abs(now - before) / before)}%" if before else "new"
    return Change(words=words, on=on, direction=direction, tone=tone)


def _tenth(value: Any) -> Decimal:
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else Decimal(str(value))
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
