"""What a learner can be enrolled in and at what price, and one place with its bill as it stands: asked as the actor."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, Integer, Numeric, String, Uuid, cast, column, func, or_, select

from growthos_ui.db import columns_of
from growthos_ui.finance import facts
from growthos_ui.finance.amounts import MILLI, amount_words
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.learning.models import Course, CourseEnrollment
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.db import Transaction

_place, _course, _student = columns_of(CourseEnrollment), columns_of(Course), columns_of(Student)
_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of a course that is not over."""

    id: UUID
    name: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class Offer:
    """A course, or a pathway, that the learner has no place in; `price` in thousandths, `most` installments at most."""

    course: UUID
    title: str
    is_pathway: bool
    price: int
    currency: str
    places: int
    most: int
    batches: tuple[Batch, ...]

    def money(self) -> str:
        """Return what it costs today: `PKR 45,000.00`."""
        return f"{self.currency} {amount_words(self.price, self.places)}"


@dataclass(frozen=True, slots=True)
class Line:
    """One installment of a place's bill. `amount` and `left`, which is to come of it with its late fee, are thousandths."""

    invoice: str
    number: int
    state: str
    issued: date
    due: date
    amount: int
    left: int

    @property
    def name(self) -> str:
        """What it is called in addresses: `INV-STU000001-01-2`."""
        return f"{self.invoice}-{self.number}"


@dataclass(frozen=True, slots=True)
class Place:
    """One enrolment with what it costs and its bills; `most` is in how many parts it may be billed.

    Amounts are thousandths, added up by SQL: `billed` without what was cancelled, `left` to come of its bills with late fees,
    `left_on_begun` the same of the installments on which something stands: it stays owed when the place is taken back.
    """

    id: UUID
    student_id: UUID
    course: str
    status: str
    access: str
    payment: str
    until: datetime | None
    currency: str
    places: int
    list_price: int
    price: int
    most: int
    today: date
    invoice: str
    lines: tuple[Line, ...]
    billed: int
    left: int
    left_on_begun: int

    def words(self, milli: int) -> str:
        """Return an amount without the currency."""
        return amount_words(milli, self.places)

    def money(self, milli: int) -> str:
        """Return an amount: `PKR 20,500.00`."""
        return f"{self.currency} {self.words(milli)}"


async def find_offers(tx: Transaction, student: UUID | None) -> list[Offer]:
    """Return what the learner, or one who is yet to be added, can be enrolled in; nothing for whoever may not enrol."""
    rows = await tx.rows(_offers(student))
    return [_offer(list(some)) for _, some in groupby(rows, key=lambda row: row["course"])]


def _offers(student: UUID | None) -> Select[Any]:
    found = func.private.places_to_give(cast(student, Uuid)).table_valued(
        column("course", Uuid),
        column("title", String),
        column("kind", String),
        column("price", Numeric),
        column("currency", String),
        column("places", Integer),
        column("most", Integer),
        column("batch", Uuid),
        column("batch_name", String),
        column("starts_on", Date),
        name="offer",
    )
    return select(*found.c)


def _offer(rows: list[Any]) -> Offer:
    row = rows[0]
    return Offer(
        course=row["course"],
        title=row["title"],
        is_pathway=row["kind"] == "pathway",
        price=int(row["price"] * MILLI),
        currency=row["currency"],
        places=row["places"],
        most=row["most"],
        batches=tuple(Batch(each["batch"], each["batch_name"], each["starts_on"]) for each in rows if each["batch"]),
    )


async def find_place(tx: Transaction, place: UUID) -> Place | None:
    """Return an enrolment with its bill; None where there is no such one to be seen."""
    row = await tx.one(_asked(place))
    if row is None:
        return None
    lines = await tx.rows(_lines(place))
    return Place(
        id=row["id"],
        student_id=row["student_id"],
        course=row["title"],
        status=row["status"],
        access=row["lms_status"],
        payment=row["payment_status"],
        until=row["access_expires_at"],
        currency=row["currency"],
        places=row["places"],
        list_price=row["list_price"],
        price=row["price"],
        most=row["most"],
        today=row["today"],
        invoice=lines[0]["invoice_number"] if lines else "",
        lines=tuple(_line(each) for each in lines),
        billed=lines[0]["billed"] if lines else 0,
        left=lines[0]["all_left"] if lines else 0,
        left_on_begun=lines[0]["left_on_begun"] if lines else 0,
    )


def _asked(place: UUID) -> Select[Any]:
    most = func.coalesce(_course.max_installments, cast(func.private.get_setting("fees.max_installments"), Integer))
    return (
        select(
            _place.id,
            _place.student_id,
            _place.status,
            _place.payment_status,
            _place.access_expires_at,
            _place.currency,
            _course.title,
            _student.lms_status,
            cast(func.private.currency_exponent(_place.currency), Integer).label("places"),
            cast(_place.list_price * MILLI, BigInteger).label("list_price"),
            cast(_place.final_price * MILLI, BigInteger).label("price"),
            most.label("most"),
            func.private.today().label("today"),
        )
        .join(Course, (_course.organization_id == _place.organization_id) & (_course.id == _place.course_id))
        .join(Student, (_student.organization_id == _place.organization_id) & (_student.id == _place.student_id))
        .where(_place.id == place)
    )


def _lines(place: UUID) -> Select[Any]:
    left = _part.remaining_milli + _part.penalty_remaining_milli
    has_begun = or_(_part.amount_paid > 0, _part.amount_credited > 0, _part.amount_written_off > 0)
    on = (_bill.organization_id == _part.organization_id) & (_bill.id == _part.invoice_id)
    return (
        select(
            _bill.invoice_number,
            _part.installment_number,
            _part.issue_date,
            _part.effective_due_date,
            _part.amount_milli,
            left.label("left"),
            _all(_part.amount_milli, _part.status != "cancelled").label("billed"),
            _all(left).label("all_left"),
            _all(left, has_begun).label("left_on_begun"),
            facts.STATE.label("state"),
        )
        .join_from(InstallmentPlan, Invoice, on)
        .where(_bill.enrollment_id == place)
        .order_by(_bill.created_at.desc(), _bill.id, _part.installment_number)
    )


def _all(amount: ColumnElement[int], test: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    """Return the sum over every installment of the place, or over those for which the test is so."""
    added = func.sum(amount) if test is None else func.sum(amount).filter(test)
    return cast(func.coalesce(added.over(), 0), BigInteger)


def _line(row: Any) -> Line:
    return Line(
        invoice=row["invoice_number"],
        number=row["installment_number"],
        state=row["state"],
        issued=row["issue_date"],
        due=row["effective_due_date"],
        amount=row["amount_milli"],
        left=row["left"],
    )
