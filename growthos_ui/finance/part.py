"""One installment as it stands: its facts asked in one round trip, under the reader's own identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance import facts
from growthos_ui.finance.amounts import MILLI, amount_words
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.learning.models import Course
from growthos_ui.people.models import Colleague, Student

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping, Select

    from growthos_ui.db import Transaction

_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)
_student, _course, _colleague = columns_of(Student), columns_of(Course), columns_of(Colleague)
_all = InstallmentPlan.__table__.alias("every")  # type: ignore[attr-defined]
EXTENSIONS_MAX = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """An installment as SQL says it stands today. Amounts are thousandths of the currency's unit, `places` its decimals.

    `left` is all that is still to come of it, late fee included; `left_on_bill` and `left_of_student` the same of
    its invoice and of everything that the student owes in this currency, issued or not.
    """

    id: UUID
    invoice_id: UUID
    student_id: UUID
    invoice: str
    number: int
    of: int
    student: str
    code: str
    course: str
    access: str
    currency: str
    places: int
    state: str
    bill_state: str
    amount: int
    fee: int
    fee_paid: int
    is_fee_waived: bool
    paid: int
    refunded: int
    credited: int
    written_off: int
    remaining: int
    fee_remaining: int
    left_on_bill: int
    left_of_student: int
    bill: int
    bill_net: int
    untouched: int
    issued: date
    due: date
    first_due: date
    extensions: int
    extended_by: str
    extension_reason: str
    today: date

    @property
    def name(self) -> str:
        """What the installment is called in addresses: `INV-STU000001-01-2`."""
        return f"{self.invoice}-{self.number}"

    @property
    def left(self) -> int:
        """What is still to come, late fee included."""
        return self.remaining + self.fee_remaining

    @property
    def net(self) -> int:
        """The money that came and did not go back."""
        return self.paid - self.refunded

    @property
    def is_issued(self) -> bool:
        """Whether it is owed by now."""
        return self.issued <= self.today

    @property
    def first_extension(self) -> date:
        """The first day to which it can be extended."""
        return max(self.today + timedelta(days=1), self.first_due)

    def words(self, milli: int) -> str:
        """Return an amount of it without the currency: `20,500.00`."""
        return amount_words(milli, self.places)

    def money(self, milli: int) -> str:
        """Return an amount of it: `PKR 20,500.00`."""
        return f"{self.currency} {self.words(milli)}"


async def find_part(tx: Transaction, name: str) -> Facts | None:
    """Return the installment that an address names; None where there is none, or none that the actor may see."""
    invoice, _, number = name.rpartition("-")
    if not invoice or not number.isdecimal() or len(number) > len("12"):
        return None
    row = await tx.one(_facts().where(_bill.invoice_number == invoice, _part.installment_number == int(number)))
    return _of(row) if row else None


async def require_part(tx: Transaction, name: str) -> Facts:
    """Return the installment that an address names. Raises GrowthError (Missing)."""
    found = await find_part(tx, name)
    if found is None:
        raise GrowthError(Kind.MISSING, "There is no such installment.")
    return found


def _facts() -> Select[Any]:
    return (
        select(
            *(each for each in _part if not each.name.endswith("_sent_at")),
            _bill.invoice_number,
            _bill.status.label("bill_state"),
            _milli(_bill.amount_paid).label("bill_paid"),
            _milli(_bill.amount_refunded).label("bill_refunded"),
            _bill.amount_milli.label("bill"),
            _student.full_name,
            _student.student_code,
            _student.lms_status,
            _course.title,
            _colleague.full_name.label("extended_by_name"),
            func.private.today().label("today"),
            cast(func.private.currency_exponent(_part.currency), Integer).label("places"),
            *(_milli(_part[name]).label(f"part_{name}") for name in _SUMS),
            facts.STATE.label("state"),
            _of_bill(func.count()).label("of"),
            _of_bill(func.sum(_left(_all.c))).label("left_on_bill"),
            _of_bill(func.count()).where(*_untouched()).label("untouched"),
            _left_of_student().label("left_of_student"),
        )
        .join_from(InstallmentPlan, Invoice, (_bill.organization_id == _part.organization_id) & (_bill.id == _part.invoice_id))
        .join(Student, (_student.organization_id == _part.organization_id) & (_student.id == _part.student_id))
        .outerjoin(Course, (_course.organization_id == _bill.organization_id) & (_course.id == _bill.course_id))
        .outerjoin(Colleague, _colleague.id == _part.extended_by)
    )  # fmt: skip


_SUMS = ("amount_paid", "amount_refunded", "amount_credited", "amount_written_off", "penalty_amount", "penalty_paid")


def _milli(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(amount * MILLI, BigInteger)


def _left(part: Any) -> Any:
    return part.remaining_milli + part.penalty_remaining_milli


def _of_bill(value: ColumnElement[Any]) -> Any:
    return select(value).where(_all.c.organization_id == _part.organization_id, _all.c.invoice_id == _part.invoice_id)


def _untouched() -> tuple[ColumnElement[bool], ...]:
    """Choose what a discount can still make cheaper."""
    return (
        _all.c.status.not_in(("cancelled", "waived")),
        _all.c.amount_paid == 0,
        _all.c.amount_credited == 0,
        _all.c.amount_written_off == 0,
    )


def _left_of_student() -> Any:
    return select(func.sum(_left(_all.c))).where(
        _all.c.organization_id == _part.organization_id,
        _all.c.student_id == _part.student_id,
        _all.c.currency == _part.currency,
    )


def _of(row: RowMapping) -> Facts:
    return Facts(
        id=row["id"],
        invoice_id=row["invoice_id"],
        student_id=row["student_id"],
        invoice=row["invoice_number"],
        number=row["installment_number"],
        of=row["of"],
        student=row["full_name"],
        code=row["student_code"],
        course=row["title"] or "",
        access=row["lms_status"],
        currency=row["currency"],
        places=row["places"],
        state=row["state"],
        bill_state=row["bill_state"],
        amount=row["amount_milli"],
        fee=row["part_penalty_amount"],
        fee_paid=row["part_penalty_paid"],
        is_fee_waived=row["penalty_waived_at"] is not None,
        paid=row["part_amount_paid"],
        refunded=row["part_amount_refunded"],
        credited=row["part_amount_credited"],
        written_off=row["part_amount_written_off"],
        remaining=row["remaining_milli"],
        fee_remaining=row["penalty_remaining_milli"],
        left_on_bill=int(row["left_on_bill"]),
        left_of_student=int(row["left_of_student"]),
        bill=row["bill"],
        bill_net=row["bill_paid"] - row["bill_refunded"],
        untouched=row["untouched"],
        issued=row["issue_date"],
        due=row["effective_due_date"],
        first_due=row["due_date"],
        extensions=row["extension_count"],
        extended_by=row["extended_by_name"] or "",
        extension_reason=row["extension_reason"] or "",
        today=row["today"],
    )
