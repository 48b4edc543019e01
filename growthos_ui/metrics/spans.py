"""Days counted from today: those of a period, and those that lie so far back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from growthos_ui.listing.filters import Values
    from growthos_ui.metrics.clock import Clock

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """Return the first day of the week in which this day lies."""
    return day - timedelta(days=day.weekday())


class Span:
    """A stretch of days that moves along with today. A period has two ends, and can be compared with one before it."""

    __slots__ = ()
    is_period: ClassVar[bool] = True

    def ends(self, today: date) -> tuple[date, date]:
        """Return the first and the last day, both included."""
        raise NotImplementedError

    def values(self, at: Clock) -> Values:
        """Return the days as a filter takes them."""
        first, last = self.ends(at.today)
        return (f"{first.isoformat()}..{last.isoformat()}",)


@dataclass(frozen=True, slots=True)
class Days(Span):
    """So many days up to today, which is not over; `back` counts periods of the same length before them.

    Those count until the present hour of their last day: as much time as has passed of the days up to today.
    """

    days: int
    back: int = 0

    def ends(self, today: date) -> tuple[date, date]:
        """Return the first and the last day, both included."""
        last = today - timedelta(days=self.days * self.back)
        return (last - timedelta(days=self.days - 1), last)

    def values(self, at: Clock) -> Values:
        """Return the days as a filter takes them, those before with the hour to which the last one counts."""
        first, last = self.ends(at.today)
        until = f"T{at.hour}" if self.back else ""
        return (f"{first.isoformat()}..{last.isoformat()}{until}",)


@dataclass(frozen=True, slots=True)
class Week(Span):
    """The week from Monday that lies `back` weeks before the present one."""

    back: int = 0

    def ends(self, today: date) -> tuple[date, date]:
        """Return its Monday and its Sunday."""
        monday = monday_of(today) - self.back * WEEK
        return (monday, monday + timedelta(days=6))

    def values(self, at: Clock) -> Values:
        """Return the Monday as a filter takes it."""
        return (self.ends(at.today)[0].isoformat(),)


@dataclass(frozen=True, slots=True)
class Ago(Span):
    """From `oldest` to `newest` days ago; an end that is None is open.

    With `weeks`, from the Monday so many weeks before, the week of the newest day counted; `beyond` is all before that.
    """

    newest: int | None = None
    oldest: int | None = None
    weeks: int = 0
    beyond: bool = False

    is_period: ClassVar[bool] = False

    def values(self, at: Clock) -> Values:
        """Return the days as a filter takes them."""
        newest, oldest = (
            None if each is None else at.today - timedelta(days=each) for each in (self.newest, self.oldest)
        )
        if self.weeks and newest:
            oldest = monday_of(newest) - (self.weeks - 1) * WEEK
        if self.beyond and oldest:
            newest, oldest = oldest - timedelta(days=1), None
        return (f"{oldest or ''}..{newest or ''}",)


@dataclass(frozen=True, slots=True)
class Months(Span):
    """The last so many months, the present one counted; `beyond` is all before them."""

    months: int
    beyond: bool = False

    is_period: ClassVar[bool] = False

    def values(self, at: Clock) -> Values:
        """Return the days as a filter takes them."""
        place = at.today.year * 12 + at.today.month - self.months
        first = date(place // 12, place % 12 + 1, 1)
        return (f"..{first - timedelta(days=1)}" if self.beyond else f"{first}..",)
