"""The query behind each chart of the finance overview: one round trip each, added up by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.finance.cash import principal
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.splits import IN_PIECES, SPLITS
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.learning.queries import batches, courses
from growthos_ui.people.models import Colleague

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.listing import Rows

_colleague = columns_of(Colleague)


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
    return _there(RECEIVABLES.narrowed_from(rows, ask, *read).group_by(month), rows).order_by(month)


def by_split(ask: Ask, split: str) -> Select[Any]:
    """Return what is owed of each course, batch, mentor or member of staff and what came, in thousandths, the most overdue first.

    `of_id` is null, and so is `title`, for installments without one. Each split adds up to the same.
    """
    rows = _receivables(
        ask, SPLITS[split], "is_not_due", "is_overdue", "is_due", "owed_milli", "paid_milli", "remaining_milli"
    )
    stood, of = rows[1], rows[1][SPLITS[split]]
    sums = RECEIVABLES.narrowed_from(
        rows,
        ask,
        of.label("of_id"),
        _sum(stood["remaining_milli"], stood["is_not_due"]).label("not_due"),
        _sum(stood["remaining_milli"], stood["is_overdue"]).label("overdue"),
        _sum(stood["owed_milli"], stood["is_due"]).label("due"),
        _sum(stood["paid_milli"], stood["is_due"]).label("collected"),
    )
    each, names = _there(sums.group_by(of), rows).subquery("each"), _names(split).subquery("named")
    return (
        select(each, names.c.label.label("title"))
        .outerjoin_from(each, names, names.c.value == each.c.of_id)
        .order_by(each.c.overdue.desc(), each.c.due.desc(), names.c.label, each.c.of_id)
    )


def _names(split: str) -> Select[Any]:
    if split in {"mentor", "manager"}:
        return select(_colleague.id.label("value"), _colleague.full_name.label("label"))
    return (courses if split == "course" else batches)().order_by(None)


def _receivables(ask: Ask, *reads: str) -> Rows:
    """Return the installments summed beforehand where the sums know all that is read, else one by one; of a past day in pieces."""
    pieces = RECEIVABLES.counted_beforehand(ask, *reads, IN_PIECES) if ask.chosen("as_of") else None
    return pieces or RECEIVABLES.counted_beforehand(ask, *reads) or RECEIVABLES.leanest(ask, *reads)


def _there(groups: Select[Any], rows: Rows) -> Select[Any]:
    """Return the groups that any installment is in: what is in pieces may come to nothing."""
    return groups.having(func.sum(rows[1]["rows"]) != 0) if IN_PIECES in rows[1] else groups


def _month(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.date_trunc("month", day), Date)


def _sum(amount: ColumnElement[Any], within: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    summed = func.sum(amount)
    return cast(func.coalesce(summed if within is None else summed.filter(within), 0), BigInteger)
