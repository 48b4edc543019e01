"""How each installment stood at the end of a day, today or any day before: the one shape behind every figure of what is owed.

Today is asked of the parts themselves, which keep their sums. A past day is put together from the terms that held and the
ledger: recorded by then and dated by then, or, with what is known now, dated by then whenever it was recorded. Amounts
are thousandths of the currency's unit. The grace days are those of the settings today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from growthos_ui.db import columns_of
from growthos_ui.finance.models import InstallmentPayment, InstallmentPlan, InstallmentTerms

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.sql.selectable import Subquery

_plan = columns_of(InstallmentPlan)
_terms = columns_of(InstallmentTerms)
_entries = columns_of(InstallmentPayment)

AS_OF, KNOWN_NOW = "as_of_day", "as_known_now"
"""The two values that every such statement takes: the day, None for today, and whether to use what is known now."""

AGES = (("1-30", 30), ("31-60", 60), ("61-90", 90))
OVER = "over-90"
OVERDUE = (*(name for name, _ in AGES), OVER)
NOT_DUE = "not-due"
OPEN = (NOT_DUE, *OVERDUE)
STANDINGS = (*OPEN, "scheduled", "settled", "cancelled")


def _asked_day() -> ColumnElement[Any]:
    return bindparam(AS_OF, None, type_=Date)


def _known_now() -> ColumnElement[bool]:
    return func.coalesce(bindparam(KNOWN_NOW, None, type_=Boolean), false())


def day() -> ColumnElement[Any]:
    """Return the day as of which is asked: never later than today."""
    return select(func.least(_asked_day(), func.private.today(), type_=Date)).scalar_subquery()


def _end() -> ColumnElement[Any]:
    """Return the moment at which the day is over."""
    return select(func.private.start_of_day(_asked_day() + 1)).scalar_subquery()


def _grace() -> ColumnElement[int]:
    return select(cast(func.private.get_setting("fees.grace_days"), Integer)).scalar_subquery()


def standing() -> Select[Any]:
    """Return every installment with its terms, its sums, and where it stands: one row for each."""
    core = _core().subquery("part")
    remaining = core.c.remaining_milli
    late = cast(day() - core.c.effective_due_date, Integer)
    alive = core.c.is_cancelled.is_(False)
    owed = case((alive, core.c.amount_milli - core.c.credited_milli), else_=0)
    return select(
        core,
        owed.label("owed_milli"),
        late.label("days_late"),
        and_(alive, core.c.issue_date <= day()).label("is_issued"),
        and_(owed > 0, core.c.effective_due_date <= day()).label("is_due"),
        _word(core, remaining, late).label("standing"),
    )


def _word(core: Subquery, remaining: ColumnElement[int], late: ColumnElement[int]) -> ColumnElement[str]:
    return case(
        (core.c.is_cancelled, "cancelled"),
        (remaining <= 0, "settled"),
        (core.c.issue_date > day(), "scheduled"),
        (late <= _grace(), NOT_DUE),
        *((late <= most, name) for name, most in AGES),
        else_=OVER,
    )


def _core() -> Any:
    return union_all(_today(), _past())


def _today() -> Select[Any]:
    net = _plan.amount_paid - _plan.amount_refunded - _plan.penalty_paid
    return select(
        _plan.id.label("id"),
        cast(_plan.currency, String).label("currency"),
        _plan.amount_milli.label("amount_milli"),
        _plan.issue_date.label("issue_date"),
        _plan.effective_due_date.label("effective_due_date"),
        (_plan.status == "cancelled").label("is_cancelled"),
        _milli(net).label("paid_milli"),
        _milli(_plan.amount_credited).label("credited_milli"),
        _milli(_plan.amount_written_off).label("written_off_milli"),
        _plan.penalty_remaining_milli.label("fee_milli"),
        # As the part keeps it: the sums above are worked out only where they are read.
        _plan.remaining_milli.label("remaining_milli"),
    ).where(_asked_day().is_(None))


def _past() -> Select[Any]:
    held, sums = _held().subquery("held"), _sums().subquery("sums")
    fee = held.c.penalty_milli - func.coalesce(sums.c.fee_milli, 0)
    paid, credited, given_up = (
        func.coalesce(sums.c[name], 0) for name in ("paid_milli", "credited_milli", "written_off_milli")
    )
    # With what is known now, a line may have had more than it was for a while: a payment was entered late, behind a refund.
    net = func.greatest(held.c.amount_milli - paid - credited - given_up, 0, type_=BigInteger)
    return (
        select(
            held.c.installment_id.label("id"),
            cast(held.c.currency, String).label("currency"),
            held.c.amount_milli,
            held.c.issue_date,
            held.c.effective_due_date,
            held.c.is_cancelled,
            paid.label("paid_milli"),
            credited.label("credited_milli"),
            given_up.label("written_off_milli"),
            case((held.c.is_cancelled, 0), else_=func.greatest(fee, 0, type_=BigInteger)).label("fee_milli"),
            case((held.c.is_cancelled, 0), else_=net).label("remaining_milli"),
        )
        .select_from(held)
        .outerjoin(sums, sums.c.installment_id == held.c.installment_id)
    )


def _held() -> Select[Any]:
    """Return the terms of each part that held at the end of the day: the last ones written of those that count."""
    return (
        select(
            _terms.installment_id,
            _terms.currency,
            _terms.amount_milli,
            _terms.penalty_milli,
            _terms.issue_date,
            _terms.effective_due_date,
            _terms.is_cancelled,
        )
        .where(
            _asked_day().is_not(None),
            _terms.valid_from < _end(),
            or_(_known_now(), _terms.recorded_at < _end()),
        )
        .ext(distinct_on(_terms.installment_id))
        .order_by(_terms.installment_id, _terms.place.desc())
    )


def _counts() -> ColumnElement[bool]:
    """Return whether an entry of the ledger counts on the day."""
    return and_(_entries.occurred_on <= _asked_day(), or_(_known_now(), _entries.created_at < _end()))


def _sums() -> Select[Any]:
    """Return what the ledger had done to each part by the end of the day."""
    principal, kind = _entries.principal_milli, _entries.entry_type
    fee = _entries.amount_milli - principal
    return (
        select(
            _entries.installment_id,
            _summed(case((kind == "payment", principal), (kind == "refund", -principal), else_=0), "paid_milli"),
            _summed(case((kind == "adjustment", principal), else_=0), "credited_milli"),
            _summed(case((kind == "write_off", principal), else_=0), "written_off_milli"),
            _summed(case((kind == "payment", fee), (kind == "refund", -fee), else_=0), "fee_milli"),
        )
        .where(_asked_day().is_not(None), _counts())
        .group_by(_entries.installment_id)
    )


def punctual() -> Select[Any]:
    """Return the principal that came on each part by the day on which it was due and has not gone back."""
    core = _core().subquery("due")
    returned = InstallmentPayment.__table__.alias("returned")  # type: ignore[attr-defined]
    came = func.coalesce(returned.c.occurred_on, _entries.occurred_on)
    signed = case((_entries.entry_type == "refund", -_entries.principal_milli), else_=_entries.principal_milli)
    return (
        select(_entries.installment_id, _summed(signed, "punctual_milli"))
        .select_from(InstallmentPayment)
        .join(core, core.c.id == _entries.installment_id)
        .outerjoin(returned, returned.c.id == _entries.reverses_id)
        .where(
            _entries.entry_type.in_(("payment", "refund")),
            came <= core.c.effective_due_date,
            or_(_asked_day().is_(None), _counts()),
        )
        .group_by(_entries.installment_id)
    )


def _milli(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(amount * literal(1000), BigInteger)


def _summed(amount: ColumnElement[Any], name: str) -> ColumnElement[int]:
    return cast(func.sum(amount), BigInteger).label(name)
