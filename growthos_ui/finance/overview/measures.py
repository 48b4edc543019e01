"""The query behind each chart of the finance overview: one round trip each, added up by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, case, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.finance.cash import principal
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.standing import NOT_DUE, OVERDUE
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.learning.models import Course

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.listing import Rows

_course = columns_of(Course)


def net_by_month(entries: Ask) -> Select[Any]:
    """Return the principal that came less what went back, by month, in thousandths; months without any are missing."""
    read = ("occurred_on", "entry_type", "amount_milli", "fee_milli")
    rows = PAYMENTS.counted_beforehand(entries, *read) or PAYMENTS.leanest(entries, *read)
    month = _month(rows[1]["occurred_on"])
    sums = (month.label("month"), _sum(principal(rows[1])).label("net"))
    return PAYMENTS.narrowed_from(rows, entries, *sums).group_by(month).order_by(month)


def due_by_month(ask: Ask) -> Select[Any]:
    """Return what fell due in each month and what came on it, in thousandths."""
    rows = _receivables(ask, "effective_due_date", "owed_milli", "paid_milli")
    month = _month(rows[1]["effective_due_date"])
    read = (
        month.label("month"),
        _sum(rows[1]["owed_milli"]).label("due"),
        _sum(rows[1]["paid_milli"]).label("collected"),
    )
    return RECEIVABLES.narrowed_from(rows, ask, *read).group_by(month).order_by(month)


def by_course(ask: Ask) -> Select[Any]:
    """Return what is owed of each course and what came, in thousandths, the most overdue first."""
    rows = _receivables(ask, "course_id", "standing", "is_due", "owed_milli", "paid_milli", "remaining_milli")
    stood = rows[1]
    sums = RECEIVABLES.narrowed_from(
        rows,
        ask,
        stood["course_id"],
        _sum(case((stood["standing"] == NOT_DUE, stood["remaining_milli"]), else_=0)).label("not_due"),
        _sum(case((stood["standing"].in_(OVERDUE), stood["remaining_milli"]), else_=0)).label("overdue"),
        _sum(case((stood["is_due"], stood["owed_milli"]), else_=0)).label("due"),
        _sum(case((stood["is_due"], stood["paid_milli"]), else_=0)).label("collected"),
    )
    each = sums.group_by(stood["course_id"]).subquery("each")
    return (
        select(each, _course.title)
        .outerjoin_from(each, Course, _course.id == each.c.course_id)
        .order_by(each.c.overdue.desc(), _course.title)
    )


def _receivables(ask: Ask, *reads: str) -> Rows:
    """Return the installments summed beforehand where the sums know all that is read, else one by one."""
    return RECEIVABLES.counted_beforehand(ask, *reads) or RECEIVABLES.leanest(ask, *reads)


def _month(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.date_trunc("month", day), Date)


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)
