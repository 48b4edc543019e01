"""What is done about tickets: answered, given, moved on. Who may do which, the database decides."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sqlalchemy import select, update

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.acts import Act
from growthos_ui.listing.words import number_of
from growthos_ui.support.models import SupportTicket
from growthos_ui.support.tickets import queries
from growthos_ui.support.tickets.words import CATEGORIES, NOBODY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from growthos_ui.db import Transaction

NOUN = ("ticket", "tickets")
SUBJECT_LENGTH_MAX, MESSAGE_LENGTH_MAX = 200, 8000
_ticket = columns_of(SupportTicket)


async def open_for(tx: Transaction, student: UUID, typed: Mapping[str, str], *, form: UUID) -> str:
    """Open a ticket for a learner, and return its number; the same words of one `form` open one. Raises GrowthError, which names the box."""
    if typed["category"] not in CATEGORIES:
        raise GrowthError(Kind.INVALID, "Choose a category.", field="category")
    words = [typed[name] for name in ("subject", "message", "category", "priority")]
    opened = await tx.call("private.open_ticket", student, *words, _key(form, student, *words))
    number: str = await tx.scalar(select(_ticket.ticket_number).where(_ticket.id == opened))
    return number


async def answer(tx: Transaction, ticket: UUID, message: str, *, is_note: bool, form: UUID) -> None:
    """Say something on a ticket: to the learner, or as a note for staff; the same words of one `form` once. Raises GrowthError."""
    await tx.call("private.reply_ticket", ticket, message, is_note, _key(form, ticket, is_note, message))


async def move(tx: Transaction, ticket: UUID, status: str, *, was: str | None = None) -> bool:
    """Bring a ticket into a state, only from `was` if that is said; return whether that changed anything. Raises GrowthError."""
    moved: bool = await tx.call("private.move_ticket", ticket, status, was)
    return moved


async def arrange(tx: Transaction, ticket: UUID, *, shown: Mapping[str, str], typed: Mapping[str, str]) -> bool:
    """Change who has a ticket and how urgent it is, as far as what was typed differs from what was shown.

    Return whether that changed anything. Raises GrowthError, and nothing is changed, where somebody else changed it meanwhile:
    of two who save at once the second waits for the first, and is told.
    """
    there: dict[str, str] = await tx.call("private.hold_ticket", ticket)
    changed = [name for name in ("priority", "assigned_to") if typed[name] != shown[name]]
    if any(there[name] not in (shown[name], typed[name]) for name in changed):
        raise GrowthError(
            Kind.CONFLICT, "Somebody changed this ticket meanwhile. Look at what it is now, and save again."
        )
    acts = {"priority": prioritise, "assigned_to": give}
    return any([await acts[name](tx, ticket, typed[name]) for name in changed])


async def give(tx: Transaction, ticket: UUID, to: str) -> bool:
    """Give a ticket to somebody, or to nobody; return whether that changed anything. Raises GrowthError."""
    given: bool = await tx.call("private.assign_ticket", ticket, _person(to) if to else None)
    return given


async def prioritise(tx: Transaction, ticket: UUID, priority: str) -> bool:
    """Change how urgent a ticket is, which moves the day of its first answer; return whether it was another before.

    Raises GrowthError where it is closed, not there, or not the actor's to change.
    """
    row = await tx.one(queries.ticket(ticket))
    if row is None:
        raise GrowthError(Kind.MISSING, "There is no such ticket.")
    if row["priority"] == priority:
        return False
    if row["status"] == "closed":
        raise GrowthError(Kind.WRONG_STATE, "This ticket is closed. Open a new one.", field="priority")
    changed = await tx.change(
        update(SupportTicket).where(_ticket.id == ticket).values(priority=priority).returning(_ticket.id)
    )
    if not changed:
        raise GrowthError(Kind.FORBIDDEN, "Your role may not do this with a ticket.")
    return True


async def give_many(tx: Transaction, tickets: Sequence[UUID], said: Mapping[str, str]) -> str:
    """Give all of these tickets to one person, or to nobody, and say so; none of them where one is refused. Raises GrowthError."""
    names = {row["value"]: row["label"] for row in await tx.rows(queries.people_or_nobody())}
    if said["choice"] not in names:
        raise GrowthError(Kind.INVALID, "Choose somebody who answers tickets.", field="choice")
    for each in sorted(tickets):
        await give(tx, each, "" if said["choice"] == NOBODY else said["choice"])
    return f"{number_of(len(tickets), NOUN)} given to {names[said['choice']]}."


async def close_many(tx: Transaction, tickets: Sequence[UUID], said: Mapping[str, str]) -> str:  # noqa: ARG001 - nothing to choose
    """Close all of these tickets; those that are closed stay so. Raises GrowthError, and none is closed, where one is refused."""
    closed = [await move(tx, each, "closed") for each in sorted(tickets)]
    return f"{number_of(sum(closed), NOUN)} closed."


def _key(form: UUID, *words: object) -> UUID:
    return uuid5(form, "\n".join(map(str, words)))


def _person(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "Choose somebody who answers tickets.", field="assigned_to") from error


GIVE = Act(
    name="give",
    label="Assign",
    joins="",
    needs=Permission.SUPPORT_TICKETS_MANAGE,
    noun=NOUN,
    asks="To whom",
    options=queries.people_or_nobody,
    run=give_many,
    most=200,
)
CLOSE = Act(
    name="close",
    label="Close",
    joins="",
    needs=Permission.SUPPORT_TICKETS_MANAGE,
    noun=NOUN,
    confirm="Nothing more can be said on a ticket that is closed, and it cannot be opened again.",
    run=close_many,
    most=200,
)
