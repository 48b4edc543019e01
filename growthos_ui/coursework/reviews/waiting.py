"""How long a version of work has waited, held against the hours that the organisation allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Integer, Interval, and_, cast, false, func, literal_column, or_, select

from growthos_ui.coursework.models import StudentAssignment
from growthos_ui.db import columns_of
from growthos_ui.listing.columns import Column, Reading
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.words import UNKNOWN, lasting_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, ScalarSelect

    from growthos_ui.listing.filters import Values

_work = columns_of(StudentAssignment)
_HOUR = timedelta(hours=1)


def hours_of(name: str) -> ScalarSelect[int]:
    """Return a number of hours out of the settings: `sla` until a version is overdue, `warn` until it is soon."""
    return select(cast(func.private.get_setting(f"mentor.review_{name}_hours"), Integer)).scalar_subquery()


def _moment(name: str) -> ScalarSelect[datetime]:
    """Return the moment: what was handed in before it has waited for those hours."""
    hours = cast(func.private.get_setting(f"mentor.review_{name}_hours"), Integer)
    return select(func.private.now() - hours * literal_column("interval '1 hour'", Interval)).scalar_subquery()


@dataclass(frozen=True, kw_only=True)
class Waiting(Choice):
    """Work that waits: overdue, due soon, or in time by the organisation's hours."""

    choices: tuple[tuple[str, str], ...] = (("over", "Overdue"), ("soon", "Due soon"), ("in-time", "In time"))

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "waits, and for so long"."""
        late, soon = _moment("sla"), _moment("warn")
        tests = {"over": column < late, "soon": and_(column >= late, column < soon), "in-time": column >= soon}
        return and_(_work.status == "pending", or_(false(), *(test for name, test in tests.items() if name in values)))


@dataclass(frozen=True, kw_only=True)
class Decided(DayRange):
    """Work that somebody decided here on one of these days. A mark that a file brought was decided elsewhere."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "was decided here, from the first of these days to the last"."""
        return and_(_work.status != "pending", _work.origin == "app", super().clause(column, values))


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait in words, with its tone ("good", "warn", "bad"; none once it is decided) and how much of the time is used up."""

    words: str
    tone: str = ""
    filled: str = ""


def wait_of(row: Mapping[Any, Any], now: datetime) -> Wait:
    """Return `17 h left`, `23 h over`, or `took 21 h`; a mark that a file brought took no time here."""
    if row["status"] != "pending":
        took = row["graded_at"] - row["submitted_at"]
        return Wait(f"took {lasting_words(took)}" if row["origin"] == "app" else UNKNOWN)
    waited, allowed = now - row["submitted_at"], row["sla_hours"] * _HOUR
    tone = "bad" if waited > allowed else "warn" if waited > row["warn_hours"] * _HOUR else "good"
    words = f"{lasting_words(waited - allowed)} over" if tone == "bad" else f"{lasting_words(allowed - waited)} left"
    return Wait(words, tone, f"{min(max(100 * waited / allowed, 0), 100):.0f}%")


WAIT_READS = ("status", "origin", "submitted_at", "graded_at", "sla_hours", "warn_hours")


@dataclass(frozen=True, kw_only=True)
class WaitTime(Column):
    """How much is left of the time for a decision, or by how much it is over; of decided work, how long it took."""

    bone_px: ClassVar[int] = 100

    @property
    def reads(self) -> tuple[str, ...]:
        """Everything that it is worked out of."""
        return (self.name, *WAIT_READS)

    def plain_of(self, row: Mapping[str, Any], reading: Reading) -> str:
        """Return the words that the reader saw."""
        return wait_of(row, reading.now).words.replace(UNKNOWN, "")

    def typed_of(self, row: Mapping[str, Any], reading: Reading) -> str | None:
        """Return the same words."""
        return self.plain_of(row, reading) or None

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words, their tone, and how far the bar is filled."""
        found = wait_of(row, reading.now)
        return {self.name: found.words, f"{self.name}__tone": found.tone, f"{self.name}__filled": found.filled}
