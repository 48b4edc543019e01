"""The queries behind what is coming: one round trip each, added up by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, cast, func

from growthos_ui.finance.collections.tables import PROMISES
from growthos_ui.finance.receivables import RECEIVABLES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask


def due_by_week(ask: Ask) -> Select[Any]:
    """Return what is to come of installments by the week of their due day, in thousandths."""
    rows = RECEIVABLES.counted_beforehand(ask) or RECEIVABLES.leanest(ask)
    week = _week(rows[1]["effective_due_date"])
    return RECEIVABLES.narrowed_from(rows, ask, week.label("week"), _sum(rows[1]["remaining_milli"])).group_by(week)


def promised_by_week(ask: Ask) -> Select[Any]:
    """Return what is to come of promises by the week for which they were made, in thousandths."""
    week = _week(PROMISES.selected["promised_for"])
    return PROMISES.narrowed(ask, week.label("week"), _sum(PROMISES.selected["missing_milli"])).group_by(week)


def _week(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.date_trunc("week", day), Date)


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger).label("milli")
