"""A filter for numbers between two typed ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, true

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.filters import Filter
from growthos_ui.listing.words import count_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.listing.filters import Values

_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, kw_only=True)
class NumberRange(Filter):
    """From a whole number to a whole number, both included, either left open: `40..60`, `40..`.

    `scale` is how much 1 is in the column: 10 where it holds tenths. On a sort key, unknown is below 0 and
    in no range.
    """

    unit: str = ""
    scale: int = 1

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
        upper = [column <= high * self.scale] if high is not None else []
        return and_(true(), column >= (low or 0) * self.scale, *upper)

    def words(self, values: Values, labels: Mapping[str, str]) -> str:  # noqa: ARG002
        """Return `40 to 60%`, `at least 40%` or `at most 60%`."""
        low, high = self.ends(values)
        if low is not None and high is not None:
            return f"{count_words(low)} to {count_words(high)}{self.unit}"
        return f"at most {count_words(high)}{self.unit}" if low is None else f"at least {count_words(low)}{self.unit}"

    def ends(self, values: Values) -> tuple[int | None, int | None]:
        """Return the lowest and the highest number; None where the range is open."""
        try:
            low, high = (values[0] if values else "..").split("..")
            return (_number(low), _number(high))
        except ValueError as error:
            raise self.refuse(values[0], "Give whole numbers as 40..60.") from error


def _number(text: str) -> int | None:
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)
