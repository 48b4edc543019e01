"""One session in words: what is said of it, what the actor may do about it, and a page of its roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.listing.words import day_words, moment_words, number_of
from growthos_ui.mentoring.sessions import queries
from growthos_ui.mentoring.sessions.measures import later_ones, page_of_roll
from growthos_ui.mentoring.sessions.roll import SHOWN_MAX, UNMARKED, seen_of
from growthos_ui.mentoring.sessions.words import ATTENDANCES, came_words, hours_words, weekday_words, zone_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy import RowMapping

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction

_CAME = ("present", "late")
_OPEN = ("draft", "upcoming", "live")
_HELD = ("upcoming", "live", "completed")
_STUDENTS = ("student", "students")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """All that is said of one. Marking is open from when it can be joined, `opens` says when that is to come.

    `may_...` say what the actor may do now, which the database decides once more.
    """

    id: str
    title: str
    status: str
    host: str
    host_id: str
    audience: str
    course_id: str
    batch_id: str
    facts: tuple[tuple[str, str], ...]
    description: str
    link: str
    recording: str
    seal: str
    later: int
    start: datetime
    day: str
    time: str
    minutes: int
    opens: str
    may_hold: bool
    may_mark: bool
    may_complete: bool
    may_change: bool
    may_announce: bool
    may_read_roll: bool


@dataclass(frozen=True, slots=True)
class Attendee:
    """One on the roll. `href` is their page, where the actor may open it; `about` is when they came and for how long."""

    id: str
    name: str
    code: str
    href: str
    batch: str
    status: str
    is_marked: bool
    about: str


@dataclass(frozen=True, slots=True)
class Roll:
    """A page of the roll. `tabs` are the marks with how many have each, `batches` those that they are of, `share` the attendance in words, `rest` whom nobody marked."""

    rows: tuple[Attendee, ...]
    tabs: tuple[tuple[str, str], ...]
    batches: tuple[str, ...]
    share: str
    all_words: str
    rest: int
    has_more: bool


async def find_session(tx: Transaction, name: str, zone: tzinfo) -> Session | None:
    """Return the session of this id, or None where there is none that the actor may see."""
    try:
        row = await tx.one(queries.session(UUID(name)))
    except ValueError:
        return None
    later = await tx.scalar(later_ones(row["id"])) if row and row["series_id"] else 0
    return _told(row, tx.actor, zone, later) if row else None


def _told(row: RowMapping, actor: Actor, zone: tzinfo, later: int) -> Session:
    start = row["start_time"].astimezone(zone)
    may_hold, opens = may_be_held(actor, row), start - timedelta(minutes=row["join_before"])
    has_opened = row["now"] >= opens
    return Session(
        id=str(row["id"]),
        title=row["title"],
        status=row["status"],
        host=row["host_name"] or "",
        host_id=str(row["mentor_id"] or ""),
        audience=row["audience"],
        course_id=str(row["course_id"] or ""),
        batch_id=str(row["batch_id"] or ""),
        facts=tuple(_facts(row, actor, zone)),
        description=row["description"] or "",
        link=row["link"] or "",
        recording=row["recording_url"] or "",
        seal=row["seal"],
        later=later,
        start=start,
        day=start.date().isoformat(),
        time=f"{start:%H:%M}",
        minutes=(row["end_time"] - row["start_time"]) // timedelta(minutes=1),
        opens="" if has_opened or row["status"] not in _HELD else moment_words(opens, zone),
        may_hold=may_hold,
        may_mark=may_hold and has_opened and row["status"] in _HELD,
        may_complete=may_hold and row["status"] in {"upcoming", "live"} and row["now"] >= row["start_time"],
        may_change=may_hold and row["status"] in _OPEN,
        may_announce=may_hold and row["status"] == "draft" and row["now"] < row["start_time"],
        may_read_roll=actor.may(Permission.MENTORING_ATTENDANCE_READ),
    )


def may_be_held(actor: Actor, row: RowMapping) -> bool:
    """Tell whether the actor may hold the session of this row: the office any, a mentor their own."""
    is_own = actor.role is not Role.MENTOR or row["mentor_id"] == actor.user_id
    return actor.may(Permission.MENTORING_SESSIONS_MANAGE) and is_own


def _facts(row: RowMapping, actor: Actor, zone: tzinfo) -> Iterator[tuple[str, str]]:
    start, end = row["start_time"], row["end_time"]
    yield "Date", f"{weekday_words(start, zone)}, {day_words(start.astimezone(zone).date())}"
    yield "Time", f"{hours_words(start, end, zone)}, {zone_words(actor.timezone)}"
    yield "Host", row["host_name"] or "Nobody"
    if row["batch_name"]:
        yield "Batch", row["batch_name"]
    if row["course_title"] and row["course_title"] != row["batch_name"]:
        yield "Course", row["course_title"]
    if not row["course_title"]:
        yield "Audience", "All students who learn here"


async def find_roll(
    tx: Transaction, session: UUID, zone: tzinfo, *, is_over: bool, marked: str, batch: str, typed: str, page: int
) -> Roll:
    """Return a page of the roll with the numbers of its batch, or of all of it."""
    found = await tx.rows(page_of_roll(session, marked=marked, batch=batch, typed=typed, page=page))
    counted = found[0]["numbers"] or []
    many = _added(counted, batch)
    rows = [row for row in found if row["student_id"]]
    shown = rows[:SHOWN_MAX]
    seen = {row["id"] for row in await tx.rows(seen_of([row["student_id"] for row in shown]))} if shown else set()
    return Roll(
        rows=tuple(_attendee(row, zone, has_page=row["student_id"] in seen) for row in shown),
        tabs=tuple(_tabs(many, is_over=is_over)),
        share=_share(many),
        all_words=number_of(sum(many.values()), _STUDENTS),
        batches=tuple(sorted({each["batch_name"] for each in counted if each["batch_name"]})),
        rest=_of(_added(counted, ""), UNMARKED),
        has_more=len(rows) > SHOWN_MAX,
    )


def _added(counted: Sequence[Mapping[str, Any]], batch: str) -> dict[tuple[str | None, bool], int]:
    """Return how many of a batch, or of all, have each mark."""
    many: dict[tuple[str | None, bool], int] = {}
    for each in counted:
        if not batch or each["batch_name"] == batch:
            mark = (each["status"], each["is_marked"])
            many[mark] = many.get(mark, 0) + each["many"]
    return many


def _of(many: Mapping[tuple[str | None, bool], int], mark: str) -> int:
    """Return how many were given a mark, or how many were marked by nobody: each is counted once."""
    return sum(
        n
        for (status, is_marked), n in many.items()
        if (is_marked and status == mark if mark != UNMARKED else not is_marked)
    )


def _tabs(many: Mapping[tuple[str | None, bool], int], *, is_over: bool) -> Iterator[tuple[str, str]]:
    yield "", f"All {sum(many.values()):,}"
    yield UNMARKED, f"{'Absent, not marked' if is_over else 'Not marked'} {_of(many, UNMARKED):,}"
    for each in ATTENDANCES:
        yield each.value, f"{each.words} {_of(many, each.value):,}"


def _share(many: Mapping[tuple[str | None, bool], int]) -> str:
    """Return `Attendance 66.7 %: 2 of 3`; nothing where nobody was there to be counted."""
    came = sum(_of(many, each) for each in _CAME)
    expected = came + sum(n for (status, _), n in many.items() if status == "absent")
    return f"Attendance {came_words(came, expected)}" if expected else ""


def _attendee(row: RowMapping, zone: tzinfo, *, has_page: bool) -> Attendee:
    times = [f"{at.astimezone(zone):%H:%M}" for at in (row["joined_at"], row["left_at"]) if at]
    about = ["\u2013".join(times)] if times else []
    about += [f"{row['minutes_attended']} min"] if row["minutes_attended"] else []
    return Attendee(
        id=str(row["student_id"]),
        name=row["full_name"],
        code=row["student_code"],
        href=f"/students/{row['student_code']}" if has_page else "",
        batch=row["batch_name"] or "",
        status=row["status"] or "",
        is_marked=row["is_marked"],
        about=" · ".join(about),
    )
