"""The weeks and days on which learners were active, and the filters that open them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, and_, any_, bindparam, func, literal_column, or_, select, true

from growthos_ui.db import columns_of
from growthos_ui.learning.models import LearnerWeek, StudentProgress
from growthos_ui.listing.filters import DayRange, Filter
from growthos_ui.listing.words import day_words
from growthos_ui.metrics.spans import WEEK, monday_of
from growthos_ui.oversight.models import UserActivityLog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.filters import Values

__all__ = ["WEEK", "ActiveDays", "ActiveWeek", "active_weeks", "monday_of"]

_week = columns_of(LearnerWeek)
_log = columns_of(UserActivityLog)
_progress = columns_of(StudentProgress)

_UNTIL = re.compile(r"T((?:[01]\d|2[0-3]):[0-5]\d)$")


def active_weeks(enrolments: ColumnElement[Any], first: date) -> Select[Any]:
    """Return the weeks from a Monday on in which these enrolments, given as one array, had any activity."""
    active: ColumnElement[int] = literal_column("1").label("number")
    of = _week.enrollment_id.label("of")
    return select(of, _week.week, active).where(_week.enrollment_id == any_(enrolments), _week.week >= first)


@dataclass(frozen=True, kw_only=True)
class ActiveWeek(Filter):
    """Enrolments with activity in one week, named by its Monday. A chart's mark opens it; no menu offers it."""

    def checked(self, values: Values) -> Values:
        """Return the one Monday as an ISO day."""
        try:
            (day,) = (date.fromisoformat(value) for value in values)
        except ValueError as error:
            raise self.refuse(",".join(values), "Give one Monday, such as 2026-11-16.") from error
        if day != monday_of(day):
            raise self.refuse(values[0], "Give a Monday, such as 2026-11-16.")
        return (day.isoformat(),)

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "has activity in that week": whose last activity is older cannot have been, and an index knows that."""
        week = date.fromisoformat(values[0])
        begin = select(func.private.start_of_day(week)).scalar_subquery()
        active = select(_week.enrollment_id).where(_week.week == week)
        return and_(column.in_(active), _progress.last_activity_key >= begin)

    def words(self, values: Values, labels: Mapping[str, str]) -> str:  # noqa: ARG002
        """Return `16 Nov 2026`."""
        return day_words(date.fromisoformat(values[0]))


@dataclass(frozen=True, kw_only=True)
class ActiveDays(DayRange):
    """Enrolments whose learner did something in the course on one of these days; `idle` turns it round.

    The acts themselves are asked, not the last of them: who came back since was active then too, and an
    act dated after today counts for no day before it. The last day may count only to an hour,
    `2026-04-02..2026-04-08T14:05`: what is compared with days up to now has as much time as they have.
    """

    idle: bool = False

    def checked(self, values: Values) -> Values:
        """Return the one range with ISO days, and the hour where one is given; or the one name."""
        found = super().checked(values)
        return (f"{found[0]}T{until}",) if found and (until := _until(values)) else found

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "has an act on those days", or "has none".

        Where the last act lies on those days it is one of them, and an index knows that; where it is older there is
        none. Only those who came back later are looked for in the log.
        """
        last = _progress.last_activity_key
        on_days = and_(super().clause(_log.occurred_at, values), *self._before(_log.occurred_at, values))
        acts = select(_log.enrollment_id).where(_log.enrollment_id.is_not(None), on_days)
        has = and_(super().clause(last, values), *self._before(last, values))
        first, until = self.days(values)
        if until or not first:
            since = [super().clause(last, (f"{first.isoformat()}..",))] if first else []
            has = and_(true(), *since, or_(has, column.in_(acts)))
        return ~has if self.idle else has

    def words(self, values: Values, labels: Mapping[str, str]) -> str:
        """Return the days, and the hour to which the last one counts."""
        until = _until(values)
        return super().words(values, labels) + (f", until {until}" if until else "")

    def days(self, values: Values) -> tuple[date | None, date | None]:
        """Return the first and the last day; None where the range is open or named from today on."""
        days = super().days(tuple(_UNTIL.sub("", each) for each in values))
        if _until(values) and days[1] is None:
            raise self.refuse(values[0], "An hour stands after the last day, as in 2026-04-01..2026-04-30T14:05.")
        return days

    def _before(self, column: ColumnElement[Any], values: Values) -> list[ColumnElement[bool]]:
        until, last = _until(values), self.days(values)[1]
        if not until or last is None:
            return []
        at = datetime.fromisoformat(f"{last.isoformat()}T{until}")
        zone = select(func.private.zone()).scalar_subquery()
        moment = select(func.timezone(zone, bindparam(None, at, type_=DateTime))).scalar_subquery()
        return [column < moment]


def _until(values: Values) -> str:
    found = _UNTIL.search(values[0]) if values else None
    return found[1] if found else ""
