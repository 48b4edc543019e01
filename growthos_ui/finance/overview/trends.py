"""How figures of money went month by month, each month with the address of its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.finance import cash, metrics
from growthos_ui.finance.overview import charts, measures
from growthos_ui.finance.overview.asking import Question, asked
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.listing.filters import DayRange
from growthos_ui.listing.money import MILLI, amount_words, money_words
from growthos_ui.listing.sparkline import trend_words
from growthos_ui.listing.words import UNKNOWN
from growthos_ui.metrics.measure import explained_by
from growthos_ui.metrics.words import percent_words, share_words

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock


async def received(tx: Transaction, entries: Ask, at: Clock) -> Drawing:
    """Return the principal of payments by month, up to the last day of the question."""
    days = PAYMENTS.filter_named("on")
    last = days.days(entries.chosen("on"))[1] if isinstance(days, DayRange) and entries.chosen("on") else None
    currency = next(iter(entries.chosen("currency")), "")
    question = Question(ask=entries, at=replace(at, today=last or at.today), currency=currency, is_past=False)
    months = charts.months_of(question)
    paid = entries.filtered("type", ("payment",))
    rows = await tx.rows(measures.net_by_month(paid.filtered("on", (f"{months[0]}..{question.at.today}",))))
    found = {row["month"]: row["net"] for row in rows}
    marks = tuple(_received(question, paid, month, found.get(month, 0)) for month in months)
    return Drawing(
        name="Collected by month",
        axis="Month",
        unit=f"Collected, {currency}",
        series=(Series(name="Collected", marks=marks),) if any(found.values()) else (),
        trend=trend_words(
            [mark.size for mark in marks if not mark.partial],
            "months",
            lambda mean: money_words(round(mean * MILLI), currency),
        ),
        **explained_by(cash.COLLECTED, entries),
    )


async def rate_by_due_month(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return what share of what fell due in each month has come, whenever it came."""
    question = await asked(tx, ask, at)
    months = charts.months_of(question)
    within = question.ask.filtered("due", ("yes",)).filtered("falls", (f"{months[0]}..{question.at.today}",))
    found = {row["month"]: row for row in await tx.rows(measures.due_by_month(within))}
    marks = tuple(_rate(question, month, found.get(month)) for month in months)
    return Drawing(
        name="Collection rate by due month",
        axis="Due month",
        unit="Collected of due, %",
        series=(Series(name="Collection rate", marks=marks),) if found else (),
        trend=trend_words(
            [mark.size for mark in marks if not mark.partial and mark.words != UNKNOWN], "months", percent_words
        ),
        **explained_by(metrics.COLLECTION_RATE, question.ask),
    )


def _received(question: Question, paid: Ask, month: date, milli: int) -> Mark:
    href = paid.filtered("on", (f"{month}..{charts.end_of(question, month)}",)).address(cash.PATH) if milli else ""
    partial = charts.is_partial(question, month)
    words = amount_words(milli, question.currency)
    return Mark(
        label=f"{month:%b %Y}",
        size=round(milli / 1000, 2),
        words=f"{words} so far" if partial else words,
        href=href,
        partial=partial,
        first=month,
    )


def _rate(question: Question, month: date, row: RowMapping | None) -> Mark:
    is_known = row is not None and row["due"] > 0
    words = share_words(row["collected"], row["due"]) if row is not None and is_known else UNKNOWN
    partial = charts.is_partial(question, month)
    return Mark(
        label=f"{month:%b %Y}",
        size=round(100 * row["collected"] / row["due"], 1) if row is not None and is_known else 0,
        words=f"{words} so far" if partial and is_known else words,
        href=charts.due_in(question, month) if is_known else "",
        partial=partial,
        first=month,
    )
