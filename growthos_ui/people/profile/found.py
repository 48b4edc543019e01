"""The page of one learner in words, asked as the actor: nothing here decides who sees what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.models import Assignment
from growthos_ui.learning.models import LessonRecording, Module
from growthos_ui.listing.words import day_words
from growthos_ui.people.profile import questions
from growthos_ui.people.profile.doings import doing_words
from growthos_ui.people.profile.measures import Measure, measures, over_whom
from growthos_ui.people.profile.trees import Branch, Leaf, branches, leaves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import RowMapping
    from sqlmodel import SQLModel

    from growthos_ui.db import Transaction

EVENTS_SHOWN = 20
_CONTENT: dict[str, type[SQLModel]] = {
    "lesson_recordings": LessonRecording,
    "assignments": Assignment,
    "modules": Module,
}


@dataclass
class Version:
    """One version of the work handed in for an assignment, with its page for whoever reviews; or that nothing was."""

    title: str = ""
    href: str = ""
    version: str = ""
    submitted: str = ""
    state: str = ""
    score: str = ""
    feedback: str = ""
    late: bool = False


@dataclass
class Seat:
    """One enrolment: its place, its measures, its course as a tree, the work handed in; `acts` may be done with it: bill, end."""

    id: str = ""
    course: str = ""
    course_id: str = ""
    batch: str = ""
    status: str = ""
    facts: str = ""
    over: str = ""
    measures: list[Measure] = field(default_factory=list)
    size: str = ""
    branches: list[Branch] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)


@dataclass
class Learner:
    """Who it is, as far as the reader may know. `fees` is clear, due or overdue."""

    id: str = ""
    code: str = ""
    name: str = ""
    initials: str = ""
    status: str = ""
    fees: str = ""
    mentor: str = ""
    batch: str = ""
    email: str = ""
    phone: str = ""
    since: str = ""


@dataclass
class Event:
    """One act of the learner, with the day where that begins."""

    day: str = ""
    time: str = ""
    words: str = ""
    about: str = ""
    shape: str = ""
    staff: bool = False


@dataclass
class Events:
    """A stretch of the line of activity, and the place after it; no place means that there is no more."""

    rows: list[Event] = field(default_factory=list)
    after: tuple[datetime, UUID] | None = None
    last_day: str = ""


async def find_learner(tx: Transaction, code: str) -> tuple[Learner, list[RowMapping], datetime] | None:
    """Return the learner, their enrolments and the moment of asking; None when there is nobody to be seen."""
    who = await tx.one(questions.learner(code))
    if who is None:
        return None
    scored = tx.actor.may(Permission.COURSEWORK_MARKS_READ)
    billed = tx.actor.may(Permission.LEARNING_ENROLMENTS_CREATE)
    seats = await tx.rows(questions.enrolments(who["id"], scored=scored, billed=billed))
    reach = await tx.one(questions.contact(who["id"])) if tx.actor.may(Permission.PEOPLE_CONTACTS_READ) else None
    learner = Learner(
        id=str(who["id"]),
        code=who["student_code"],
        name=who["full_name"],
        initials="".join(part[0] for part in who["full_name"].split()[:2]).upper(),
        status=who["lms_status"],
        fees=who["fees"],
        mentor=next((seat["mentor_name"] for seat in seats if seat["mentor_name"]), ""),
        batch=next((seat["batch_name"] for seat in seats if seat["batch_name"]), ""),
        email=(reach and reach["email"]) or "",
        phone=(reach and reach["phone"]) or "",
        since=day_words(who["enrollment_date"]),
    )
    return learner, seats, who["now"]


async def find_seat(tx: Transaction, row: RowMapping, now: datetime) -> Seat:
    """Return one enrolment with its medians, its tree and its work."""
    middle = await tx.one(questions.medians(row, scored="marks" in row))
    assert middle is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    weeks = await tx.scalar(questions.median_weeks(row))
    zone = ZoneInfo(tx.actor.timezone)
    tree = await tx.rows(questions.tree(row["student_id"], row["course_id"]))
    return Seat(
        id=str(row["id"]),
        course=row["course_title"] or "",
        course_id=str(row["course_id"]),
        batch=row["batch_name"] or "",
        status=row["enrollment_status"],
        facts=_facts(row, zone),
        over=over_whom(row, middle["peers"]),
        measures=measures(row, middle, weeks, now=now, zone=zone),
        size=_size(tree),
        branches=branches(tree),
        versions=await _versions(tx, row, zone),
        acts=_acts(tx, row),
    )


def _acts(tx: Transaction, row: RowMapping) -> list[str]:
    """Return what the actor may do with an enrolment: one that came with a pathway goes with the pathway."""
    if row["enrollment_status"] == "cancelled" or row["source"] != "direct":
        return []
    bill = ["bill"] if row.get("waits_for_bill") else []
    return [*bill, "end"] if tx.actor.may(Permission.LEARNING_ENROLMENTS_END) else bill


async def find_leaves(tx: Transaction, student_id: UUID, course_id: UUID, module_id: UUID) -> list[Leaf]:
    """Return the recordings of one module of the learner's course."""
    tree = await tx.rows(questions.tree(student_id, course_id))
    return leaves([row for row in tree if row["module_id"] == module_id], ZoneInfo(tx.actor.timezone))


async def find_events(tx: Transaction, student_id: UUID, after: Events | None = None) -> Events:
    """Return the next stretch of the learner's activity, newest first."""
    rows = await tx.rows(questions.activity(student_id, after.after if after else None, EVENTS_SHOWN))
    shown, more = rows[:EVENTS_SHOWN], len(rows) > EVENTS_SHOWN
    titles: dict[UUID, str] = {}
    for table, model in _CONTENT.items():
        if ids := [row["reference_id"] for row in shown if row["reference_table"] == table and row["reference_id"]]:
            titles |= {row["id"]: row["title"] for row in await tx.rows(questions.titles(model, ids))}
    zone, day, events = ZoneInfo(tx.actor.timezone), after.last_day if after else "", []
    for row in shown:
        local = row["occurred_at"].astimezone(zone)
        words, about, shape = doing_words(dict(row), titles)
        here = day_words(local.date())
        events.append(
            Event(
                day=here if here != day else "",
                time=f"{local:%H:%M}" if local.time() != time.min else "",  # told by the day, not by the hour
                words=words,
                about=about,
                shape=shape,
                staff=row["visibility"] == "staff",
            )
        )
        day = here
    last = shown[-1] if more else None
    return Events(rows=events, after=(last["occurred_at"], last["id"]) if last else None, last_day=day)


async def _versions(tx: Transaction, row: RowMapping, zone: ZoneInfo) -> list[Version]:
    if not tx.actor.may(Permission.COURSEWORK_SUBMISSIONS_READ):
        return []
    found = await tx.rows(questions.submissions(row["student_id"], row["course_id"]))
    reviews = tx.actor.may(Permission.COURSEWORK_REVIEWS_READ)
    return [_version(each, zone, reviews=reviews) for each in found]


def _version(row: RowMapping, zone: ZoneInfo, *, reviews: bool) -> Version:
    if row["version"] is None:
        return Version(title=row["title"], version="—", submitted="—", state="none", score="—")
    known = row["score"] is not None
    return Version(
        title=row["title"],
        href=f"/submissions/{row['id']}" if reviews else "",
        version=str(row["version"]),
        submitted=day_words(row["submitted_at"].astimezone(zone).date()),
        state=row["status"],
        score=f"{row['score']} of {row['max_score']}" if known else "—",
        feedback=row["feedback"] or "",
        late=bool(row["is_late"]),
    )


def _facts(row: RowMapping, zone: ZoneInfo) -> str:
    said = [f"enrolled {day_words(row['enrolled_on'])}"]
    if row["completed_on"]:
        said.append(f"completed {day_words(row['completed_on'])}")
    elif row["access_expires_at"]:
        said.append(f"access until {day_words(row['access_expires_at'].astimezone(zone).date())}")
    return " · ".join(said)


def _size(tree: Sequence[Any]) -> str:
    modules = len({row["module_id"] for row in tree})
    done = sum(row["completed_at"] is not None for row in tree)
    return f"{modules} {'module' if modules == 1 else 'modules'}, {done} of {len(tree)} recordings completed"
