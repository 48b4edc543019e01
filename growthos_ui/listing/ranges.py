"""A filter for numbers between two typed ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.numbers import format_decimal
from sqlalchemy import and_, true

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.filters import Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.listing.filters import Values

_LOCALE = Locale("en")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


@dataclass(frozen=True, kw_only=True)
class NumberRange(Filter):
    """From a number to a number, both included, either left open: `40..60`, `40..`.

    `scale` is how much 1 is in the column: 10 where it holds tenths. With `places` a number may have so many
    decimals; without, only whole ones are taken. On a sort key, unknown is below 0 and in no range.
    """

    unit: str = ""
    scale: int = 1
    places: int = 0

    def checked(self, values: Values) -> Values:
        """Return the one range."""
        if len(values) != 1:
            raise self.refuse(",".join(values), "Give one range, such as 40..60.")
        low, high = self.ends(values)
        if low is None and high is None:
            return ()
        if low is not None and high is not None and low > high:
            raise GrowthError(Kind.INVALID, f"{self.label} ends before it begins.", field=self.name)
        return (f"{'' if low is None else low}..{'' if high is None else high}",)

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is known, not below the one and not above the other"."""
        low, high = self.ends(values)
        upper = [column <= int(high * self.scale)] if high is not None else []
        return and_(true(), column >= int((low or 0) * self.scale), *upper)

    def words(self, values: Values, labels: Mapping[str, str]) -> str:  # noqa: ARG002
        """Return `40 to 60%`, `at least 40%` or `at most 60%`."""
        low, high = self.ends(values)
        if low is not None and high is not None:
            return f"{_said(low)} to {_said(high)}{self.unit}"
        return f"at least {_said(low)}{self.unit}" if low is not None else f"at most {_said(high)}{self.unit}"

    def ends(self, values: Values) -> tuple[Decimal | None, Decimal | None]:
        """Return the lowest and the highest number; None where the range is open."""
        try:
            low, high = (values[0] if values else "..").split("..")
            return (self._number(low), self._number(high))
        except ValueError as error:
            kind = "numbers" if self.places else "whole numbers"
            raise self.refuse(values[0], f"Give {kind} as 40..60.") from error

    def _number(self, text: str) -> Decimal | None:
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or len(text.partition(".")[2]) > self.places:
            raise ValueError(text)
        return Decimal(text)


def _said(number: Decimal | None) -> str:
    return "" if number is None else str(format_decimal(number, format="#,##0.###", locale=_LOCALE))
