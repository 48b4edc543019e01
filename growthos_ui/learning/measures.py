"""What the lists of courses and batches sum up, in subqueries that they join."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, any_, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import AvailableLesson, CohortFigures, LessonRecording, Module, WeekFigures

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select, Subquery

_cohort = columns_of(CohortFigures)
_weeks = columns_of(WeekFigures)
_module, _lesson, _recording = columns_of(Module), columns_of(AvailableLesson), columns_of(LessonRecording)


def by_course() -> Subquery:
    """Return the sums of the reader's cohorts by course, which is called `of`."""
    return _sums_by(_cohort.course_id)


def by_batch() -> Subquery:
    """Return the sums of the reader's cohorts by batch, which is called `of`."""
    return _sums_by(_cohort.batch_id)


def weeks_of_courses(courses: ColumnElement[Any], first: date) -> Select[Any]:
    """Return how many enrolments of each of these courses, given as one array, were active in each week from a Monday on."""
    return _weeks_of(_weeks.course_id, courses, first)


def weeks_of_batches(batches: ColumnElement[Any], first: date) -> Select[Any]:
    """Return the same of batches."""
    return _weeks_of(_weeks.batch_id, batches, first)


def content() -> Subquery:
    """Return how many active modules and recordings each course has."""
    return (
        select(
            _module.course_id,
            func.count(_module.id.distinct()).label("modules"),
            func.count(_recording.id).label("recordings"),
        )
        .outerjoin(AvailableLesson, (_lesson.module_id == _module.id) & _lesson.is_active)
        .outerjoin(LessonRecording, (_recording.lesson_id == _lesson.id) & _recording.is_active)
        .where(_module.is_active)
        .group_by(_module.course_id)
        .subquery()
    )


def _weeks_of(of: ColumnElement[Any], ids: ColumnElement[Any], first: date) -> Select[Any]:
    number = cast(func.sum(_weeks.enrolments), BigInteger).label("number")
    return (
        select(of.label("of"), _weeks.week, number)
        .where(of == any_(ids), _weeks.week >= first)
        .group_by(of, _weeks.week)
    )


def _sums_by(column: ColumnElement[Any]) -> Subquery:
    """Return the sums of the reader's cohorts by course or by batch."""
    names = ("enrolments", "live", "started", "near", "completed", "known", "progress_sum")
    return (
        select(column.label("of"), *(func.sum(_cohort[name]).label(name) for name in names)).group_by(column).subquery()
    )
