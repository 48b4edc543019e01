"""The queries behind the page of one learner: one round trip each. Row security decides whether there is such a learner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    DateTime,
    Integer,
    String,
    Uuid,
    and_,
    case,
    column,
    distinct,
    exists,
    func,
    literal_column,
    select,
    tuple_,
)

from growthos_ui.coursework.models import Assignment, StudentAssignment
from growthos_ui.db import columns_of
from growthos_ui.finance.models import Invoice
from growthos_ui.learning.models import (
    AvailableLesson,
    Batch,
    Course,
    CourseEnrollment,
    LearnerWeek,
    LessonRecording,
    Module,
    StudentProgress,
    StudentRecording,
)
from growthos_ui.oversight.models import UserActivityLog
from growthos_ui.people.models import Student, User

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select, TableValuedAlias
    from sqlmodel import SQLModel

_student, _user = columns_of(Student), columns_of(User)
_course, _batch, _seat = columns_of(Course), columns_of(Batch), columns_of(CourseEnrollment)
_progress, _week = columns_of(StudentProgress), columns_of(LearnerWeek)
# Sort keys stay in the database: the unknown moment is minus infinity, which Python has no value for.
_facts = [each for each in _progress if not each.name.endswith("_key")]
_scores = {"average_score_tenths", "marks"}
_module, _lesson, _recording = columns_of(Module), columns_of(AvailableLesson), columns_of(LessonRecording)
_watched = columns_of(StudentRecording)
_assignment, _work = columns_of(Assignment), columns_of(StudentAssignment)
_log = columns_of(UserActivityLog)
# Values stand in the text: as parameters the expression would be another one in each place that it is grouped by.
_APART = case(
    (_log.activity_type == literal_column("'recording_unlocked'"), literal_column(f"'{UUID(int=0)}'::uuid", Uuid)),
    else_=_log.id,
).label("id")

_bill = columns_of(Invoice)
_WAITS_FOR_BILL = and_(
    _seat.payment_status == "pending",
    ~exists().where(_bill.enrollment_id == _seat.id, _bill.status != "cancelled"),
).label("waits_for_bill")


def learner(code: str) -> Select[Any]:
    """Return the learner with this code; none when there is no such learner, or none that the actor may see."""
    return select(
        _student.id,
        _student.student_code,
        _student.full_name,
        _student.lms_status,
        _student.enrollment_date,
        func.private.student_fee_flag(_student.id, type_=String).label("fees"),
        func.private.now().label("now"),
    ).where(_student.student_code == code)


def contact(student_id: UUID) -> Select[Any]:
    """Return how to reach the learner. For office staff only: no other role holds a grant on these columns."""
    return (
        select(_user.full_name, _user.email, func.coalesce(_student.phone_number, _user.phone).label("phone"))
        .join_from(Student, User, _user.id == _student.user_id)
        .where(_student.id == student_id)
    )


def enrolments(student_id: UUID, *, scored: bool, billed: bool) -> Select[Any]:
    """Return each enrolment of the learner with how far it has come, live ones first.

    `scored` is with the average score, `billed` with whether it still waits for its bill.
    """
    return (
        select(
            *(each for each in _facts if scored or each.name not in _scores),
            _course.title.label("course_title"),
            _batch.name.label("batch_name"),
            _seat.access_expires_at,
            _seat.source,
            *([_WAITS_FOR_BILL] if billed else []),
            _active_weeks().label("weeks"),
        )
        .outerjoin(Course, _course.id == _progress.course_id)
        .outerjoin(Batch, _batch.id == _progress.batch_id)
        .outerjoin(CourseEnrollment, _seat.id == _progress.id)
        .where(_progress.student_id == student_id)
        .order_by(_progress.enrollment_status.in_(("active", "completed")).desc(), _progress.enrolled_on.desc())
    )


def medians(seat: Any, *, scored: bool) -> Select[Any]:
    """Return the medians over every enrolment of the same batch, or course, that the actor may see; `peers` is how many."""
    score = [_median(_progress.average_score_tenths).label("average_score_tenths")] if scored else []
    return select(
        func.count().label("peers"),
        _median(_progress.progress_pct).label("progress_pct"),
        _median(_progress.video_tenths).label("video_tenths"),
        _median(_progress.assignment_tenths).label("assignment_tenths"),
        *score,
        func.percentile_disc(0.5).within_group(_progress.last_activity_at).label("last_activity_at"),
    ).where(_beside(_progress, seat))


def median_weeks(seat: Any) -> Select[Any]:
    """Return the median number of active weeks over the same enrolments; one that never began has none of them."""
    weeks = (
        select(_week.enrollment_id, func.count().label("weeks"))
        .where(_beside(_week, seat))
        .group_by(_week.enrollment_id)
        .subquery()
    )
    return (
        select(func.percentile_cont(0.5).within_group(func.coalesce(weeks.c.weeks, 0)).label("weeks"))
        .select_from(StudentProgress)
        .outerjoin(weeks, weeks.c.enrollment_id == _progress.id)
        .where(_beside(_progress, seat))
    )


def tree(student_id: UUID, course_id: UUID) -> Select[Any]:
    """Return every recording of the course in its order: whether it is open or why not, and how far it was watched."""
    unlocks = _unlocks(student_id, course_id)
    return (
        select(
            _module.id.label("module_id"),
            _module.module_number,
            _module.title.label("module_title"),
            _lesson.lesson_number,
            _lesson.title.label("lesson_title"),
            _recording.title,
            _recording.duration_seconds,
            unlocks.c.place,
            unlocks.c.is_open,
            unlocks.c.reason,
            unlocks.c.opens_at,
            _watched.watched_tenths,
            _watched.completed_at,
        )
        .select_from(unlocks)
        .join(LessonRecording, _recording.id == unlocks.c.recording_id)
        .join(AvailableLesson, _lesson.id == _recording.lesson_id)
        .join(Module, _module.id == _lesson.module_id)
        .outerjoin(StudentRecording, (_watched.student_id == student_id) & (_watched.recording_id == _recording.id))
        .order_by(unlocks.c.place)
    )


def submissions(student_id: UUID, course_id: UUID) -> Select[Any]:
    """Return every version that the learner handed in for the course, newest first in each assignment; nothing handed in is a row too."""
    return (
        select(
            _assignment.id.label("assignment_id"),
            _assignment.title,
            _assignment.max_score,
            _work.id,
            _work.version,
            _work.status,
            _work.score,
            _work.feedback,
            _work.submitted_at,
            _work.is_late,
        )
        .outerjoin_from(
            Assignment,
            StudentAssignment,
            (_work.assignment_id == _assignment.id) & (_work.student_id == student_id),
        )
        .where(_assignment.course_id == course_id, _assignment.is_active | _work.id.is_not(None))
        .order_by(_assignment.due_date.nulls_last(), _assignment.title, _assignment.id, _work.version.desc())
    )


def activity(student_id: UUID, after: tuple[datetime, UUID] | None, size: int) -> Select[Any]:
    """Return the learner's line of activity from a place on, newest first; one row more says that there is more.

    What opened at one moment is one row, with how `many` it was: a new place opens a course at once. Notes of staff stand by themselves.
    """
    line = (
        select(
            _APART,
            func.count().label("many"),
            func.min(_log.activity_type).label("activity_type"),
            _log.occurred_at,
            *(func.array_agg(_log[name])[1].label(name) for name in ("reference_table", "reference_id", "visibility")),
            func.array_agg(_log["metadata"])[1].label("particulars"),
        )
        .where(_log.student_id == student_id, _log.activity_type != "admin_note")
        .group_by(_log.occurred_at, _APART)
    )
    if after:
        line = line.where(_log.occurred_at <= after[0], tuple_(_log.occurred_at, _APART.element) < tuple_(*after))
    return line.order_by(_log.occurred_at.desc(), _APART.desc()).limit(size + 1)


def titles(model: type[SQLModel], ids: list[UUID]) -> Select[Any]:
    """Return the titles of these rows of content."""
    content = columns_of(model)
    return select(content.id, content.title).where(content.id.in_(ids))


def _active_weeks() -> ColumnElement[int]:
    return (
        select(func.count(distinct(_week.week))).where(_week.enrollment_id == _progress.id).correlate(StudentProgress)
    ).scalar_subquery()


def _beside(columns: Any, seat: Any) -> ColumnElement[bool]:
    """Return "of the same batch", or of the same course where there is no batch."""
    same: ColumnElement[bool] = columns.course_id == seat["course_id"]
    return columns.batch_id == seat["batch_id"] if seat["batch_id"] else same


def _median(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.percentile_cont(0.5).within_group(value)


def _unlocks(student_id: UUID, course_id: UUID) -> TableValuedAlias:
    return func.private.learner_unlocks(student_id, course_id).table_valued(
        column("recording_id", Uuid),
        column("place", Integer),
        column("is_open", Boolean),
        column("reason", String),
        column("opens_at", DateTime(timezone=True)),
        name="unlocks",
    )
