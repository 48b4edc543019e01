"""What one learner owes, paid and has still to come: every installment of theirs in one currency, and the latest of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.finance import facts
from growthos_ui.finance.amounts import amount_words
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.learning.models import Course
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping, Select

    from growthos_ui.db import Transaction

LINES_MAX = 200
_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)
_student, _course = columns_of(Student), columns_of(Course)


@dataclass(frozen=True, slots=True)
class Due:
    """One installment of the learner. Amounts are thousandths; `left` is to come of it, late fee included; `net` came and stayed."""

    id: UUID
    invoice: str
    number: int
    course: str
    state: str
    due: date
    amount: int
    net: int
    left: int

    @property
    def name(self) -> str:
        """What it is called in addresses: `INV-STU000001-01-2`."""
        return f"{self.invoice}-{self.number}"


@dataclass(frozen=True, slots=True)
class Dues:
    """All installments of a learner in one currency, in the order in which they are paid. Sums are over all of them, by SQL.

    `open` is what is to come of those that are issued, `left` of all; both with late fees.
    """

    student_id: UUID
    student: str
    code: str
    currency: str
    places: int
    today: date
    open: int
    left: int
    net: int
    lines: tuple[Due, ...]

    def words(self, milli: int) -> str:
        """Return an amount without the currency: `20,500.00`."""
        return amount_words(milli, self.places)

    def money(self, milli: int) -> str:
        """Return an amount: `PKR 20,500.00`."""
        return f"{self.currency} {self.words(milli)}"


async def find_dues(tx: Transaction, code: str) -> list[Dues]:
    """Return what the learner with this code owes, by currency; nothing where there are no bills, or none that the actor may see."""
    rows = await tx.rows(_asked().where(_student.student_code == code))
    return [_of(list(some)) for _, some in groupby(rows, key=lambda row: row["currency"])]


async def find_dues_in(tx: Transaction, code: str, currency: str) -> Dues | None:
    """Return the same in one currency."""
    return next((each for each in await find_dues(tx, code) if each.currency == currency), None)


def _asked() -> Select[Any]:
    left = _part.remaining_milli + _part.penalty_remaining_milli
    is_issued = _part.issue_date <= func.private.today()
    return (
        select(
            _part.id,
            _part.installment_number,
            _part.currency,
            _part.effective_due_date,
            _part.amount_milli,
            _part.paid_milli,
            left.label("left"),
            _bill.invoice_number,
            _course.title,
            _student.id.label("student_id"),
            _student.full_name,
            _student.student_code,
            facts.STATE.label("state"),
            func.private.today().label("today"),
            cast(func.private.currency_exponent(_part.currency), Integer).label("places"),
            _over(left).label("all_left"),
            _over(_part.paid_milli).label("all_net"),
            cast(func.coalesce(func.sum(left).filter(is_issued).over(partition_by=_part.currency), 0), BigInteger).label("all_open"),
        )
        .join_from(InstallmentPlan, Invoice, (_bill.organization_id == _part.organization_id) & (_bill.id == _part.invoice_id))
        .join(Student, (_student.organization_id == _part.organization_id) & (_student.id == _part.student_id))
        .outerjoin(Course, (_course.organization_id == _bill.organization_id) & (_course.id == _bill.course_id))
        .order_by(_part.currency, ~is_issued, _part.effective_due_date, _bill.invoice_number, _part.installment_number)
        .limit(LINES_MAX)
    )  # fmt: skip


def _over(amount: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.sum(amount).over(partition_by=_part.currency), BigInteger)


def _of(rows: list[RowMapping]) -> Dues:
    row = rows[0]
    return Dues(
        student_id=row["student_id"],
        student=row["full_name"],
        code=row["student_code"],
        currency=row["currency"],
        places=row["places"],
        today=row["today"],
        open=row["all_open"],
        left=row["all_left"],
        net=row["all_net"],
        lines=tuple(_due(each) for each in rows),
    )


def _due(row: RowMapping) -> Due:
    return Due(
        id=row["id"],
        invoice=row["invoice_number"],
        number=row["installment_number"],
        course=row["title"] or "",
        state=row["state"],
        due=row["effective_due_date"],
        amount=row["amount_milli"],
        net=row["paid_milli"],
        left=row["left"],
    )
