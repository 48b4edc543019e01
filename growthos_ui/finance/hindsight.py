"""A past day with what is known now: the installments of which something dated by then was recorded later.

All others were known then as they are known now. These are put together from the terms that held and the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, case, cast, func, select, true, union

from growthos_ui.db import columns_of
from growthos_ui.finance.as_of import asked_day, end, known_now
from growthos_ui.finance.models import InstallmentPayment, InstallmentTerms
from growthos_ui.finance.summaries import InstallmentStanding
from growthos_ui.listing.codes import code_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, CompoundSelect, Select
    from sqlalchemy.sql.selectable import FromClause, LateralFromClause

_now, _terms, _entries = columns_of(InstallmentStanding), columns_of(InstallmentTerms), columns_of(InstallmentPayment)


def whose(row: Any) -> tuple[ColumnElement[Any], ...]:
    """Return what an installment is divided by: as it is now, for a past day too."""
    return (row.student_id, row.course_id, row.batch_id, row.mentor_id, row.enrolled_by)


def known_late() -> CompoundSelect[Any]:
    """Return the installments of which something dated by the day was recorded after it; none where only what was known then is asked."""
    hindsight = and_(asked_day().is_not(None), known_now())
    terms = select(_terms.installment_id.label("id")).where(
        hindsight, _terms.recorded_at >= end(), _terms.valid_from < end()
    )
    entries = select(_entries.installment_id).where(
        hindsight, _entries.created_at >= end(), _entries.occurred_on <= asked_day()
    )
    return union(terms, entries)


def hindsight() -> Select[Any]:
    """Return those as they were on the day with what is known now: put together from their terms and the ledger."""
    late = known_late().subquery("late")
    held, sums = _held(late), _sums(late)
    came = _came(late, held)
    fee = held.c.penalty_milli - sums.c.fee_milli
    # With what is known now, a line may have had more than it was for a while: a payment was entered late, behind a refund.
    net = held.c.amount_milli - sums.c.paid_milli - sums.c.credited_milli - sums.c.written_off_milli
    return (
        select(
            late.c.id,
            code_of(held.c.currency).label("currency"),
            held.c.amount_milli,
            held.c.issue_date,
            held.c.effective_due_date,
            held.c.is_cancelled,
            sums.c.paid_milli,
            sums.c.credited_milli,
            sums.c.written_off_milli,
            case((held.c.is_cancelled, 0), else_=func.greatest(fee, 0, type_=BigInteger)).label("fee_milli"),
            case((held.c.is_cancelled, 0), else_=func.greatest(net, 0, type_=BigInteger)).label("remaining_milli"),
            came.c.punctual_milli,
            *whose(_now),
        )
        .select_from(late)
        .join(held, true())
        .join(sums, true())
        .join(came, true())
        .outerjoin(InstallmentStanding, _now.id == late.c.id)
    )


def _held(late: FromClause) -> LateralFromClause:
    """Return the terms of a part that held at the end of the day: the last ones written of those that count."""
    return (
        select(
            _terms.currency,
            _terms.amount_milli,
            _terms.penalty_milli,
            _terms.issue_date,
            _terms.effective_due_date,
            _terms.is_cancelled,
        )
        .where(_terms.installment_id == late.c.id, _terms.valid_from < end())
        .order_by(_terms.place.desc())
        .limit(1)
        .correlate(late)
        .lateral("held")
    )


def _sums(late: FromClause) -> LateralFromClause:
    """Return what the ledger had done to a part by the end of the day."""
    principal, kind, fee = (
        _entries.principal_milli,
        _entries.entry_type,
        _entries.amount_milli - _entries.principal_milli,
    )
    return (
        select(
            _summed(case((kind == "payment", principal), (kind == "refund", -principal), else_=0), "paid_milli"),
            _summed(case((kind == "adjustment", principal), else_=0), "credited_milli"),
            _summed(case((kind == "write_off", principal), else_=0), "written_off_milli"),
            _summed(case((kind == "payment", fee), (kind == "refund", -fee), else_=0), "fee_milli"),
        )
        .where(_entries.installment_id == late.c.id, _entries.occurred_on <= asked_day())
        .correlate(late)
        .lateral("sums")
    )


def _came(late: FromClause, held: FromClause) -> LateralFromClause:
    """Return the principal that came on a part by the day on which it was due and has not gone back."""
    returned = InstallmentPayment.__table__.alias("returned")  # type: ignore[attr-defined]
    came = func.coalesce(returned.c.occurred_on, _entries.occurred_on)
    signed = case((_entries.entry_type == "refund", -_entries.principal_milli), else_=_entries.principal_milli)
    return (
        select(_summed(signed, "punctual_milli"))
        .select_from(InstallmentPayment)
        .outerjoin(returned, returned.c.id == _entries.reverses_id)
        .where(
            _entries.installment_id == late.c.id,
            _entries.entry_type.in_(("payment", "refund")),
            came <= held.c.effective_due_date,
            _entries.occurred_on <= asked_day(),
        )
        .correlate(late, held)
        .lateral("came")
    )


def _summed(amount: ColumnElement[Any], name: str) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger).label(name)
