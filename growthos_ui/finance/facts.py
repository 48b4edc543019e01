"""Installments by their facts and the day, for lists: no state that was written last night decides what a filter shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, and_, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui.db import columns_of
from growthos_ui.finance.models import InstallmentPlan

SOON_DAYS = 7
_SETTLED_FROM = date(2900, 1, 1)  # due_key: a day a thousand years on is of an installment on which nothing is to come
_part = columns_of(InstallmentPlan)
_day: Any = func.private.today(type_=Date)
_grace = cast(func.private.get_setting("fees.grace_days", type_=JSONB), Integer)
TODAY: Any = select(_day).scalar_subquery()
GRACE: Any = select(_grace).scalar_subquery()
OVERDUE_BEFORE: Any = select(_day - _grace).scalar_subquery()
"""Whatever was due before this day is overdue: the days of grace are over."""

OWING = _part.due_key < _SETTLED_FROM
"""Something of the installment, or of its late fee, is still to come."""

_HAS_MONEY = _part.paid_milli > 0
_AHEAD = and_(OWING, _part.due_key > TODAY)
_SOON = _part.due_key <= TODAY + SOON_DAYS
_ISSUED = _part.issue_date <= TODAY
BY_STATE: dict[str, Any] = {
    "overdue": _part.due_key < OVERDUE_BEFORE,
    "grace": and_(_part.due_key >= OVERDUE_BEFORE, _part.due_key < TODAY),
    "due": _part.due_key == TODAY,
    "soon": and_(_AHEAD, _SOON, _ISSUED, ~_HAS_MONEY),
    "pending": and_(_AHEAD, ~_SOON, _ISSUED, ~_HAS_MONEY),
    "partially_paid": and_(_AHEAD, _HAS_MONEY),
    "scheduled": and_(_AHEAD, _part.issue_date > TODAY, ~_HAS_MONEY),
    # No day moves these: the ledger does, and writes them at once.
    **{each: _part.status == each for each in ("paid", "refunded", "waived", "cancelled")},
}
"""Each state that the list knows, as a condition; every installment is in exactly one."""

_LATE = and_(_part.remaining_milli > 0, _part.due_key < OVERDUE_BEFORE)
BY_AGE: dict[str, Any] = {
    "1-30": and_(_LATE, _part.due_key >= TODAY - 30),
    "31-60": and_(_LATE, _part.due_key < TODAY - 30, _part.due_key >= TODAY - 60),
    "61-90": and_(_LATE, _part.due_key < TODAY - 60, _part.due_key >= TODAY - 90),
    "over-90": and_(_LATE, _part.due_key < TODAY - 90),
}
"""How long overdue, in days from the effective due date."""

STATE = case(
    (BY_STATE["grace"], "grace"),
    (BY_STATE["soon"], "soon"),
    else_=func.private.installment_state(
        _part.remaining_milli,
        _part.penalty_remaining_milli,
        _part.amount_paid,
        _part.amount_refunded,
        _part.amount_written_off,
        _part.issue_date,
        _part.effective_due_date,
        _part.status == "cancelled",
        TODAY,
        GRACE,
    ),
)
"""The state today, as private.installment_state has it, with grace and the days just ahead told apart."""

DAYS_LATE = case((_LATE, TODAY - _part.effective_due_date))
OPEN = case((_ISSUED, _part.remaining_milli), else_=0)
LATE_FEE = case((_part.penalty_waived_at.is_(None), cast(_part.penalty_amount * 1000, BigInteger)), else_=0)
IS_PARTLY_PAID = and_(_part.remaining_milli > 0, _HAS_MONEY)


def any_of(tests: dict[str, Any], values: tuple[str, ...]) -> Any:
    """Return "one of these is so"."""
    return or_(*(tests[value] for value in values))
