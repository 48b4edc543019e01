"""How what fell due came in after its day: the query behind vintages and the shares that usually come, added up by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import CHAR, BigInteger, Date, Integer, case, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.finance.models import InstallmentPayment, InstallmentStanding
from growthos_ui.finance.overview.measures import due_by_month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask

_entry, _stood = columns_of(InstallmentPayment), columns_of(InstallmentStanding)


def came_after(currency: str, first: date, last: date, steps: Sequence[int]) -> Select[Any]:
    """Return, for each month of due days within these, the net principal that came up to so many days after them: `by_<days>`.

    Thousandths. A refund counts on its own day.
    """
    month = cast(func.date_trunc("month", _stood.effective_due_date), Date)
    signed = case((_entry.entry_type == "refund", -_entry.principal_milli), else_=_entry.principal_milli)
    after = cast(_entry.occurred_on - _stood.effective_due_date, Integer)
    read: list[ColumnElement[Any]] = [
        month.label("month"),
        *(_sum(signed, after <= step).label(f"by_{step}") for step in steps),
    ]
    return (
        select(*read)
        .select_from(InstallmentPayment)
        .join(InstallmentStanding, _stood.id == _entry.installment_id)
        .where(
            _entry.entry_type.in_(("payment", "refund")),
            _stood.currency == cast(currency, CHAR(3)),
            _stood.effective_due_date >= first,
            _stood.effective_due_date <= last,
        )
        .group_by(month)
    )


def vintages(ask: Ask, currency: str, months: Sequence[date], last: date, steps: Sequence[int]) -> Select[Any]:
    """Return what fell due in each of these months, and what of it had come so many days after the due days."""
    within = ask.filtered("due", ("yes",)).filtered("falls", (f"{months[0]}..{last}",))
    due = due_by_month(within).order_by(None).subquery("due")
    came = came_after(currency, months[0], last, steps).subquery("came")
    by = (func.coalesce(came.c[f"by_{step}"], 0).label(f"by_{step}") for step in steps)
    return (
        select(due.c.month, due.c.due, *by).outerjoin_from(due, came, came.c.month == due.c.month).order_by(due.c.month)
    )


def totals(vintage: Select[Any], stretches: Sequence[tuple[int | None, int, date | None]]) -> Select[Any]:
    """Return, of each stretch (after so many days, up to so many, of months up to this one): what was owed, came before, came within."""
    each = vintage.order_by(None).subquery("each")
    columns: list[ColumnElement[Any]] = []
    for place, (start, end, month) in enumerate(stretches):
        mature = each.c.month <= month if month else each.c.month.is_(None)
        before = each.c[f"by_{start}"] if start is not None else None
        columns += [
            _sum(each.c.due, mature).label(f"owed_{place}"),
            (_sum(before, mature) if before is not None else cast(0, BigInteger)).label(f"before_{place}"),
            _sum(each.c[f"by_{end}"], mature).label(f"up_to_{place}"),
        ]
    return select(*columns)


def _sum(amount: ColumnElement[Any], within: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount).filter(within), 0), BigInteger)
