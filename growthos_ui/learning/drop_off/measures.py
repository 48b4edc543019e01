"""What the charts of drop-off count: one query each, over the rows that their marks open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, case, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import Batch, Course, StudentProgress
from growthos_ui.learning.narrowings import NEVER
from growthos_ui.learning.tables import RECORDINGS
from growthos_ui.listing.ask import Ask
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

LEFT_SHOWN = 12
WEEKS_SHOWN = 26
# Days without activity: from … up to …; the last is open.
SILENCES = ((0, 6), (7, 13), (14, 29), (30, None))
_progress = columns_of(StudentProgress)
_course = columns_of(Course)
_batch = columns_of(Batch)
_left = RECORDINGS.selected


def silence_words(first: int, last: int | None) -> str:
    """Return `0–6 days` or `30 days and more`."""
    return f"{first} days and more" if last is None else f"{first}\u2013{last} days"


def active(ask: Ask) -> Ask:
    """Return the question over enrolments that are to be going on."""
    return ask.filtered("status", ("active",))


def silent(ask: Ask, today: date, first: int, last: int | None) -> Ask:
    """Return the question over those whose last activity was so many days ago; never started is a class of its own."""
    newest = (today - timedelta(days=first)).isoformat() if first else ""
    oldest = (today - timedelta(days=last)).isoformat() if last is not None else ""
    asked = active(ask).filtered("active", (f"{oldest}..{newest}",))
    return asked if oldest else asked.filtered("reached", ("started",))


def silences(ask: Ask, today: date) -> Select[Any]:
    """Return how many active enrolments of each course have been silent for how long; null never started."""
    edges = [
        (index, _start(today - timedelta(days=last))) for index, (_, last) in enumerate(SILENCES) if last is not None
    ]
    silence = case(
        (_progress.last_activity_key == NEVER, None),
        *((_progress.last_activity_key >= edge, index) for index, edge in edges),
        else_=len(SILENCES) - 1,
    ).label("silence")
    # Grouped before the titles are joined: twenty courses, not fifty thousand enrolments.
    counted = (
        STUDENTS.narrowed(active(ask), _progress.course_id, silence, func.count().label("enrolments"))
        .group_by(_progress.course_id, "silence")
        .subquery()
    )
    return (
        select(counted.c.course_id, _course.title, counted.c.silence, counted.c.enrolments)
        .join_from(counted, Course, _course.id == counted.c.course_id)
        .order_by(_course.title)
    )


def last_weeks(ask: Ask, first: date, today: date) -> Select[Any]:
    """Return in which week active enrolments, silent for a week or more, were last active."""
    # The weeks' beginnings are made once and each row is placed among them: to take each to its zone costs as much again.
    place = func.generate_series(0, (today - first).days // 7).column_valued("place")
    begins = select(func.array_agg(func.private.start_of_day(_on(first) + 7 * place))).scalar_subquery()
    nth = func.width_bucket(_progress.last_activity_key, begins, type_=Integer)
    week: ColumnElement[date] = cast(_on(first) + 7 * (nth - 1), Date).label("week")
    asked = active(ask).filtered("active", (f"{first.isoformat()}..{(today - timedelta(days=7)).isoformat()}",))
    return STUDENTS.narrowed(asked, week, func.count().label("enrolments")).group_by("week").order_by("week")


def left_early(ask: Ask) -> Select[Any]:
    """Return the recordings that most learners started and left before half."""
    return (
        RECORDINGS.narrowed(
            of_recordings(ask), _left["id"].label("id"), _left["title"], _left["starts"], _left["dropped"]
        )
        .where(_left["dropped"] > 0)
        .order_by(_left["dropped"].desc(), _left["id"])
        .limit(LEFT_SHOWN)
    )


def start_of(batch_id: str) -> Select[Any]:
    """Return the day on which a batch began."""
    return select(_batch.start_date).where(_batch.id == batch_id)


def of_recordings(ask: Ask) -> Ask:
    """Return the question to the list of recordings that this question to the list of students implies."""
    return Ask(filters=tuple(each for each in ask.filters if each[0] == "course"))


def _on(day: date) -> ColumnElement[Any]:
    return cast(day, Date)


def _start(day: date) -> ColumnElement[Any]:
    return select(func.private.start_of_day(day)).scalar_subquery()
