"""Questions about tickets. Row security decides whose: the desk sees all, a mentor those of their learners and those given to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    String,
    Uuid,
    and_,
    case,
    cast,
    column,
    extract,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from growthos_ui.db import columns_of
from growthos_ui.learning.models import Batch, Course, StudentProgress
from growthos_ui.learning.naming import is_learner
from growthos_ui.listing.search import LAST_LETTER
from growthos_ui.people.models import Colleague, Student
from growthos_ui.support.models import SupportTicket, SupportTicketReply
from growthos_ui.support.tickets.words import ACTIVE, NOBODY, SAID_MAX, SOON

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

_ticket, _reply = columns_of(SupportTicket), columns_of(SupportTicketReply)
_student, _colleague = columns_of(Student), columns_of(Colleague)
_progress, _course, _batch = columns_of(StudentProgress), columns_of(Course), columns_of(Batch)
# Each asked once for the statement, never for each row.
_NOW = select(func.private.now()).scalar_subquery()
_ME = select(func.private.actor_id(type_=Uuid)).scalar_subquery()
_GIVEN = _ticket.first_response_at
_FIRST_ANSWER = case(
    (_ticket.sla_due_at >= _GIVEN, "in_time"),
    (_GIVEN.is_not(None), "was_late"),
    (_ticket.status.not_in(ACTIVE), "without"),
    (_ticket.sla_due_at < _NOW, "late"),
    (_ticket.sla_due_at < _NOW + SOON, "soon"),
    else_="waits",
)
# What still waits for it, as its small index has it: written out, or a plan that is kept could not know that it may be used.
_WAITS = and_(_GIVEN.is_(None), _ticket.status.in_([literal_column(f"'{each}'", String) for each in ACTIVE]))
WAITING = {
    "late": and_(_WAITS, _ticket.sla_due_at < _NOW),
    "soon": and_(_WAITS, _ticket.sla_due_at >= _NOW, _ticket.sla_due_at < _NOW + SOON),
    "waits": and_(_WAITS, _ticket.sla_due_at >= _NOW + SOON),
}
"""Of what became of the first answer, that which can be found without looking at every ticket."""
_WHOSE = case((_ticket.assigned_to.is_(None), None), (_ticket.assigned_to == _ME, "me"), else_="other")
# In tenths of an hour: whole numbers, of which the one in the middle is one of them.
_TOOK = cast(func.round(extract("epoch", _GIVEN - _ticket.created_at) / 360), Integer)


def tickets() -> Select[Any]:
    """Return every ticket that the actor may see, with its learner and who has it, as far as the actor may know their names."""
    return (
        select(*_of_a_ticket(), _student.student_code, _student.full_name, _name_of(_ticket.assigned_to).label("assignee"))
        .outerjoin(Student, _student.id == _ticket.student_id)
        .outerjoin(Colleague, and_(_colleague.organization_id == _ticket.organization_id, _colleague.id == _ticket.assigned_to))
    )  # fmt: skip


def bare_tickets() -> Select[Any]:
    """Return the same without the names: enough to find, order and count them."""
    return select(*_of_a_ticket())


def found_by(word: str, *, number: str, prefix: str) -> tuple[Select[Any], Select[Any]]:
    """Return the ids of tickets whose learner is called so, and of those whose number is this or begins with the word."""
    here, begun = SupportTicket.__table__.alias("found"), f"{prefix}{word}"  # type: ignore[attr-defined]
    begins = and_(here.c.ticket_number >= begun, here.c.ticket_number < begun + LAST_LETTER)
    numbered = or_(here.c.ticket_number == f"{prefix}{number}", begins)
    of_learner = is_learner("student_id")({"student_id": here.c.student_id}, (word,))
    return select(here.c.id).where(of_learner).correlate(None), select(here.c.id).where(numbered).correlate(None)


def _of_a_ticket() -> tuple[ColumnElement[Any], ...]:
    return (
        _ticket.id, _ticket.ticket_number, _ticket.student_id, _ticket.subject, _ticket.category, _ticket.priority,
        _ticket.status, _ticket.assigned_to, _ticket.desk_order, _ticket.created_at, _ticket.sla_due_at, _GIVEN,
        _ticket.resolved_at, _FIRST_ANSWER.label("first_answer"), _WHOSE.label("whose"), _TOOK.label("took_tenths"),
    )  # fmt: skip


def _name_of(person: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the colleague's name; one's own is known to everybody, and to whom others' are not they are a colleague."""
    return case(
        (person.is_(None), None),
        (_colleague.full_name.is_not(None), _colleague.full_name),
        (person == _ME, "You"),
        else_="A colleague",
    )


def ticket(ticket_id: UUID) -> Select[Any]:
    """Return one ticket with what was asked, and `now`."""
    asked = (_ticket.message, _ticket.user_id, _ticket.opened_by, _ticket.closed_at, _NOW.label("now"))
    return tickets().add_columns(*asked).where(_ticket.id == ticket_id)


def numbered(number: str) -> Select[Any]:
    """Return the id of the ticket with this number."""
    return select(_ticket.id).where(_ticket.ticket_number == number)


def said(ticket_id: UUID) -> Select[Any]:
    """Return the latest SAID_MAX things that were said on a ticket and one more, the newest first, by whom as far as the actor may know."""
    return (
        select(_reply.id, _reply.user_id, _reply.message, _reply.is_internal, _reply.created_at, _name_of(_reply.user_id).label("by"))
        .outerjoin(Colleague, and_(_colleague.organization_id == _reply.organization_id, _colleague.id == _reply.user_id))
        .where(_reply.ticket_id == ticket_id)
        .order_by(_reply.created_at.desc(), _reply.id.desc())
        .limit(SAID_MAX + 1)
    )  # fmt: skip


def places(student_id: UUID) -> Select[Any]:
    """Return the courses of a learner, each with its batch."""
    return (
        select(_course.title.label("course"), _batch.name.label("batch"))
        .select_from(StudentProgress)
        .join(Course, _course.id == _progress.course_id)
        .outerjoin(Batch, _batch.id == _progress.batch_id)
        .where(_progress.student_id == student_id)
        .order_by(_course.title)
    )


def people() -> Select[Any]:
    """Return to whom a ticket can be given, by name; nobody for who may give none."""
    one = func.private.people_for_tickets().table_valued(column("value", Uuid), column("label", String), name="person")
    return select(one.c.value, one.c.label)


def people_or_nobody() -> Select[Any]:
    """Return the same with "Nobody" first, for whoever takes tickets from somebody."""
    those = people().subquery()
    nobody = select(literal(NOBODY, String).label("value"), literal("Nobody", String).label("label"))
    every = union_all(nobody, select(cast(those.c.value, String), those.c.label)).subquery()
    return select(every.c.value, every.c.label)
