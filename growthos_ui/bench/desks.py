"""What the desks ask beside their lists: their figures, and the one thing that stands open."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.page import rows_query
from growthos_ui.mentoring.sessions import queries as sessions
from growthos_ui.mentoring.sessions.calendar import OF_A_WEEK_MAX, SHOWN_MAX
from growthos_ui.mentoring.sessions.measures import later_ones, openings, page_of_roll, sessions_within, share_of
from growthos_ui.mentoring.sessions.metrics import HEADLINE as SESSION_FIGURES
from growthos_ui.mentoring.sessions.roll import UNMARKED
from growthos_ui.mentoring.sessions.tables import SESSIONS
from growthos_ui.mentoring.sessions.words import OPENS
from growthos_ui.metrics.clock import Clock
from growthos_ui.metrics.measure import statement
from growthos_ui.metrics.spans import monday_of
from growthos_ui.support.tickets import queries
from growthos_ui.support.tickets.metrics import HEADLINE
from growthos_ui.support.tickets.tables import TICKETS
from growthos_ui.support.tickets.words import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Select

    from growthos_ui.auth.actor import Actor


def desks(samples: Mapping[str, str], today: date, actor: Actor | None = None) -> Iterator[tuple[str, Select[Any]]]:
    """Yield (name, select) for the desk of tickets and for sessions; as this person, without what they may not see."""
    yield from ((f"tickets: {part}", select) for part, select in tickets_desk(samples, today))
    attended = actor is None or actor.may(Permission.MENTORING_ATTENDANCE_READ)
    yield from ((f"sessions: {part}", select) for part, select in sessions_desk(samples, today, attended=attended))


def sessions_desk(samples: Mapping[str, str], today: date, *, attended: bool) -> Iterator[tuple[str, Select[Any]]]:
    """Yield the figures, the list as the menu opens it, and one session (`session`), for those who may with its roll."""
    one = UUID(samples.get("session", str(UUID(int=0))))
    shown = tuple(each for each in SESSIONS.columns if attended or each.needs is None)
    yield "figures", statement(SESSION_FIGURES, Ask(), Clock(today=today, now=datetime.combine(today, time(12))))
    yield "as the menu opens it", rows_query(SESSIONS, ask_of(SESSIONS, OPENS.removeprefix("?")), shown)
    yield "one of them", sessions.session(one)
    first = monday_of(today.replace(day=1))
    yield "a month of the calendar", sessions_within(first, first + timedelta(days=41), most=SHOWN_MAX)
    yield "a week of the calendar", sessions_within(first, first + timedelta(days=6), most=OF_A_WEEK_MAX)
    yield "lessons that open in a month", openings(first, first + timedelta(days=41))
    yield "later ones of a series", later_ones(one)
    yield "for whom one can be", sessions.audiences()
    if attended:
        student = UUID(samples["student"])
        yield "those of a student", sessions.attended_by(student)
        yield "to how many a student came", share_of(student)
        yield "its roll", page_of_roll(one)
        yield "its roll, not marked", page_of_roll(one, marked=UNMARKED)
        yield "found on its roll", page_of_roll(one, typed=samples["word"])


def tickets_desk(samples: Mapping[str, str], today: date) -> Iterator[tuple[str, Select[Any]]]:
    """Yield the figures, the list as the menu opens it, and one ticket with what was said on it, of a learner (`student`)."""
    one = UUID(samples.get("ticket", str(UUID(int=0))))
    yield "figures", statement(HEADLINE, Ask(), Clock(today=today, now=datetime.combine(today, time(12))))
    yield "as the menu opens it", rows_query(TICKETS, Ask().filtered("status", ACTIVE), TICKETS.columns)
    yield "one of them", queries.ticket(one)
    yield "one by its number", queries.numbered("TKT-000042")
    yield "what was said", queries.said(one)
    yield "courses of its student", queries.places(UUID(samples["student"]))
