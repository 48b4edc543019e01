"""What is counted of sessions: each mark on a roll, the rest of a series, and what a page of the calendar shows on its days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Date,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
)

from growthos_ui.db import columns_of
from growthos_ui.learning.models import AvailableLesson, Batch, Course
from growthos_ui.mentoring.models import SessionAttendance, SuccessSession
from growthos_ui.mentoring.sessions.roll import class_roll, page_of
from growthos_ui.mentoring.sessions.words import EVERYBODY

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

_DRIP_MAX = timedelta(days=3650)
_session, _course, _batch = columns_of(SuccessSession), columns_of(Course), columns_of(Batch)
_lesson, _attendance = columns_of(AvailableLesson), columns_of(SessionAttendance)


def page_of_roll(session_id: UUID, *, marked: str = "", batch: str = "", typed: str = "", page: int = 0) -> Select[Any]:
    """Return a page of the roll as `page_of` does, and in each row the `numbers` of all of it; the roll is called once.

    Numbers are how many have each mark in each batch: status, is_marked, batch_name, many. Where the page is empty they come without a student.
    """
    roll = select(class_roll(session_id)).cte("roll")
    each = (roll.c.status, roll.c.is_marked, roll.c.batch_name)
    counted = select(*each, func.count().label("many")).group_by(*each).subquery("counted")
    told = (text for name in ("status", "is_marked", "batch_name", "many") for text in (literal(name), counted.c[name]))
    whole = select(func.jsonb_agg(func.jsonb_build_object(*told)).label("numbers")).subquery("whole")
    shown = page_of(roll, marked=marked, batch=batch, typed=typed, page=page).subquery("shown")
    found = select(whole.c.numbers, *shown.c).select_from(whole.outerjoin(shown, true()))
    return found.order_by(shown.c.name_key, shown.c.student_code)


def later_ones(session_id: UUID) -> Select[Any]:
    """Return how many later sessions that have not begun and are the actor's to hold were planned together with this one."""
    this, later = (SuccessSession.__table__.alias(name) for name in ("this", "later"))  # type: ignore[attr-defined]
    office = select(func.private.has_power("superadmin", "admin")).scalar_subquery()
    together = and_(
        later.c.organization_id == this.c.organization_id,
        later.c.series_id == this.c.series_id,
        later.c.start_time > this.c.start_time,
        later.c.status.in_(("draft", "upcoming")),
        or_(
            office, later.c.mentor_id == select(func.private.actor_id()).scalar_subquery()
        ),  # as private.session_is_mine
    )
    return select(func.count()).select_from(this).join(later, together).where(this.c.id == session_id)


def sessions_within(first: date, last: date, *, most: int) -> Select[Any]:
    """Return the first `most` sessions of each of these days of the organisation, and how `many` begin that day; cancelled ones, too."""
    begins, ends = (
        select(func.private.start_of_day(bindparam(None, day, type_=Date))).scalar_subquery()
        for day in (first, last + timedelta(days=1))
    )
    zone = select(func.private.zone()).scalar_subquery()
    day = cast(func.timezone(zone, _session.start_time), Date)
    each = (
        select(
            _session.id, _session.organization_id, _session.course_id, _session.batch_id,
            func.row_number().over(partition_by=day, order_by=(_session.start_time, _session.id)).label("turn"),
            func.count().over(partition_by=day).label("many"),
            _session.title, _session.status, _session.start_time,
        )
        .where(_session.start_time >= begins, _session.start_time < ends)
        .subquery("each")
    )  # fmt: skip
    here, audience = (
        each.c.organization_id,
        func.coalesce(_batch.name, _course.title, literal(EVERYBODY)).label("audience"),
    )
    return (
        select(each.c.id, each.c.title, each.c.status, each.c.start_time, each.c.many, audience)
        .outerjoin(Course, and_(_course.organization_id == here, _course.id == each.c.course_id))
        .outerjoin(Batch, and_(_batch.organization_id == here, _batch.id == each.c.batch_id))
        .where(each.c.turn <= most)
        .order_by(each.c.start_time, each.c.id)
    )


def openings(first: date, last: date) -> Select[Any]:
    """Return on which of these days how many lessons open to which batch: at its start, or so many days later where they drip."""
    # each asked once for the statement, never for each lesson
    enabled = select(func.private.is_feature_enabled("content_drip")).scalar_subquery()
    usual = select(cast(cast(func.private.get_setting("learning.drip_default"), String), Boolean)).scalar_subquery()
    drips = and_(enabled, func.coalesce(_course.drip_enabled, usual))
    day = (_batch.start_date + case((drips, _lesson.drip_days), else_=0)).label("day")
    of_course = and_(
        _lesson.organization_id == _batch.organization_id, _lesson.course_id == _batch.course_id, _lesson.is_active
    )
    within = (_batch.start_date <= last, _batch.start_date >= first - _DRIP_MAX)
    each = (
        select(cast(day, Date).label("day"), _batch.name.label("batch"))
        .select_from(Batch)
        .join(Course, and_(_course.organization_id == _batch.organization_id, _course.id == _batch.course_id))
        .join(AvailableLesson, of_course)
        .where(*within)
        .subquery()
    )
    return (
        select(each.c.day, each.c.batch, func.count().label("many"))
        .where(each.c.day >= first, each.c.day <= last)
        .group_by(each.c.day, each.c.batch)
        .order_by(each.c.day, each.c.batch)
    )


def share_of(student_id: UUID) -> Select[Any]:
    """Return at how many sessions that are over a student was expected, excused ones left out, and to how many they came."""
    came = func.count().filter(_attendance.status.in_(("present", "late"))).label("came")
    expected = func.count().filter(_attendance.status != "excused").label("expected")
    held = func.private.sessions_held(student_id).table_valued(column("session_id", Uuid), name="held")
    numbers: tuple[ColumnElement[Any], ...] = (came, expected)
    found = select(*numbers).select_from(SessionAttendance)
    return found.where(_attendance.student_id == student_id, _attendance.session_id.in_(select(held.c.session_id)))
