"""Questions about bills, their parts and the ledger. Row security decides whose."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, String, and_, case, cast, exists, func, literal_column, select

from growthos_ui.db import columns_of
from growthos_ui.finance import facts
from growthos_ui.finance.measures import open_of_bill
from growthos_ui.finance.models import CashFigures, InstallmentPayment, InstallmentPlan, Invoice, MoneyAct, OwedFigures
from growthos_ui.finance.words import COLLEAGUE
from growthos_ui.learning.models import Course
from growthos_ui.listing.codes import code_of
from growthos_ui.people.models import Colleague, Student

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

_part, _bill, _entry = columns_of(InstallmentPlan), columns_of(Invoice), columns_of(InstallmentPayment)
_course, _student, _colleague = columns_of(Course), columns_of(Student), columns_of(Colleague)
_cash, _sums, _act = columns_of(CashFigures), columns_of(OwedFigures), columns_of(MoneyAct)
_every = InstallmentPlan.__table__.alias("every_part")  # type: ignore[attr-defined]


def installments() -> Select[Any]:
    """Return every installment that the actor may see, with its learner, course and bill. Amounts are in thousandths."""
    return (
        select(
            *_of_a_part(),
            _student.student_code,
            _student.full_name,
            _bill.invoice_number,
            _part.installment_number,
            _bill.course_id,
            _course.title.label("course_title"),
            _number(),
            _last_payment(),
        )
        .join(Invoice, _bill.id == _part.invoice_id)
        .join(Student, _student.id == _part.student_id)
        .outerjoin(Course, _course.id == _bill.course_id)
    )


def bare_installments() -> Select[Any]:
    """Return the same without what they are joined to: enough to find, count and sum them."""
    return select(*_of_a_part())


def _of_a_part() -> tuple[ColumnElement[Any], ...]:
    return (
        _part.id,
        _part.invoice_id,
        _part.student_id,
        code_of(_part.currency).label("currency"),
        _part.amount_milli,
        facts.LATE_FEE.label("late_fee_milli"),
        _part.paid_milli,
        facts.OPEN.label("open_milli"),
        _part.remaining_milli,
        _part.due_date,
        _part.extended_due_date,
        _part.effective_due_date,
        _part.due_key,
        facts.DAYS_LATE.label("days_late"),
        facts.STATE.label("state"),
        _part.extended_due_date.is_not(None).label("is_extended"),
        facts.IS_PARTLY_PAID.label("is_partly_paid"),
    )


def invoices() -> Select[Any]:
    """Return every bill that the actor may see, with its learner and course."""
    return (
        select(
            *_of_a_bill(),
            _student.student_code,
            _student.full_name,
            _course.title.label("course_title"),
            open_of_bill().label("open_milli"),
            _parts_of_bill().label("parts"),
        )
        .join(Student, _student.id == _bill.student_id)
        .outerjoin(Course, _course.id == _bill.course_id)
    )


def bare_invoices() -> Select[Any]:
    """Return the same without what they are joined to."""
    return select(*_of_a_bill())


def _of_a_bill() -> tuple[ColumnElement[Any], ...]:
    return (
        _bill.id,
        _bill.student_id,
        _bill.course_id,
        _bill.invoice_number,
        code_of(_bill.currency).label("currency"),
        _milli(_bill.list_amount).label("list_milli"),
        _milli(_bill.list_amount - _bill.amount).label("discount_milli"),
        _bill.amount_milli,
        _milli(_bill.amount_paid).label("paid_milli"),
        _milli(_bill.amount_refunded).label("refunded_milli"),
        case((has_overdue_part(), "overdue"), else_=_bill.status).label("state"),
        _bill.issue_date,
        _bill.due_date,
    )


def _parts_of_bill() -> ColumnElement[str]:
    last = select(cast(func.max(_every.c.installment_number), String)).where(_every.c.invoice_id == _bill.id)
    return last.correlate(Invoice).scalar_subquery()


def has_overdue_part() -> ColumnElement[bool]:
    """Return whether a part of a bill is overdue today; every other state of a bill follows the ledger at once."""
    late = exists().where(_part.invoice_id == _bill.id, facts.BY_STATE["overdue"])
    return late.correlate(Invoice)


def payments() -> Select[Any]:
    """Return every entry of the ledger that the actor may see, with its learner, course and part."""
    return (
        select(
            *_of_an_entry(),
            _student.student_code,
            _student.full_name,
            _bill.invoice_number,
            _part.installment_number,
            _course.title.label("course_title"),
            _number(),
            *_due(_part),
            undoing_of_entry(),
            func.coalesce(_colleague.full_name, COLLEAGUE).label("recorded_by_name"),
        )
        .join(InstallmentPlan, _part.id == _entry.installment_id)
        .join(Invoice, _bill.id == _entry.invoice_id)
        .join(Student, _student.id == _entry.student_id)
        .outerjoin(Course, _course.id == _bill.course_id)
        .outerjoin(Colleague, _colleague.id == _entry.recorded_by)
    )


def undoing_of_entry() -> ColumnElement[str | None]:
    """Return `undoing` for an entry that takes a wrong one out again, `undone` for that one, and nothing for all others.

    Looked up for each by its act: an `exists` would be answered by reading every act there is.
    """
    undone = select(literal_column("'undone'", String)).where(
        _act.organization_id == _entry.organization_id, _act.undoes_id == _entry.act_id
    )
    taken_out = undone.correlate(InstallmentPayment).scalar_subquery()
    return case((_entry.amount_milli < 0, "undoing"), else_=taken_out).label("undone")


def bare_payments() -> Select[Any]:
    """Return the same without what they are joined to."""
    return select(*_of_an_entry())


@cache
def due_payments() -> Select[Any]:
    """Return the same with when its part was due, from the parts alone.

    They are read whole, from an index: looked up one by one for entries in their order, those of a page may be the last ones found.
    """
    due = select(_part.id, _part.effective_due_date).offset(literal_column("0")).subquery("due")
    return select(*_of_an_entry(), *_due(due.c)).join(due, due.c.id == _entry.installment_id)


def late_entries(low: int, high: int | None) -> Select[Any]:
    """Return the ids of entries that came `low` to `high` days after the due day of their part; `low` is above 0."""
    late = InstallmentPayment.__table__.alias("late")  # type: ignore[attr-defined]
    upper = [late.c.occurred_on <= _part.effective_due_date + high] if high is not None else []
    return (
        select(late.c.id)
        .select_from(InstallmentPlan)
        .join(late, and_(late.c.organization_id == _part.organization_id, late.c.installment_id == _part.id))
        # the first is what the index is of: written out, or a plan that is kept could not know that it may be used
        .where(
            _part.last_after > literal_column("0"),
            _part.last_after >= low,
            late.c.occurred_on >= _part.effective_due_date + low,
            *upper,
        )
        .correlate(None)
    )


def _due(part: Any) -> tuple[ColumnElement[Any], ...]:
    after = cast(_entry.occurred_on - part.effective_due_date, Integer)
    return (part.effective_due_date, after.label("days_after"))


def summed_payments() -> Select[Any]:
    """Return the entries summed by currency, kind and day: `rows` of them, and their amounts under the names that they have."""
    return select(
        _cash.entries.label("rows"),
        _cash.occurred_on,
        _cash.entry_type,
        code_of(_cash.currency).label("currency"),
        _cash.amount_milli,
        (_cash.amount_milli - _cash.principal_milli).label("fee_milli"),
        _net_of(_cash).label("net_milli"),
    )


def _net_of(entry: Any) -> ColumnElement[int]:
    """Return what came in; credits and write-offs are no money: nothing of them was received, and they are no nought either."""
    kind = entry.entry_type
    return case((kind == "payment", entry.amount_milli), (kind == "refund", -entry.amount_milli))


def _of_an_entry() -> tuple[ColumnElement[Any], ...]:
    return (
        _entry.id,
        _entry.act_id,
        _entry.installment_id,
        _entry.invoice_id,
        _entry.student_id,
        _entry.occurred_on,
        _entry.belongs_to,
        _entry.entry_type,
        _entry.method,
        _entry.reference,
        _entry.reason,
        _entry.receipt_number,
        _entry.recorded_by,
        _entry.created_at,
        code_of(_entry.currency).label("currency"),
        _entry.amount_milli,
        (_entry.amount_milli - _entry.principal_milli).label("fee_milli"),
        _net_of(_entry).label("net_milli"),
    )


def currencies() -> Select[Any]:
    """Return the currencies in which anything was billed."""
    value = code_of(_bill.currency)
    return select(value.label("value"), value.label("label")).distinct().order_by(value)  # type: ignore[return-value]


def enrollers() -> Select[Any]:
    """Return who gave learners the places that were billed, by the names that the actor may know."""
    return named(
        select(_sums.of_id.label("value")).where(_sums.split == "manager", _sums.of_id.is_not(None)).distinct()
    )


def recorders() -> Select[Any]:
    """Return who recorded entries, by the names that the actor may know."""
    return named(select(_entry.recorded_by.label("value")).distinct())


def named(people: Select[Any]) -> Select[Any]:
    """Return these few people, each a `value`, with their names: looked up one by one, where a join would read everybody's."""
    few = people.subquery("few")
    name = func.coalesce(_colleague.full_name, COLLEAGUE)
    return (
        select(few.c.value, name.label("label"))
        .outerjoin_from(few, Colleague, _colleague.id == few.c.value)
        .order_by(name, few.c.value)
    )


def _number() -> ColumnElement[str]:
    """Return `2/6`: which part, of how many."""
    last = select(func.max(_every.c.installment_number)).where(_every.c.invoice_id == _part.invoice_id)
    parts = last.correlate(InstallmentPlan).scalar_subquery()
    return func.concat(_part.installment_number, "/", parts).label("number_words")


def _last_payment() -> ColumnElement[Any]:
    undone = InstallmentPayment.__table__.alias("undone")  # type: ignore[attr-defined]
    is_undone = select(undone.c.id).where(undone.c.reverses_id == _entry.id, undone.c.entry_type == "payment")
    came = select(func.max(_entry.occurred_on)).where(
        _entry.installment_id == _part.id, _entry.entry_type == "payment", _entry.amount_milli > 0, ~is_undone.exists()
    )
    return came.correlate(InstallmentPlan).scalar_subquery().label("last_payment_on")


def _milli(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(amount * 1000, BigInteger)
