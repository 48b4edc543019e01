"""Filters that leave every row and say as of when it is told: their value goes to the whole statement, by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date, bindparam

from growthos_ui.listing import words
from growthos_ui.listing.filters import YEARS, Choice, Filter, Values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

_SUCH_AS = "Give a day as 2026-04-30."


@dataclass(frozen=True, kw_only=True)
class AsOf(Filter):
    """One day, as `2026-04-30`: the rows as they stood when it was over. The list's query takes it as `parameter`."""

    parameter: str

    def checked(self, values: Values) -> Values:
        """Return the one ISO day."""
        return (str(self.day(values)),)

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:  # noqa: ARG002
        """Return what is true of every row, and gives the statement the day."""
        return bindparam(self.parameter, self.day(values), type_=Date).is_not(None)

    def words(self, values: Values, labels: Mapping[str, str]) -> str:  # noqa: ARG002
        """Return `30 Apr 2026`."""
        return words.day_words(self.day(values))

    def day(self, values: Values) -> date:
        """Return the day; raise GrowthError for anything else."""
        only = values[0] if len(values) == 1 else ",".join(values)
        try:
            day = date.fromisoformat(only)
        except ValueError as error:
            raise self.refuse(only, _SUCH_AS) from error
        if day.year not in YEARS:
            raise self.refuse(only, _SUCH_AS)
        return day


@dataclass(frozen=True, kw_only=True)
class Hindsight(Choice):
    """Whether a past day is told with what is known now. The list's query takes it as `parameter`."""

    parameter: str

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:  # noqa: ARG002
        """Return what is true of every row, and gives the statement the answer."""
        return bindparam(self.parameter, values == ("now",), type_=Boolean).is_not(None)
