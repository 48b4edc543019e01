"""One ticket in words: whose it is, what was asked, what was said since, and what the actor may do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.listing.words import UNKNOWN, moment_words
from growthos_ui.oversight.entries import Told
from growthos_ui.support.tickets import queries
from growthos_ui.support.tickets.columns import first_answer_words
from growthos_ui.support.tickets.words import CATEGORIES, MOVES, PRIORITIES, SAID_MAX, STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo
    from uuid import UUID

    from sqlalchemy import RowMapping

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.listing.columns import Mark

ANOTHERS = "A student of another mentor"
_NUMBER = re.compile(r"TKT-[0-9]{6,12}")


@dataclass
class Said:
    """One thing that was said: `kind` is "asked", "answer" or "note", which the learner never sees."""

    by: str = ""
    when: str = ""
    message: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """All of it. `moves` are the states that may follow with the words of their buttons, `people` to whom it can be given.
    `is_cut` says that more was said before `said`.

    The student's name and code are empty where the actor may not see the student.
    """

    told: Told
    student: str
    code: str
    said: tuple[Said, ...]
    moves: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    assigned_to: str
    priority: str
    status: str
    is_cut: bool
    is_closed: bool
    may_answer: bool
    may_move: bool
    may_give: bool


async def find_numbered(tx: Transaction, typed: str) -> UUID | None:
    """Return the ticket whose whole number was typed, or None where that is no number or of none that the actor may see."""
    number = typed.strip().upper()
    found: UUID | None = await tx.scalar(queries.numbered(number)) if _NUMBER.fullmatch(number) else None
    return found


async def find_ticket(tx: Transaction, ticket_id: UUID, zone: tzinfo) -> Ticket | None:
    """Return a ticket, or None where there is none that the actor may see."""
    row = await tx.one(queries.ticket(ticket_id))
    if row is None:
        return None
    is_closed, may_move = row["status"] == "closed", _may_move(tx.actor, row)
    may_give = tx.actor.may(Permission.SUPPORT_TICKETS_MANAGE) and not is_closed
    places = await tx.rows(queries.places(row["student_id"]))
    replies = await tx.rows(queries.said(ticket_id))
    return Ticket(
        told=Told(title=row["subject"], description="", facts=tuple(_facts(row, places, zone))),
        student=row["full_name"] or ANOTHERS,
        code=row["student_code"] or "",
        said=(_asked(row, zone), *(_said(each, row, zone) for each in replies[:SAID_MAX][::-1])),
        is_cut=len(replies) > SAID_MAX,
        moves=MOVES[row["status"]] if may_move else (),
        people=await _people(tx, row) if may_give else (),
        assigned_to=str(row["assigned_to"] or ""),
        priority=row["priority"],
        status=row["status"],
        is_closed=is_closed,
        may_answer=tx.actor.may(Permission.SUPPORT_TICKETS_CHANGE) and not is_closed,
        may_move=may_move and not is_closed,
        may_give=may_give,
    )


def _may_move(actor: Actor, row: RowMapping) -> bool:
    """Tell whether the actor may move it on: the desk any, a mentor what was given to them."""
    return actor.may(Permission.SUPPORT_TICKETS_CHANGE) and (actor.role is not Role.MENTOR or row["whose"] == "me")


async def _people(tx: Transaction, row: RowMapping) -> tuple[tuple[str, str], ...]:
    """Return to whom it can be given, and whoever has it, who may have left since."""
    people = {str(each["value"]): each["label"] for each in await tx.rows(queries.people())}
    if row["assigned_to"]:
        people.setdefault(str(row["assigned_to"]), row["assignee"])
    return tuple(people.items())


def _asked(row: RowMapping, zone: tzinfo) -> Said:
    return Said(row["full_name"] or "The student", moment_words(row["created_at"], zone), row["message"], "asked")


def _said(reply: RowMapping, row: RowMapping, zone: tzinfo) -> Said:
    is_learner = reply["user_id"] == row["user_id"]
    by = (row["full_name"] or "The student") if is_learner else reply["by"]
    kind = "note" if reply["is_internal"] else "asked" if is_learner else "answer"
    return Said(by, moment_words(reply["created_at"], zone), reply["message"], kind)


def _facts(row: RowMapping, places: Sequence[RowMapping], zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "Number", row["ticket_number"]
    if places:
        yield "Courses", ", ".join(_place(each) for each in places)
    yield "Status", _words(STATES, row["status"])
    yield "Priority", _words(PRIORITIES, row["priority"])
    yield "Category", CATEGORIES[row["category"]]
    yield "Assigned to", row["assignee"] or "Nobody"
    yield "First answer", _first_answer(row, zone)
    yield "Asked", moment_words(row["created_at"], zone)
    for name, moment in (("Resolved", row["resolved_at"]), ("Closed", row["closed_at"])):
        if moment:
            yield name, moment_words(moment, zone)


def _first_answer(row: RowMapping, zone: tzinfo) -> str:
    given, due = row["first_response_at"], row["sla_due_at"]
    words = first_answer_words(row["first_answer"], due=due, given=given, asked=row["created_at"], now=row["now"])
    if words == UNKNOWN:
        return "It ended without one"
    return words if given else f"{words}, due {moment_words(due, zone)}"


def _place(row: RowMapping) -> str:
    return f"{row['course']}, {row['batch']}" if row["batch"] and row["batch"] != row["course"] else str(row["course"])


def _words(marks: tuple[Mark, ...], value: str) -> str:
    return next(each.words for each in marks if each.value == value)
