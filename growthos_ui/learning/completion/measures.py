"""What the charts of completion count: one query each, over the rows that their marks open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, cast, func

from growthos_ui.db import columns_of
from growthos_ui.learning.models import Course, StudentProgress
from growthos_ui.learning.narrowings import LIVE, NEAR
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask

_progress = columns_of(StudentProgress)
_course = columns_of(Course)


def live(ask: Ask) -> Ask:
    """Return the question over the enrolments that the funnel begins with: live ones, which are active or completed."""
    return ask.filtered("status", LIVE)


def steps(ask: Ask) -> Select[Any]:
    """Return the counts of the funnel."""
    far = _progress.progress_key >= NEAR
    completed = _progress.enrollment_status == "completed"
    began = _progress.last_activity_at.is_not(None)
    return STUDENTS.narrowed(
        live(ask),
        func.count().label("enrolled"),
        func.count().filter(began).label("started"),
        func.count().filter(far | completed).label("near"),
        func.count().filter(completed).label("completed"),
        func.count().filter(far, ~completed).label("almost"),
        func.count().filter(began, ~completed).label("going"),
        func.count().filter(~began, ~completed).label("waiting"),
    )


def by_course(ask: Ask) -> Select[Any]:
    """Return how many live enrolments each course has, and how many of them are completed."""
    course = (_progress.course_id, _course.title)
    return (
        STUDENTS.narrowed(
            live(ask),
            *course,
            func.count().label("live"),
            func.count().filter(_progress.enrollment_status == "completed").label("completed"),
        )
        .group_by(*course)
        .order_by(_course.title)
    )


def by_month(ask: Ask, since: date) -> Select[Any]:
    """Return how many were completed in each month from a day on; months without any are missing."""
    month: ColumnElement[date] = cast(func.date_trunc("month", _progress.completed_on), Date).label("month")
    asked = ask.filtered("status", ("completed",)).filtered("completed", (f"{since.isoformat()}..",))
    return STUDENTS.narrowed(asked, month, func.count().label("completed")).group_by("month").order_by("month")
