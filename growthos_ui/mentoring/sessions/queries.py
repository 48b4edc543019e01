"""Questions about sessions. Row security decides which: a mentor sees their own and those of their students' batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, Uuid, and_, case, cast, column, func, literal, or_, select, union_all

from growthos_ui.db import columns_of
from growthos_ui.learning.models import Batch, Course
from growthos_ui.mentoring.models import SessionAttendance, SuccessSession
from growthos_ui.mentoring.sessions.words import EVERYBODY
from growthos_ui.people.models import Colleague, User

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

SHOWN_MAX = 10
COLLEAGUE = "A colleague"
"""Whoever the reader may not know by name."""
_session, _course, _batch = columns_of(SuccessSession), columns_of(Course), columns_of(Batch)
_attendance = columns_of(SessionAttendance)
_colleague, _account = columns_of(Colleague), columns_of(User)
# Of the staff a mentor reads the own account, and nobody else's name.
_HOST = case(
    (_session.mentor_id.is_not(None), func.coalesce(_colleague.full_name, _account.full_name, literal(COLLEAGUE)))
).label("host_name")
_NOW = func.private.now().label("now")
_JOIN = cast(cast(func.private.get_setting("sessions.join_before_minutes"), String), Integer).label("join_before")
_AUDIENCE = func.coalesce(_batch.name, _course.title, literal(EVERYBODY)).label("audience")


def sessions() -> Select[Any]:
    """Return every session that the actor may see, with its host, its audience and how many came."""
    return _with_names(select(*_of_a_session(), _HOST, _AUDIENCE, _session.attendance_tenths, _session.attendance_key))


def bare_sessions() -> Select[Any]:
    """Return the same without names: enough to find, order and count them."""
    return select(*_of_a_session())


def attended_sessions() -> Select[Any]:
    """Return the same with how many came, which support does not read."""
    return select(*_of_a_session(), _session.attendance_tenths, _session.attendance_key)


def session(session_id: UUID) -> Select[Any]:
    """Return one session with everything that is said of it, and `now`."""
    more = (_session.description, _session.link, _session.recording_url, _session.series_id)
    seal = func.private.session_seal(_session.id).label("seal")
    names = (_course.title.label("course_title"), _batch.name.label("batch_name"))
    return (
        _with_names(select(*_of_a_session(), _HOST, _AUDIENCE))
        .add_columns(*more, *names, seal, _NOW, _JOIN)
        .where(_session.id == session_id)
    )


def hosts() -> Select[Any]:
    """Return who hosts a session that the actor may see, by name."""
    name = func.coalesce(_colleague.full_name, _account.full_name, literal(COLLEAGUE)).label("label")
    held = select(_session.mentor_id.label("value")).where(_session.mentor_id.is_not(None)).distinct().subquery()
    return (
        select(held.c.value, name)
        .select_from(held)
        .outerjoin(Colleague, _colleague.id == held.c.value)
        .outerjoin(User, _account.id == held.c.value)
        .order_by(name, held.c.value)
    )


def attended_by(student_id: UUID) -> Select[Any]:
    """Return the latest SHOWN_MAX sessions that a student was expected at or came to, and one more."""
    return (
        select(_session.id, _session.title, _session.start_time, _attendance.status, _attendance.minutes_attended)
        .join(SuccessSession, and_(_session.organization_id == _attendance.organization_id, _session.id == _attendance.session_id))
        .where(_attendance.student_id == student_id, _session.status != "cancelled")
        .order_by(_session.start_time.desc(), _session.id)
        .limit(SHOWN_MAX + 1)
    )  # fmt: skip


def audiences() -> Select[Any]:
    """Return for whom the actor can plan: "" for everybody, `batch:…` and `course:…`, each course with its batches first.

    A mentor has the batches of their own students: whom a session is for decides whose names its host reads.
    """
    office = select(func.private.has_power("superadmin", "admin")).scalar_subquery()
    theirs = select(func.unnest(select(func.private.my_student_batches()).scalar_subquery()))
    here = (_batch.organization_id == _course.organization_id, _batch.course_id == _course.id)
    of_batch = select(
        func.concat("batch:", _batch.id).label("value"),
        case((_batch.name == _course.title, _batch.name), else_=func.concat(_course.title, " \u00b7 ", _batch.name)).label("label"),
        _course.title.label("course"),
        literal(0).label("turn"),
    ).join(Course, and_(*here)).where(_batch.status != "completed", or_(office, _batch.id.in_(theirs)))  # fmt: skip
    of_course = select(
        func.concat("course:", _course.id), func.concat("All of ", _course.title), _course.title, literal(1)
    ).where(_course.is_active, _course.kind == "course", office)
    of_all = select(literal(""), literal(EVERYBODY), literal(""), literal(0)).where(office)
    every = union_all(of_batch, of_course, of_all).subquery()
    return select(every.c.value, every.c.label).order_by(every.c.course, every.c.turn, every.c.label, every.c.value)


def hosts_to_choose() -> Select[Any]:
    """Return who can host a session, by name; nobody for who may choose none."""
    one = func.private.mentors_to_choose().table_valued(column("value", Uuid), column("label", String), name="person")
    return select(one.c.value, one.c.label)


def _with_names(statement: Select[Any]) -> Select[Any]:
    here = _session.organization_id
    return (
        statement.outerjoin(Course, and_(_course.organization_id == here, _course.id == _session.course_id))
        .outerjoin(Batch, and_(_batch.organization_id == here, _batch.id == _session.batch_id))
        .outerjoin(Colleague, and_(_colleague.organization_id == here, _colleague.id == _session.mentor_id))
        .outerjoin(User, and_(_account.organization_id == here, _account.id == _session.mentor_id))
    )


def _of_a_session() -> tuple[ColumnElement[Any], ...]:
    return (
        _session.id, _session.title, _session.course_id, _session.batch_id, _session.mentor_id, _session.status,
        _session.start_time, _session.start_time.label("weekday"), _session.start_time.label("hours"), _session.end_time,
    )  # fmt: skip
