"""The query behind each chart of the finance overview: one round trip each, added up by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, case, cast, func

from growthos_ui.finance.cash import principal
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.standing import NOT_DUE, OVERDUE
from growthos_ui.finance.tables import PAYMENTS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask

_stood = RECEIVABLES.selected


def net_by_month(entries: Ask) -> Select[Any]:
    """Return the principal that came less what went back, by month, in thousandths; months without any are missing."""
    rows = PAYMENTS.leanest(entries, "occurred_on", "entry_type", "amount_milli", "fee_milli")
    month = _month(rows[1]["occurred_on"])
    read = (month.label("month"), _sum(principal(rows[1])).label("net"))
    return PAYMENTS.narrowed_from(rows, entries, *read).group_by(month).order_by(month)


def due_by_month(ask: Ask) -> Select[Any]:
    """Return what fell due in each month and what came on it, in thousandths."""
    month = _month(_stood["effective_due_date"])
    read = (
        month.label("month"),
        _sum(_stood["owed_milli"]).label("due"),
        _sum(_stood["paid_milli"]).label("collected"),
    )
    return RECEIVABLES.narrowed(ask, *read).group_by(month).order_by(month)


def by_course(ask: Ask) -> Select[Any]:
    """Return what is owed of each course and what came, in thousandths, the most overdue first."""
    course = (_stood["course_id"], _stood["course_title"].label("title"))
    due = _stood["is_due"]
    overdue = _sum(case((_stood["standing"].in_(OVERDUE), _stood["remaining_milli"]), else_=0))
    return (
        RECEIVABLES.narrowed(
            ask,
            *course,
            _sum(case((_stood["standing"] == NOT_DUE, _stood["remaining_milli"]), else_=0)).label("not_due"),
            overdue.label("overdue"),
            _sum(case((due, _stood["owed_milli"]), else_=0)).label("due"),
            _sum(case((due, _stood["paid_milli"]), else_=0)).label("collected"),
        )
        .group_by(*course)
        .order_by(overdue.desc(), course[1])
    )


def _month(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.date_trunc("month", day), Date)


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)
