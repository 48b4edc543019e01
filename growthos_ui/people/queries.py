"""Questions about people. Row security decides whose answers they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, func, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import Batch, Course, ProgressFigures, StudentProgress
from growthos_ui.people.models import Organization

if TYPE_CHECKING:
    from sqlalchemy import Select


_course = columns_of(Course)
_batch = columns_of(Batch)
_organization = columns_of(Organization)
_progress = columns_of(StudentProgress)
_sums = columns_of(ProgressFigures)


def students() -> Select[Any]:
    """Return every student in every course that the actor may see: one row for each enrolment, with how far it has come."""
    return (
        select(
            _progress.id,
            _progress.student_id,
            _progress.student_code,
            _progress.full_name,
            _progress.name_key,
            _progress.course_id,
            _course.title.label("course_title"),
            _progress.batch_id,
            _batch.name.label("batch_name"),
            _progress.mentor_id,
            _progress.mentor_name,
            _progress.enrollment_status,
            _progress.result,
            _progress.progress_pct,
            _progress.progress_key,
            _progress.video_tenths,
            _progress.video_key,
            _progress.assignment_tenths,
            _progress.assignment_key,
            _progress.average_score_tenths,
            _progress.average_score_key,
            _progress.last_activity_at,
            _progress.last_activity_key,
            _progress.enrolled_on,
            _progress.completed_on,
            func.private.student_fee_flag(_progress.student_id, type_=String).label("fee_flag"),
        )
        .outerjoin(Course, _course.id == _progress.course_id)
        .outerjoin(Batch, _batch.id == _progress.batch_id)
    )


def summed_students() -> Select[Any]:
    """Return the same rows counted beforehand, by course, batch, state, result and progress. What came to none is left out."""
    known = _sums.progress_key >= 0
    return (
        select(
            _sums.course_id,
            _course.title.label("course_title"),
            _sums.batch_id,
            _sums.enrollment_status,
            _sums.result,
            _sums.progress_key,
            func.nullif(_sums.progress_key, -1).label("progress_pct"),
            _sums.is_started,
            _sums.enrolments.label("rows"),
            case((known, _sums.progress_key * _sums.enrolments), else_=0).label("sum_progress_pct"),
            case((known, _sums.enrolments), else_=0).label("known_progress_pct"),
            _sums.video_sum.label("sum_video_tenths"),
            _sums.video_known.label("known_video_tenths"),
            _sums.assignment_sum.label("sum_assignment_tenths"),
            _sums.assignment_known.label("known_assignment_tenths"),
            _sums.average_sum.label("sum_average_score_tenths"),
            _sums.average_known.label("known_average_score_tenths"),
        )
        .outerjoin(Course, _course.id == _sums.course_id)
        .where(_sums.enrolments > 0)
    )


def mentors() -> Select[Any]:
    """Return the mentors who have a learner that the actor may see, by name."""
    return (
        select(_progress.mentor_id.label("value"), func.min(_progress.mentor_name).label("label"))
        .where(_progress.mentor_id.is_not(None))
        .group_by(_progress.mentor_id)
        .order_by(func.min(_progress.mentor_name))
    )


def organizations() -> Select[Any]:
    """Return the organisations in which the actor may work, by name: one for everybody but a superadmin."""
    return select(_organization.id, _organization.name, _organization.timezone).order_by(_organization.name)
