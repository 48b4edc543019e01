"""How what fell due came in after its day: the query behind vintages and the shares that usually come, added up by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import CHAR, BigInteger, Date, and_, case, cast, func, select, true, union

from growthos_ui.db import columns_of
from growthos_ui.finance.as_of import day
from growthos_ui.finance.hindsight import known_late
from growthos_ui.finance.models import InstallmentPayment
from growthos_ui.finance.overview.measures import due_by_month
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.standing import OVERDUE
from growthos_ui.finance.summaries import ArrivalFigures, InstallmentPast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask

    Span = tuple[date | None, date | None]

_came, _was, _entry = (columns_of(each) for each in (ArrivalFigures, InstallmentPast, InstallmentPayment))
_is = InstallmentPast.__table__.alias("latest").c  # type: ignore[attr-defined]


def came_after(currency: str, first: date, last: date, steps: Sequence[int]) -> Select[Any]:
    """Return, for each month of due days within these, the net principal that came up to so many days after them: `by_<days>`.

    Thousandths. A refund counts on its own day.
    """
    read: list[ColumnElement[Any]] = [
        _came.due_month.label("month"),
        *(_sum(_came.principal_milli, _came.days_after <= step).label(f"by_{step}") for step in steps),
    ]
    return (
        select(*read)
        .where(_came.currency == cast(currency, CHAR(3)), _came.due_month >= first, _came.due_month <= last)
        .group_by(_came.due_month)
    )


def days_after_due(currency: str, first: date, last: date) -> Select[Any]:
    """Return of what is due within these days the net principal that came, and that times the days from the due day to its own.

    Thousandths; a refund counts on its own day.
    """
    came = _came.principal_milli
    read: list[ColumnElement[Any]] = [
        _sum(came, true()).label("came"),
        _sum(came * _came.days_after, true()).label("weighted"),
    ]
    return select(*read).where(
        _came.currency == cast(currency, CHAR(3)), _came.due_month >= first, _came.due_month <= last
    )


def overdue_within(ask: Ask, spans: Sequence[Span]) -> Select[Any]:
    """Return what is overdue, in thousandths, of installments whose due days lie within each span: `rows_<place>`."""
    late = ask.filtered("standing", OVERDUE)
    read = ("remaining_milli", "effective_due_date")
    rows = RECEIVABLES.counted_beforehand(late, *read) or RECEIVABLES.leanest(late, *read)
    due, remaining = rows[1]["effective_due_date"], rows[1]["remaining_milli"]
    sums = (_sum(remaining, _within(due, span)).label(f"rows_{place}") for place, span in enumerate(spans))
    return RECEIVABLES.narrowed_from(rows, late, *sums)


def came_otherwise(ask: Ask, start: date, spans: Sequence[Span]) -> Select[Any]:
    """Return what of that was not open on the first day, or was due then within no such span: `other_<place>`, in thousandths.

    It is owed again since, or has more time until a day within the span. Only what became otherwise since can be it, which few are; of a
    past day with what is known now, also that of which something was recorded later.
    """
    late = ask.filtered("standing", OVERDUE)
    rows = RECEIVABLES.leanest(late, "id", "remaining_milli", "effective_due_date")
    number, due, remaining = (rows[1][each] for each in ("id", "effective_due_date", "remaining_milli"))
    stood = case((_was.remaining_milli < remaining, _was.remaining_milli), else_=remaining)
    sums = (
        (
            _sum(remaining, _within(due, span))
            - _sum(stood, and_(_within(due, span), _within(_was.effective_due_date, span)))
        ).label(f"other_{place}")
        for place, span in enumerate(spans)
    )
    narrowed = RECEIVABLES.narrowed_from(rows, late, *sums).outerjoin(
        InstallmentPast, and_(_was.installment_id == number, _was.since <= start, _was.until > start)
    )
    changed = _changed(ask, start)
    return narrowed.where(number.in_(union(changed, known_late()) if ask.chosen("known") else changed))


def _changed(ask: Ask, start: date) -> Select[Any]:
    """Return the installments that became what they are, and are open, since the first day; issued by then."""
    is_last = _is.until > day() if ask.chosen("as_of") else _is.until == cast("infinity", Date)
    known = (is_last, _is.since > start, _is.since <= day(), _is.remaining_milli > 0)
    return select(_is.installment_id).where(*known, _is.issue_date <= start, _is.effective_due_date < day())


def left_within(currency: str, start: date, end: date, spans: Sequence[Span]) -> Select[Any]:
    """Return what closed what was open on the first day, by its due days then: net cash, and what was credited or written off.

    Thousandths, `paid_<place>` and `forgiven_<place>`, of entries after the first day up to the last, whose course does not matter. Of an
    installment never less than nothing, and never more than was open: what went back and is owed again closed nothing.
    """
    came = case((_entry.entry_type == "refund", -_entry.principal_milli), else_=_entry.principal_milli)
    was = (_was.effective_due_date, _was.remaining_milli)
    each = (
        select(*was, _sum(came, _entry.entry_type.in_(("payment", "refund"))).label("cash"), _sum(came, true()).label("all"))
        .select_from(InstallmentPayment)
        .join(InstallmentPast, _was.installment_id == _entry.installment_id)
        .where(
            _entry.currency == cast(currency, CHAR(3)),
            _entry.occurred_on > start,
            _entry.occurred_on <= end,
            _was.since <= start,
            _was.until > start,
            _was.issue_date <= start,
            _was.remaining_milli > 0,
        )
        .group_by(_was.installment_id, *was)
        .subquery("each")
    )  # fmt: skip
    closed = func.greatest(func.least(each.c.all, each.c.remaining_milli), 0)
    paid = func.greatest(func.least(each.c.cash, closed), 0)
    sums: list[ColumnElement[Any]] = [
        _sum(of, _within(each.c.effective_due_date, span)).label(f"{name}_{place}")
        for place, span in enumerate(spans)
        for name, of in (("paid", paid), ("forgiven", closed - paid))
    ]
    return select(*sums)


def _within(due: ColumnElement[Any], span: Span) -> ColumnElement[bool]:
    first, last = span
    return and_(true(), *([due >= first] if first else []), *([due <= last] if last else []))


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
