"""The list of tickets, in the order of the desk: urgent first, then by when the first answer is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, true, union_all

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.naming import is_learner, nearest
from growthos_ui.listing.columns import Badge, Code, Link, Mark, Moment, Person
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from growthos_ui.oversight.columns import Instant, Named, Opener
from growthos_ui.support.tickets import queries
from growthos_ui.support.tickets.acts import CLOSE, GIVE, NOUN
from growthos_ui.support.tickets.columns import FirstAnswer
from growthos_ui.support.tickets.narrowing import Answered
from growthos_ui.support.tickets.words import ANSWERS, CATEGORIES, PRIORITIES, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

_NUMBERED = "TKT-"
_DIGITS = 6


def _choices(marks: tuple[Mark, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((mark.value, mark.words) for mark in marks)


def _of_learner_or_numbered(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
    """Find the tickets of a learner, or the one whose number was typed: `TKT-000042`, `000042` or `42`."""
    return and_(true(), *(_found(selected, each) for each in typed if each != _NUMBERED.strip("-").lower()))


def _found(selected: Mapping[str, ColumnElement[Any]], word: str) -> ColumnElement[bool]:
    if not (word.isascii() and word.isdigit()) or len(word) > _DIGITS:
        return is_learner("student_id")(selected, (word,))
    # Of two ways each finds by its own index: with "or" between them every ticket would be read.
    return selected["id"].in_(union_all(*queries.found_by(word, number=word.zfill(_DIGITS), prefix=_NUMBERED)))


TICKETS = Listing(
    name="tickets",
    title="Tickets",
    noun=NOUN,
    source=queries.tickets,
    lean=(queries.bare_tickets,),
    columns=(
        Code(name="ticket_number", label="Number", card="sub"),
        Opener(name="subject", label="Subject", card="title", about="What it is about; opens the ticket"),
        Link(name="full_name", label="Student", card="sub", href="/students/{student_code}", code="student_code"),
        Code(name="student_code", label="Code", starts_hidden=True),
        Named(name="category", label="Category", known=CATEGORIES),
        Badge(name="priority", label="Priority", marks=PRIORITIES, card="state"),
        Badge(name="status", label="Status", marks=STATES, card="state"),
        Person(name="assignee", label="Assigned to", nobody="Nobody", card="pair"),
        FirstAnswer(
            name="first_answer",
            label="First answer",
            marks=ANSWERS,
            due="sla_due_at",
            given="first_response_at",
            asked="created_at",
            sort_by="desk_order",
            card="pair",
            about="How much time is left until the first answer is due, by the priority. Sorted by it, urgent tickets come first,"
            " and of those the ones that still wait for an answer",
        ),
        Instant(
            name="sla_due_at",
            label="Answer due",
            starts_hidden=True,
            about="When the first answer is due at the latest",
        ),
        Instant(name="resolved_at", label="Resolved", starts_hidden=True),
        Moment(name="created_at", label="Asked", sort_by="created_at", card="pair", about="How long ago it was asked"),
    ),
    filters=(
        Choice(name="status", label="Status", choices=_choices(STATES)),
        Choice(name="priority", label="Priority", choices=_choices(PRIORITIES)),
        Choice(name="category", label="Category", choices=tuple(CATEGORIES.items())),
        Choice(
            name="assignee",
            label="Assigned to",
            on="whose",
            choices=(("me", "Me"), ("none", "Nobody"), ("other", "Somebody else")),
        ),
        Answered(name="answer", label="First answer", on="first_answer", choices=_choices(ANSWERS)),
        DayRange(name="asked", label="Asked", on="created_at"),
        DayRange(name="answered", label="First answered", on="first_response_at"),
        DayRange(name="resolved", label="Resolved", on="resolved_at"),
    ),
    search=Search(
        placeholder="Student, code or ticket number",
        on=("id", "student_id"),
        clause=_of_learner_or_numbered,
        nearest=nearest,
    ),
    sort="first_answer",
    read=Permission.SUPPORT_TICKETS_READ,
    export=Permission.SUPPORT_TICKETS_EXPORT,
    acts=(GIVE, CLOSE),
    absent="A ticket appears here when a student asks for help, or somebody asks for them.",
)
