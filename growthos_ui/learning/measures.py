"""What the lists of courses and batches sum up, in subqueries that they join."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import AvailableLesson, CohortFigures, LessonRecording, Module

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Subquery

_cohort = columns_of(CohortFigures)
_module, _lesson, _recording = columns_of(Module), columns_of(AvailableLesson), columns_of(LessonRecording)


def by_course() -> Subquery:
    """Return the sums of the reader's cohorts by course, which is called `of`."""
    return _sums_by(_cohort.course_id)


def by_batch() -> Subquery:
    """Return the sums of the reader's cohorts by batch, which is called `of`."""
    return _sums_by(_cohort.batch_id)


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


def _sums_by(column: ColumnElement[Any]) -> Subquery:
    """Return the sums of the reader's cohorts by course or by batch."""
    names = ("enrolments", "live", "started", "near", "completed", "known", "progress_sum")
    return (
        select(column.label("of"), *(func.sum(_cohort[name]).label(name) for name in names)).group_by(column).subquery()
    )
