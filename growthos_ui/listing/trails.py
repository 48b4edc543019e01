"""Columns that show the last weeks of a row: one statement finds those of all rows of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, literal

from growthos_ui.listing.columns import Column, Reading
from growthos_ui.listing.sparkline import STRIP_WIDTH, WIDTH, Sparkline, curve, strip, trend_words
from growthos_ui.listing.words import UNKNOWN, count_words, day_words, number_of

if TYPE_CHECKING:
    from uuid import UUID

    from growthos_ui.db import Transaction

WEEKS_SHOWN = 12
_WEEK = timedelta(days=7)
_LAST_DAY = 6

Weekly = Callable[[ColumnElement[Any], date], Select[Any]]
"""Takes the ids of rows, as one array, and a Monday; selects `of`, `week` and `number` of all of them from that week on."""
Weeks = tuple[int | None, ...]
"""A number for each of the last weeks, the present one last; None before the row began."""


@dataclass(frozen=True, kw_only=True)
class Trail(Column):
    """How many there were in each of the last weeks, as a line as small as a word; the present week is not over.

    A week that `weekly` leaves out had none. Weeks before the day in the selected column `since` are not known,
    unless there was something in them. `noun` is what is counted, one and many.
    """

    weekly: Weekly
    noun: tuple[str, str]
    since: str = ""

    bone_px: ClassVar[int] = WIDTH
    file_width: ClassVar[int] = 32

    @property
    def reads(self) -> tuple[str, ...]:
        """The day on which a row began; the weeks themselves are asked beside the rows."""
        return (self.since,) if self.since else ()

    def words(self, value: Weeks | None, reading: Reading) -> str:
        """Return over which weeks, from how many to how many, how many last, and where it is going."""
        known = [number for number in value or () if number is not None]
        if not known:
            return UNKNOWN
        whole = known if is_over(reading) else known[:-1]
        said = f"{self.label}: weeks from {day_words(monday(reading) - (len(known) - 1) * _WEEK)}"
        if whole:
            said += f", from {count_words(min(whole))} to {number_of(max(whole), self.noun)}"
            said += f", {count_words(whole[-1])} in the last whole week"
        said += "" if is_over(reading) else f", {count_words(known[-1])} so far in this one"
        trend = trend_words(whole, "weeks")
        return f"{said}; {trend}" if trend else said

    def plain(self, value: Weeks | None, reading: Reading) -> str:  # noqa: ARG002
        """Return the numbers themselves, the present week last: `12 14 9`."""
        return " ".join(str(number) for number in value or () if number is not None)

    def short(self, value: Weeks, reading: Reading) -> str:
        """Return the one number that stands beside the drawing: that of the last whole week."""
        at = -1 if is_over(reading) else -2
        return count_words(value[at])

    def drawn(self, value: Weeks, reading: Reading) -> Sparkline:
        """Return the drawing."""
        return curve(value, partial=not is_over(reading))

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the number beside the drawing, the drawing, and the words that say the same."""
        value: Weeks = row[self.name] or ()
        said = self.words(value, reading)
        if said == UNKNOWN:
            return {self.name: UNKNOWN, f"{self.name}__line": ""} | dict.fromkeys(self._parts(), "")
        paths = self.drawn(value, reading)
        drawn = (said, paths.line, paths.base, paths.dash, paths.x, paths.y)
        return {self.name: self.short(value, reading)} | dict(zip(self._parts(), drawn, strict=True))

    def _parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}__{part}" for part in ("said", "line", "base", "dash", "x", "y"))


@dataclass(frozen=True, kw_only=True)
class ActiveTrail(Trail):
    """In which of the last weeks there was anything at all: a tall tick for each that had, a short one for one that had not."""

    bone_px: ClassVar[int] = STRIP_WIDTH

    def words(self, value: Weeks | None, reading: Reading) -> str:
        """Return in how many of the weeks, when last, and whether it is more than in the first half of them."""
        known = [number for number in value or () if number is not None]
        if not known:
            return UNKNOWN
        said = f"Active in {self.short(tuple(known), reading)} weeks up to {day_words(monday(reading))}"
        active = [place for place, number in enumerate(reversed(known)) if number]
        said += f", last in the week of {day_words(monday(reading) - active[0] * _WEEK)}" if active else ""
        trend = trend_words([bool(number) for number in (known if is_over(reading) else known[:-1])], "weeks")
        return f"{said}; {trend}" if trend else said

    def short(self, value: Weeks, reading: Reading) -> str:  # noqa: ARG002
        """Return `9 of 12`."""
        known = [number for number in value if number is not None]
        return f"{sum(1 for number in known if number)} of {len(known)}"

    def drawn(self, value: Weeks, reading: Reading) -> Sparkline:
        """Return the ticks."""
        return strip(value, partial=not is_over(reading))


def monday(reading: Reading) -> date:
    """Return the first day of the present week, on the reader's clocks."""
    today = reading.now.astimezone(reading.zone).date()
    return today - timedelta(days=today.weekday())


def is_over(reading: Reading) -> bool:
    """Tell whether the present week is on its last day, as charts by week have it."""
    return reading.now.astimezone(reading.zone).weekday() == _LAST_DAY


def array_of(ids: Sequence[UUID]) -> ColumnElement[Any]:
    """Return ids as the one array that a `Weekly` takes."""
    return literal(list(ids), ARRAY(Uuid))


def first_week(now: datetime, timezone: str) -> date:
    """Return the Monday with which a trail begins."""
    return monday(Reading(now=now, zone=ZoneInfo(timezone))) - (WEEKS_SHOWN - 1) * _WEEK


async def trailed(
    tx: Transaction, columns: Sequence[Column], rows: Sequence[Mapping[Any, Any]], now: datetime
) -> list[Mapping[Any, Any]]:
    """Return the rows with the weeks of each column that shows them: one round trip a column, none without such columns."""
    wanted = [each for each in columns if isinstance(each, Trail)]
    if not wanted or not rows:
        return list(rows)
    first, known = first_week(now, tx.actor.timezone), {row["id"]: dict(row) for row in rows}
    weeks = [first + place * _WEEK for place in range(WEEKS_SHOWN)]
    for column in wanted:
        found = {
            (each["of"], each["week"]): each["number"]
            for each in await tx.rows(column.weekly(array_of([*known]), first))
        }
        for id_, row in known.items():
            row[column.name] = _since(row.get(column.since), weeks, [found.get((id_, week), 0) for week in weeks])
    return list(known.values())


def _since(began: date | None, weeks: Sequence[date], numbers: Sequence[int]) -> Weeks:
    """Return the numbers; what lies before the row began is not known, unless there was something."""
    first = next((place for place, number in enumerate(numbers) if number), len(weeks))
    start = next((place for place, week in enumerate(weeks) if began is None or week + _WEEK > began), len(weeks))
    return tuple(number if place >= min(first, start) else None for place, number in enumerate(numbers))
