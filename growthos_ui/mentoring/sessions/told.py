"""Sessions elsewhere than on their own pages: the next ones of a host on Home, and those of one student on theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.page import rows_query
from growthos_ui.listing.words import day_words
from growthos_ui.mentoring.sessions.measures import share_of
from growthos_ui.mentoring.sessions.queries import SHOWN_MAX, attended_by
from growthos_ui.mentoring.sessions.tables import SESSIONS
from growthos_ui.mentoring.sessions.words import came_words, hours_words, weekday_words

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID

    from growthos_ui.db import Transaction

NEXT_MAX = 5
_READ = ("title", "audience", "status", "hours")


@dataclass(frozen=True, slots=True)
class Next:
    """One that comes next, in words, with its page."""

    href: str = ""
    title: str = ""
    about: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    """One that a student was expected at: when it was, and whether they came."""

    href: str = ""
    title: str = ""
    day: str = ""
    status: str = ""


async def find_next(tx: Transaction, zone: tzinfo) -> list[Next]:
    """Return the sessions of the actor that are live or come next, at most NEXT_MAX."""
    ask = ask_of(SESSIONS, f"status=upcoming,live&sort=start_time&host={tx.actor.user_id}")
    columns = tuple(each for each in SESSIONS.columns if each.name in _READ)
    rows = await tx.rows(rows_query(SESSIONS, ask.sized(NEXT_MAX), columns))
    return [
        Next(
            href=f"/sessions/{row['id']}",
            title=row["title"],
            about=" · ".join(
                (
                    f"{weekday_words(row['hours'], zone)}, {day_words(row['hours'].astimezone(zone).date())}",
                    hours_words(row["hours"], row["end_time"], zone),
                    row["audience"],
                )
            ),
            status=row["status"],
        )
        for row in rows[:NEXT_MAX]
    ]


async def find_attended(tx: Transaction, student: UUID, zone: tzinfo) -> tuple[list[Attended], str]:
    """Return the latest sessions of a student, and the share of all of theirs that they came to, in words."""
    rows = await tx.rows(attended_by(student))
    share = await tx.one(share_of(student))
    words = came_words(share["came"], share["expected"]) if share else ""
    return [
        Attended(
            href=f"/sessions/{row['id']}",
            title=row["title"],
            day=day_words(row["start_time"].astimezone(zone).date()),
            status=row["status"],
        )
        for row in rows[:SHOWN_MAX]
    ], words
