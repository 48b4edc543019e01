"""The query behind each chart of the progress overview: one round trip each, aggregated by the database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Numeric, case, cast, func, select

from growthos_ui.coursework.models import Assignment, StudentAssignment
from growthos_ui.coursework.tables import MARKS
from growthos_ui.db import columns_of
from growthos_ui.learning.models import Course, LearnerWeek, StudentProgress, WeekFigures
from growthos_ui.listing.ask import Ask
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.listing import Rows

_course = columns_of(Course)
_work = columns_of(StudentAssignment)
_assignment = columns_of(Assignment)
_progress = columns_of(StudentProgress)
_week = columns_of(LearnerWeek)
_sums = columns_of(WeekFigures)

LIVE = ("active", "completed")
BINS = 10

# On the table of weeks these filters are columns too; any other asks the enrolments.
_ON_WEEKS = {"course": _week.course_id, "batch": _week.batch_id, "mentor": _week.mentor_id}
_ON_SUMS = {"course": _sums.course_id, "batch": _sums.batch_id}
_ON_MARKS = ("course", "batch", "mentor")


def results(ask: Ask) -> Select[Any]:
    """Return how many enrolments of each course ended how; a result of null is not known yet."""
    rows, number = _counted(ask, "course_id", "course_title", "result")
    by_course = (rows[1]["course_id"], rows[1]["course_title"].label("title"), rows[1]["result"])
    return (
        STUDENTS.narrowed_from(rows, ask, *by_course, number.label("enrolments"))
        .group_by(*by_course)
        .order_by(by_course[1])
    )


def spread(ask: Ask) -> Select[Any]:
    """Return how many live enrolments lie in each tenth of the way, 0 to 9; null where nothing is in scope."""
    rows, number = _counted(ask, "progress_key", "enrollment_status")
    key = rows[1]["progress_key"]
    # The last band has its upper end: all of the way lies in it.
    tenth = func.least(key, BINS * 10 - 1, type_=Integer) // BINS
    known = case((key < 0, None), else_=tenth).label("tenth")
    counted = STUDENTS.narrowed_from(rows, ask, known, number.label("enrolments"))
    return counted.where(rows[1]["enrollment_status"].in_(LIVE)).group_by("tenth")


def _counted(ask: Ask, *reads: str) -> tuple[Rows, ColumnElement[int]]:
    """Return the rows of a question and the aggregate that counts them: from the sums where those know enough."""
    if before := STUDENTS.counted_beforehand(ask, *reads):
        return (before, cast(func.sum(before[1]["rows"]), BigInteger))
    return ((STUDENTS.source(), STUDENTS.selected), func.count())


def weeks(ask: Ask, *, first: date, last: date) -> Select[Any]:
    """Return how many enrolments were active in each week from one Monday to another; weeks without any are missing."""
    if set(dict(ask.filters)) <= set(_ON_SUMS) and not ask.search:
        return _summed_weeks(ask, first, last)
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


def weeks_within(ask: Ask) -> Ask:
    """Return the question over the weeks that the chart is asked: one band of progress may hold a third of all learners, and no sum is kept by it."""
    return ask.filtered("progress", ()).filtered("status", ()) if ask.chosen("progress") else ask


def _summed_weeks(ask: Ask, first: date, last: date) -> Select[Any]:
    """Return the same from sums: a thousand rows for half a million. `having` leaves out what came down to nothing."""
    clauses = [_clause(name, _ON_SUMS[name], values) for name, values in ask.filters]
    enrolments = cast(func.sum(_sums.enrolments), BigInteger)
    return (
        select(_sums.week, enrolments.label("enrolments"))
        .where(_sums.week >= first, _sums.week <= last, *clauses)
        .group_by(_sums.week)
        .having(enrolments > 0)
        .order_by(_sums.week)
    )


def marks_by_course(ask: Ask) -> Select[Any]:
    """Return the mean of the enrolments' average scores by course, in tenths of a percent, over those with a mark."""
    before = STUDENTS.counted_beforehand(ask, "course_id", "course_title")
    rows = before or (STUDENTS.source(), STUDENTS.selected)
    marked: ColumnElement[int] = func.count(_progress.average_score_tenths)
    mean: ColumnElement[Any] = func.avg(_progress.average_score_tenths)
    if before:
        known, scores = (before[1][f"{name}_average_score_tenths"] for name in ("known", "sum"))
        marked, mean = cast(func.sum(known), BigInteger), cast(func.sum(scores), Numeric) / func.sum(known)
    by_course = (rows[1]["course_id"], rows[1]["course_title"].label("title"))
    return (
        STUDENTS.narrowed_from(rows, ask, *by_course, marked.label("marked"), mean.label("mean"))
        .group_by(*by_course)
        .having(marked > 0)
        .order_by(by_course[1])
    )


def marks_within(ask: Ask) -> Ask:
    """Return the question to the list of marks that this question to the list of students implies."""
    return Ask(search=ask.search, filters=tuple(each for each in ask.filters if each[0] in _ON_MARKS))


def marks_of(ask: Ask) -> Ask:
    """Return the same, over the work that has a mark."""
    return marks_within(ask).filtered("status", ("approved",)).filtered("score", ("known",))


def marks_by_assessment(ask: Ask) -> Select[Any]:
    """Return the mean and the median mark of each assessment, in percent, over approved work with a score."""
    asked = marks_of(ask)
    percent = 100.0 * _work.score / _assignment.max_score
    by_assessment = (_work.assignment_id, _assignment.title, _assignment.due_date)
    return (
        # The work and its assignments alone: who handed it in is asked only where a filter says so.
        MARKS.narrowed_from(
            MARKS.leanest(asked, "assignment_id", "score"),
            asked,
            *by_assessment,
            func.count().label("marks"),
            func.avg(percent).label("mean"),
            func.percentile_cont(0.5).within_group(percent).label("median"),
        )
        .where(_assignment.id == _work.assignment_id)
        .group_by(*by_assessment)
        .order_by(_assignment.due_date.nulls_last(), _assignment.title)
    )


def _clause(name: str, column: ColumnElement[Any], values: tuple[str, ...]) -> ColumnElement[bool]:
    narrowing = STUDENTS.filter_named(name)
    assert narrowing is not None  # noqa: S101 - a name of _ON_WEEKS
    return narrowing.clause(column, values)
