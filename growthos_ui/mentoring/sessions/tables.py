"""The list of sessions: what is to come and what was, each with who came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, true

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.queries import batches, courses
from growthos_ui.listing.columns import Badge, Link, Percent, Person, Text
from growthos_ui.listing.filters import Choice, DayRange, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from growthos_ui.mentoring.sessions import queries
from growthos_ui.mentoring.sessions.columns import Hours, OnDay, OnWeekday
from growthos_ui.mentoring.sessions.words import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement


def _titled(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(true(), *(func.strpos(func.lower(selected["title"]), word) > 0 for word in typed))


SESSIONS = Listing(
    name="sessions",
    title="Sessions",
    noun=("session", "sessions"),
    source=queries.sessions,
    lean=(queries.bare_sessions, queries.attended_sessions),
    columns=(
        Link(name="title", label="Title", href="/sessions/{id}", is_own=True, card="title"),
        Person(name="host_name", label="Host", nobody="Nobody", card="pair"),
        Text(
            name="audience",
            label="Audience",
            card="sub",
            about="Who is invited: a batch, all of a course, or everybody who learns here",
        ),
        OnDay(name="start_time", label="Date", sort_by="start_time", card="pair"),
        OnWeekday(name="weekday", label="Day", is_quiet=True, card="pair"),
        Hours(name="hours", label="Time", until="end_time", card="pair"),
        Badge(name="status", label="Status", marks=STATES, card="state"),
        Percent(
            name="attendance_tenths",
            label="Attendance %",
            sort_by="attendance_key",
            needs=Permission.MENTORING_ATTENDANCE_READ,
            card="pair",
            about="Of the students who were expected and are not excused, how many were present or late; once the session is over",
        ),
    ),
    filters=(
        Choice(name="status", label="Status", choices=tuple((mark.value, mark.words) for mark in STATES)),
        Related(name="host", label="Host", on="mentor_id", options=queries.hosts, none="Nobody"),
        Related(name="course", label="Course", on="course_id", options=courses, none="Everybody"),
        Related(name="batch", label="Batch", on="batch_id", options=batches, none="No batch"),
        DayRange(name="when", label="Date", on="start_time"),
    ),
    search=Search(placeholder="Words of the title", on=("title",), clause=_titled),
    sort="-start_time",
    read=Permission.MENTORING_SESSIONS_READ,
    export=Permission.MENTORING_SESSIONS_EXPORT,
    absent="A session appears here when an admin or a mentor plans one.",
)
