"""The weeks and days on which learners were active, and the filters that open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import LearnerWeek, StudentProgress
from growthos_ui.listing.filters import DayRange, Filter
from growthos_ui.listing.words import day_words
from growthos_ui.oversight.models import UserActivityLog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.listing.filters import Values

_week = columns_of(LearnerWeek)
_log = columns_of(UserActivityLog)
_progress = columns_of(StudentProgress)

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """Return the first day of the week in which this day lies."""
    return day - timedelta(days=day.weekday())


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
    act dated after today counts for no day before it.
    """

    idle: bool = False

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "has an act on those days", or "has none"."""
        acts = select(_log.enrollment_id).where(
            _log.enrollment_id.is_not(None), super().clause(_log.occurred_at, values)
        )
        return column.not_in(acts) if self.idle else column.in_(acts)
