"""Questions about courses and about how far learners have come. Row security decides whose."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, case, cast, column, func, select, true, values

from growthos_ui.db import columns_of
from growthos_ui.learning import measures
from growthos_ui.learning.models import (
    AvailableLesson,
    Batch,
    Course,
    LessonRecording,
    Module,
    RecordingFigures,
    StudentRecording,
    VideoRating,
    WatchingFigures,
)
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Subquery


_course = columns_of(Course)
_batch = columns_of(Batch)
_figures = columns_of(RecordingFigures)
_module, _lesson, _recording = columns_of(Module), columns_of(AvailableLesson), columns_of(LessonRecording)
_watched = columns_of(StudentRecording)
_student = columns_of(Student)
_starts = columns_of(WatchingFigures)
_rating = columns_of(VideoRating)


def courses() -> Select[Any]:
    """Return the courses of the organisation, by title."""
    return select(_course.id.label("value"), _course.title.label("label")).order_by(_course.title, _course.id)


def batches() -> Select[Any]:
    """Return the batches of the organisation, by name."""
    return select(_batch.id.label("value"), _batch.name.label("label")).order_by(_batch.name, _batch.id)


def modules() -> Select[Any]:
    """Return the modules of the organisation, by course and number, each with the name of its course."""
    label = func.concat(_course.title, " · ", _module.module_number, " ", _module.title).label("label")
    return (
        select(_module.id.label("value"), label)
        .join(Course, _course.id == _module.course_id)
        .order_by(_course.title, _module.module_number, _module.id)
    )


def course_figures() -> Select[Any]:
    """Return every course with what is in it and how its enrolments stand, summed over those the actor may see."""
    return select(_each_course())


@cache
def _each_course() -> Subquery:
    # Made once: its columns belong to this one object, whoever selects from it.
    sums, content = measures.by_course(), measures.content()
    return (
        select(
            _course.id,
            _course.title,
            _course.kind,
            _course.is_active,
            _course.is_published,
            _course.sequence_order,
            func.coalesce(content.c.modules, 0).label("modules"),
            func.coalesce(content.c.recordings, 0).label("recordings"),
            *_standing(sums),
        )
        .outerjoin(sums, sums.c.of == _course.id)
        .outerjoin(content, content.c.course_id == _course.id)
        .subquery("each_course")
    )


def batch_figures() -> Select[Any]:
    """Return every batch with its course and how its enrolments stand, summed over those the actor may see."""
    return select(_each_batch())


@cache
def _each_batch() -> Subquery:
    sums = measures.by_batch()
    return (
        select(
            _batch.id,
            _batch.name,
            _batch.course_id,
            _course.title.label("course_title"),
            _batch.start_date,
            _batch.status,
            *_standing(sums),
        )
        .join(Course, _course.id == _batch.course_id)
        .outerjoin(sums, sums.c.of == _batch.id)
        .subquery("each_batch")
    )


def recording_figures() -> Select[Any]:
    """Return every recording that the reader's learners can have started, with how it is watched and rated."""
    return (
        select(
            _figures.recording_id.label("id"),
            _recording.title,
            _lesson.course_id,
            _course.title.label("course_title"),
            _lesson.module_id,
            _module.module_number,
            _module.title.label("module_title"),
            _figures.starts,
            _figures.completions,
            _figures.dropped,
            _figures.completion_tenths,
            _figures.completion_key,
            _figures.watched_tenths,
            _figures.watched_key,
            _figures.dropped_tenths,
            _figures.dropped_key,
            _figures.watched_tenths_sum,
            _figures.reached_25,
            _figures.reached_75,
            _figures.reached_90,
            _figures.ratings,
            _figures.stars_sum,
            _figures.stars_1,
            _figures.stars_2,
            _figures.stars_3,
            _figures.stars_4,
            _figures.stars_5,
            _figures.stars_tenths,
            _figures.stars_key,
        )
        .join(LessonRecording, _recording.id == _figures.recording_id)
        .join(AvailableLesson, _lesson.id == _recording.lesson_id)
        .join(Module, _module.id == _lesson.module_id)
        .join(Course, _course.id == _lesson.course_id)
    )


def bare_recordings() -> Select[Any]:
    """Return the same rows without what they are joined to: enough to count and to sort them."""
    return select(
        _figures.recording_id.label("id"),
        _figures.starts,
        _figures.completions,
        _figures.completion_key,
        _figures.watched_key,
        _figures.dropped_key,
        _figures.ratings,
        _figures.stars_key,
    )


def watching() -> Select[Any]:
    """Return every learner's watching of every recording that the actor may see."""
    return (
        select(
            _watched.id,
            _watched.student_id,
            _student.student_code,
            _student.full_name,
            _watched.recording_id,
            _recording.title,
            _watched.course_id,
            _watched.module_id,
            _watched.watched_tenths,
            _watched.completed_at,
            _watched.last_watched_at,
            _watched.last_watched_key,
        )
        .join(Student, _student.id == _watched.student_id)
        .join(LessonRecording, _recording.id == _watched.recording_id)
    )


def ratings() -> Select[Any]:
    """Return every rating that the actor may see, with who gave it to which recording."""
    return (
        select(
            _rating.id,
            _rating.student_id,
            _student.student_code,
            _student.full_name,
            _rating.recording_id,
            _recording.title,
            _lesson.course_id,
            _lesson.module_id,
            _rating.rating,
            _rating.feedback_text,
            _rating.created_at,
        )
        .join(Student, _student.id == _rating.student_id)
        .join(LessonRecording, _recording.id == _rating.recording_id)
        .join(AvailableLesson, _lesson.id == _recording.lesson_id)
    )


def bare_ratings() -> Select[Any]:
    """Return the same rows without what they are joined to: enough to find and count them."""
    return select(_rating.id, _rating.student_id, _rating.recording_id, _rating.rating, _rating.created_at)


def summed_ratings() -> Select[Any]:
    """Return the same rows counted beforehand, by recording; not by stars nor by day."""
    return select(_figures.recording_id, _figures.ratings.label("rows"))


def summed_stars() -> Select[Any]:
    """Return the same rows counted beforehand, by recording and stars; not by day."""
    each = [(stars, getattr(_figures, f"stars_{stars}")) for stars in range(1, 6)]
    of = values(column("rating", Integer), column("rows", Integer), name="of").data(each).lateral()
    return select(_figures.recording_id, of.c.rating, of.c.rows).join_from(RecordingFigures, of, true())


def bare_watching() -> Select[Any]:
    """Return the same rows without what they are joined to: enough to count them."""
    return select(
        _watched.id,
        _watched.student_id,
        _watched.recording_id,
        _watched.course_id,
        _watched.module_id,
        _watched.watched_tenths,
        _watched.completed_at,
        _watched.last_watched_key,
    )


def summed_watching() -> Select[Any]:
    """Return the same rows counted beforehand: by recording, band of how far, and whether completed, for which any moment stands."""
    completed_at = case((_starts.is_completed, func.now()), else_=None)
    return (
        select(
            _starts.recording_id,
            _lesson.course_id,
            _lesson.module_id,
            _starts.watched_tenths,
            completed_at.label("completed_at"),
            _starts.starts.label("rows"),
        )
        .outerjoin(LessonRecording, _recording.id == _starts.recording_id)
        .outerjoin(AvailableLesson, _lesson.id == _recording.lesson_id)
    )


def _standing(sums: Subquery) -> list[ColumnElement[Any]]:
    """Return the sums as columns that are never null, and the shares in tenths of a percent with a key to sort by."""
    counts = [cast(func.coalesce(sums.c[name], 0), Integer).label(name) for name in ("enrolments", "live", "completed")]
    completion = func.round(1000.0 * sums.c.completed / func.nullif(sums.c.live, 0))
    progress = func.round(10.0 * sums.c.progress_sum / func.nullif(sums.c.known, 0))
    return [
        *counts,
        cast(completion, Integer).label("completion_tenths"),
        cast(func.coalesce(completion, -1), Integer).label("completion_key"),
        cast(progress, Integer).label("progress_tenths"),
        cast(func.coalesce(progress, -1), Integer).label("progress_key"),
    ]
