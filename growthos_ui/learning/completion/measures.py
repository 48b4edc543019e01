"""What the charts of completion count: one query each, over the rows that their marks open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, cast, func, true

from growthos_ui.db import columns_of
from growthos_ui.learning.models import StudentProgress
from growthos_ui.learning.narrowings import LIVE, NEAR, NEVER
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.listing import Rows

_progress = columns_of(StudentProgress)


def live(ask: Ask) -> Ask:
    """Return the question over the enrolments that the funnel begins with: live ones, which are active or completed."""
    return ask.filtered("status", LIVE)


def steps(ask: Ask) -> Select[Any]:
    """Return the counts of the funnel."""
    rows, number = _counted(ask)
    far, completed = rows[1]["progress_key"] >= NEAR, rows[1]["enrollment_status"] == "completed"
    began = rows[1].get("is_started", _progress.last_activity_key > NEVER)
    return STUDENTS.narrowed_from(
        rows,
        live(ask),
        number(true()).label("enrolled"),
        number(began).label("started"),
        number(far | completed).label("near"),
        number(completed).label("completed"),
        number(far & ~completed).label("almost"),
        number(began & ~completed).label("going"),
        number(~began & ~completed).label("waiting"),
    )


def by_course(ask: Ask) -> Select[Any]:
    """Return how many live enrolments each course has, and how many of them are completed."""
    rows, number = _counted(ask)
    course = (rows[1]["course_id"], rows[1]["course_title"].label("title"))
    done = number(rows[1]["enrollment_status"] == "completed").label("completed")
    return (
        STUDENTS.narrowed_from(rows, live(ask), *course, number(true()).label("live"), done)
        .group_by(*course)
        .order_by(course[1])
    )


def _counted(ask: Ask) -> tuple[Rows, Callable[[ColumnElement[bool]], ColumnElement[int]]]:
    """Return the rows of a question and what counts those of a condition: from the sums where they know enough."""
    if before := STUDENTS.counted_beforehand(live(ask)):
        rows = before[1]["rows"]
        return (before, lambda within: cast(func.coalesce(func.sum(rows).filter(within), 0), BigInteger))
    return ((STUDENTS.source(), STUDENTS.selected), lambda within: func.count().filter(within))


def by_month(ask: Ask, since: date) -> Select[Any]:
    """Return how many were completed in each month from a day on; months without any are missing."""
    month: ColumnElement[date] = cast(func.date_trunc("month", _progress.completed_on), Date).label("month")
    asked = ask.filtered("status", ("completed",)).filtered("completed", (f"{since.isoformat()}..",))
    return STUDENTS.narrowed(asked, month, func.count().label("completed")).group_by("month").order_by("month")
