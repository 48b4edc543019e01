"""Questions about work as its reviewers see it. Row security decides whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, case, cast, func, select, tuple_

from growthos_ui.coursework.models import Assignment, StudentAssignment
from growthos_ui.coursework.reviews.waiting import hours_of
from growthos_ui.db import columns_of
from growthos_ui.learning.models import Course, LessonRecording, StudentProgress
from growthos_ui.people.models import Colleague, Student, User

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

COLLEAGUE = "A colleague"
"""Whoever the reader may not know by name."""

_work, _assignment, _course = columns_of(StudentAssignment), columns_of(Assignment), columns_of(Course)
_student, _progress, _recording = columns_of(Student), columns_of(StudentProgress), columns_of(LessonRecording)
_colleague, _account = columns_of(Colleague), columns_of(User)
# Of the staff a mentor reads the own account, and nobody else's name.
_REVIEWER = case(
    (_work.graded_by.is_not(None), func.coalesce(_colleague.full_name, _account.full_name, COLLEAGUE))
).label("reviewer_name")
_OWN = (
    _work.id,
    _work.student_id,
    _work.assignment_id,
    _work.mentor_id,
    _work.version,
    _work.status,
    _work.score,
    _work.is_late,
    _work.origin,
    _work.submitted_at,
    _work.graded_at,
    _work.turn_at,
)
# Of decided work: turn_at is then when it was decided, and stands in the index with when it was handed in.
_MINUTES = cast(func.date_part("epoch", _work.turn_at - _work.submitted_at) / 60, Integer).label("review_minutes")


def reviews() -> Select[Any]:
    """Return every version of work that the actor may see, with its student, its assignment and who decided it."""
    return (
        select(
            *_OWN,
            _student.student_code,
            _student.full_name,
            _assignment.title.label("assignment_title"),
            _assignment.course_id,
            _course.title.label("course_title"),
            case((_work.is_late, "Late")).label("late_words"),
            _REVIEWER,
            _MINUTES,
            hours_of("sla").label("sla_hours"),
            hours_of("warn").label("warn_hours"),
        )
        .join(Assignment, _assignment.id == _work.assignment_id)
        .join(Student, _student.id == _work.student_id)
        .outerjoin(Course, _course.id == _assignment.course_id)
        .outerjoin(Colleague, _colleague.id == _work.graded_by)
        .outerjoin(User, _account.id == _work.graded_by)
    )


def bare_reviews() -> Select[Any]:
    """Return the same versions without what they are joined to: enough to find and to count them."""
    return select(*_OWN, _MINUTES)


def one(submission_id: UUID) -> Select[Any]:
    """Return one version with all that its reviewer reads; none where there is none that the actor may see."""
    return (
        reviews()
        .add_columns(
            _work.submission_text,
            _work.submission_file_url,
            _work.links,
            _work.feedback,
            _work.graded_by,
            _assignment.description,
            _assignment.instructions,
            _assignment.max_score,
            _assignment.passing_score,
            _recording.title.label("recording_title"),
            _student.lms_status,
            func.private.now().label("now"),
        )
        .outerjoin(LessonRecording, _recording.id == _assignment.recording_id)
        .where(_work.id == submission_id)
    )


def versions(student_id: UUID, assignment_id: UUID) -> Select[Any]:
    """Return every version that the student handed in for the assignment, the latest first."""
    return (
        select(
            _work.id, _work.version, _work.status, _work.score, _work.feedback, _work.submitted_at, _work.graded_at, _REVIEWER
        )
        .outerjoin(Colleague, _colleague.id == _work.graded_by)
        .outerjoin(User, _account.id == _work.graded_by)
        .where(_work.student_id == student_id, _work.assignment_id == assignment_id)
        .order_by(_work.version.desc())
    )  # fmt: skip


def standing(student_id: UUID, course_id: UUID) -> Select[Any]:
    """Return how far the student has come in the course of the work, and how their fees stand: no amount is in it."""
    return (
        select(
            _progress.mentor_name,
            _progress.progress_pct,
            _progress.recordings_completed,
            _progress.recordings_in_scope,
            _progress.assignments_approved,
            _progress.assignments_in_scope,
            _progress.average_score_tenths,
            _progress.last_activity_at,
            func.private.student_fee_flag(_progress.student_id).label("fees"),
        )
        .where(_progress.student_id == student_id, _progress.course_id == course_id)
        .order_by(_progress.enrolled_on.desc())
        .limit(1)
    )


def queue_from(at: datetime, submission_id: UUID, many: int, *, backwards: bool) -> Select[Any]:
    """Return what waits next after a place in the queue, or before it, the nearest first."""
    # in the types of the columns: held against another kind of moment no index would find the place
    place = tuple_(bindparam(None, at, type_=_work.turn_at.type), bindparam(None, submission_id, type_=_work.id.type))
    key = tuple_(_work.turn_at, _work.id)
    order = (_work.turn_at.desc(), _work.id.desc()) if backwards else (_work.turn_at, _work.id)
    return _queue(key < place if backwards else key > place).order_by(*order).limit(many)


def queue(many: int) -> Select[Any]:
    """Return what has waited longest."""
    return _queue().order_by(_work.turn_at, _work.id).limit(many)


def _queue(*where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            *_OWN,
            _student.full_name,
            _student.student_code,
            _assignment.title.label("assignment_title"),
            hours_of("sla").label("sla_hours"),
            hours_of("warn").label("warn_hours"),
            func.private.now().label("now"),
        )
        .join(Assignment, _assignment.id == _work.assignment_id)
        .join(Student, _student.id == _work.student_id)
        .where(and_(_work.status == "pending", *where))
    )
