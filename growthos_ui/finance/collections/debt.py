"""One learner's debt in one currency, as whoever calls about it needs it: how to reach them, what is late, what was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import and_, func, or_, select

from growthos_ui.db import columns_of
from growthos_ui.finance.collections.measures import PROMISE_STATE, ranked
from growthos_ui.finance.collections.models import CollectionContact, Promise, ReminderPause
from growthos_ui.finance.collections.tables import with_whose
from growthos_ui.finance.dues import Dues, find_dues_in
from growthos_ui.finance.facts import TODAY
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.listing.words import day_words
from growthos_ui.people.models import Colleague, Student, StudentDetail, User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping, Select

    from growthos_ui.db import Transaction

LINES_MAX = 100
_student, _user, _detail = columns_of(Student), columns_of(User), columns_of(StudentDetail)
_colleague = columns_of(Colleague)
_promise, _contact, _pause = columns_of(Promise), columns_of(CollectionContact), columns_of(ReminderPause)
_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach a learner. `whatsapp` is the address of a chat with a message begun, where the learner agreed to it."""

    email: str = ""
    phone: str = ""
    whatsapp: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """Who is to be called next, and how many are left to call, this one included."""

    id: str = ""
    name: str = ""
    student: str = ""
    left: int = 0


@dataclass(frozen=True, slots=True)
class Debt:
    """All of it. `ranked` is its row of the worklist, None where nothing is overdue; `following` who is to be called after it;
    `pause` the one that holds today.
    """

    dues: Dues
    reach: Reach
    ranked: RowMapping | None
    following: Next
    promises: Sequence[RowMapping]
    contacts: Sequence[RowMapping]
    pause: RowMapping | None


async def find_debt(tx: Transaction, name: str, seen: Sequence[UUID] = ()) -> Debt | None:
    """Return the debt that an address names, `STU000001-PKR`; None where there is none, or none that the actor may see.

    Who is next is none of those that were `seen`.
    """
    code, _, currency = name.rpartition("-")
    dues = await find_dues_in(tx, code, currency)
    if dues is None:
        return None
    student = dues.student_id
    rows = await tx.rows(_ranked(student, currency, seen))
    return Debt(
        dues=dues,
        reach=_reach(await tx.one(_contact_of(student)), dues, tx.actor.organization),
        ranked=next((row for row in rows if row["is_asked"]), None),
        following=next((_next(row) for row in rows if not row["is_asked"]), Next()),
        promises=await tx.rows(_promises_of(student, currency)),
        contacts=await tx.rows(_contacts_of(student)),
        pause=await tx.one(_pause_of(student)),
    )


def _ranked(student: UUID, currency: str, seen: Sequence[UUID]) -> Select[Any]:
    """Return the debt's row of the worklist and that of whoever is next, in one pass over the list."""
    ranks = ranked(student, currency, seen)
    return with_whose(ranks).where(or_(ranks.c.is_asked, ranks.c.is_next))


def _next(row: RowMapping) -> Next:
    return Next(str(row["id"]), f"{row['student_code']}-{row['currency']}", row["full_name"], row["left"])


def _contact_of(student: UUID) -> Select[Any]:
    """Return how to reach the learner. For office staff only: no other role holds a grant on these columns."""
    phone = func.coalesce(_student.phone_number, _user.phone).label("phone")
    agreed = (_detail.contact_preferences["whatsapp_opt_in"].as_string() == "true").label("agreed")
    return (
        select(_user.email, phone, agreed)
        .join_from(Student, User, _user.id == _student.user_id)
        .outerjoin(StudentDetail, _detail.student_id == _student.id)
        .where(_student.id == student)
    )


def _promises_of(student: UUID, currency: str) -> Select[Any]:
    return (
        select(
            _promise.id,
            _promise.amount_milli,
            _promise.received_milli,
            _promise.made_on,
            _promise.promised_for,
            _promise.note,
            _promise.withdraw_reason,
            PROMISE_STATE.label("state"),
            (_promise.promised_for >= TODAY).label("is_ahead"),
            func.concat(_bill.invoice_number, "-", _part.installment_number).label("part"),
            _colleague.full_name.label("taken_by"),
        )
        .join_from(Promise, InstallmentPlan, _part.id == _promise.installment_id)
        .join(Invoice, _bill.id == _promise.invoice_id)
        .outerjoin(Colleague, _colleague.id == _promise.taken_by)
        .where(_promise.student_id == student, _promise.currency == currency)
        .order_by(_promise.taken_at.desc(), _promise.promised_for.desc(), _promise.id)
        .limit(LINES_MAX)
    )


def _contacts_of(student: UUID) -> Select[Any]:
    return (
        select(
            _contact.id,
            _contact.channel,
            _contact.outcome,
            _contact.note,
            _contact.next_step,
            _contact.next_on,
            _contact.made_at,
            _colleague.full_name.label("made_by"),
        )
        .outerjoin_from(CollectionContact, Colleague, _colleague.id == _contact.made_by)
        .where(_contact.student_id == student)
        .order_by(_contact.made_at.desc(), _contact.id)
        .limit(LINES_MAX)
    )


def _pause_of(student: UUID) -> Select[Any]:
    holds = and_(_pause.starts_on <= TODAY, _pause.ends_on >= TODAY)
    return (
        select(_pause.starts_on, _pause.ends_on, _pause.reason, _colleague.full_name.label("made_by"))
        .outerjoin_from(ReminderPause, Colleague, _colleague.id == _pause.made_by)
        .where(_pause.student_id == student, holds, or_(_pause.ended_on.is_(None), _pause.ended_on > TODAY))
        .order_by(_pause.ends_on.desc())
        .limit(1)
    )


def _reach(row: RowMapping | None, dues: Dues, school: str) -> Reach:
    if row is None:
        return Reach()
    found = Reach(email=row["email"] or "", phone=row["phone"] or "", agreed=bool(row["agreed"]))
    if not found.agreed or not found.phone.startswith("+"):
        return found
    return replace(
        found, whatsapp=f"https://wa.me/{found.phone.removeprefix('+')}?text={quote(_message(dues, school))}"
    )


def _message(dues: Dues, school: str) -> str:
    """Return how a chat begins: who writes, how much is open, and since when; nobody has to type that forty times."""
    since = next(
        (f" It was due on {day_words(each.due)}." for each in dues.lines if each.left and each.due < dues.today), ""
    )
    return f"Hello {dues.student}, this is {school}. Of your course fee {dues.money(dues.open)} is open.{since}"
