"""The query behind each card of the progress overview: one round trip each, aggregated by the database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, case, distinct, func, select

from growthos_ui.coursework.models import Assignment, StudentAssignment
from growthos_ui.coursework.tables import MARKS
from growthos_ui.db import columns_of
from growthos_ui.learning.models import Course, LearnerWeek, StudentProgress
from growthos_ui.listing.ask import Ask
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select

_course = columns_of(Course)
_work = columns_of(StudentAssignment)
_assignment = columns_of(Assignment)
_progress = columns_of(StudentProgress)
_week = columns_of(LearnerWeek)

LIVE = ("active", "completed")
ACTIVE_DAYS = 7
BINS = 10

# On the table of weeks these filters are columns too; any other asks the enrolments.
_ON_WEEKS = {"course": _week.course_id, "batch": _week.batch_id, "mentor": _week.mentor_id}
_ON_MARKS = ("course", "batch", "mentor")


def live(ask: Ask) -> Ask:
    """Return the same question over live enrolments, unless it names statuses itself."""
    return ask if ask.chosen("status") else ask.filtered("status", LIVE)


def clock() -> Select[Any]:
    """Return today on the organisation's calendar, and the moment itself."""
    return select(func.private.today().label("today"), func.private.now().label("now"))


def learners(ask: Ask, *, active_since: date) -> Select[Any]:
    """Return counts over every enrolment: all of them, those active since a day, those completed, those live."""
    since = select(func.private.start_of_day(active_since)).scalar_subquery()
    return STUDENTS.narrowed(
        ask,
        func.count().label("enrolments"),
        func.count(distinct(_progress.student_id)).label("students"),
        _how_many(_progress.last_activity_key >= since).label("active"),
        _how_many(_progress.enrollment_status == "completed").label("completed"),
        _how_many(_progress.enrollment_status.in_(LIVE)).label("live"),
    )


def middle(ask: Ask) -> Select[Any]:
    """Return mean and median progress of live enrolments, in percent, over those that have anything in scope."""
    return STUDENTS.narrowed(
        live(ask),
        func.count(_progress.progress_pct).label("known"),
        func.avg(_progress.progress_pct).label("mean"),
        func.percentile_cont(0.5).within_group(_progress.progress_pct).label("median"),
    )


def results(ask: Ask) -> Select[Any]:
    """Return how many enrolments of each course ended how; a result of null is not known yet."""
    by_course = (_progress.course_id, _course.title, _progress.result)
    return (
        STUDENTS.narrowed(ask, *by_course, func.count().label("enrolments"))
        .group_by(*by_course)
        .order_by(_course.title)
    )


def spread(ask: Ask) -> Select[Any]:
    """Return how many live enrolments lie in each tenth of the way, 0 to 9; null where nothing is in scope."""
    # The last band has its upper end: all of the way lies in it.
    tenth = func.least(_progress.progress_key, BINS * 10 - 1, type_=Integer) // BINS
    known = case((_progress.progress_key < 0, None), else_=tenth).label("tenth")
    return STUDENTS.narrowed(live(ask), known, func.count().label("enrolments")).group_by("tenth")


def weeks(ask: Ask, *, first: date, last: date) -> Select[Any]:
    """Return how many enrolments were active in each week from one Monday to another; weeks without any are missing."""
    plain = {name: values for name, values in ask.filters if name in _ON_WEEKS}
    clauses = [_clause(name, _ON_WEEKS[name], values) for name, values in plain.items()]
    rest = replace(ask.narrowing(), filters=tuple(each for each in ask.filters if each[0] not in _ON_WEEKS))
    if rest.filters or rest.search:
        clauses.append(_week.enrollment_id.in_(STUDENTS.narrowed(rest, _progress.id)))
    return (
        select(_week.week, func.count().label("enrolments"))
        .where(_week.week >= first, _week.week <= last, *clauses)
        .group_by(_week.week)
        .order_by(_week.week)
    )


def marks_by_course(ask: Ask) -> Select[Any]:
    """Return the mean of the enrolments' average scores by course, in tenths of a percent, over those with a mark."""
    by_course = (_progress.course_id, _course.title)
    return (
        STUDENTS.narrowed(
            ask.filtered("average", ("known",)) if not ask.chosen("average") else ask,
            *by_course,
            func.count().label("marked"),
            func.avg(_progress.average_score_tenths).label("mean"),
        )
        .group_by(*by_course)
        .order_by(_course.title)
    )


def marks_of(ask: Ask) -> Ask:
    """Return the question to the list of marks that this question to the list of students implies."""
    kept = tuple(each for each in ask.filters if each[0] in _ON_MARKS)
    return replace(Ask(filters=kept).filtered("status", ("approved",)).filtered("score", ("known",)), search=ask.search)


def marks_by_assessment(ask: Ask) -> Select[Any]:
    """Return the mean and the median mark of each assessment, in percent, over approved work with a score."""
    percent = 100.0 * _work.score / _assignment.max_score
    by_assessment = (_work.assignment_id, _assignment.title, _assignment.due_date)
    return (
        MARKS.narrowed(
            marks_of(ask),
            *by_assessment,
            func.count().label("marks"),
            func.avg(percent).label("mean"),
            func.percentile_cont(0.5).within_group(percent).label("median"),
        )
        .group_by(*by_assessment)
        .order_by(_assignment.due_date.nulls_last(), _assignment.title)
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _clause(name: str, column: ColumnElement[Any], values: tuple[str, ...]) -> ColumnElement[bool]:
    narrowing = STUDENTS.filter_named(name)
    assert narrowing is not None  # noqa: S101 - a name of _ON_WEEKS
    return narrowing.clause(column, values)
