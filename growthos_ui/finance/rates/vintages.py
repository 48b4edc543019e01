"""Vintages: of what fell due in a month, how much had come so many days after. What is too young for a step is drawn dashed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.finance import cash, metrics
from growthos_ui.finance.overview.asking import asked
from growthos_ui.finance.rates import measures
from growthos_ui.finance.splits import SPLITS
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.money import amount_words
from growthos_ui.metrics.measure import explained_by
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.metrics.clock import Clock

STEPS = (0, 7, 14, 30, 45, 60, 90, 120, 180)
MONTHS_SHOWN = 6


async def vintages(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return a line for each of the last months that are over: the share that had come by so many days after the due day.

    As of today alone: a past day is the same line, cut off. And of all together: what came is not kept by course or mentor.
    """
    for name in ("as_of", "known", *SPLITS):
        ask = ask.filtered(name, ())
    question = await asked(tx, ask, at)
    months = full_months(at.today, MONTHS_SHOWN)
    found = measures.vintages(question.ask, question.currency, months, last_of(months[-1]), STEPS)
    rows = await tx.rows(found)
    series = tuple(_line(question.currency, row, at.today) for row in rows)
    return Drawing(
        name="Collected after the due day",
        axis="Days after the due day",
        unit="Share of what fell due",
        series=series,
        scope=f"{question.currency} · all courses · so many days after the due day, by its month; dashed: not every installment of the month is so old yet",
        empty=f"Nothing fell due within {MONTHS_SHOWN} months.",
        **explained_by(metrics.COLLECTION_RATE, question.ask),
    )


def full_months(today: date, number: int) -> tuple[date, ...]:
    """Return the first days of the last months that are over, the oldest first."""
    found = [(today.replace(day=1) - timedelta(days=1)).replace(day=1)]
    while len(found) < number:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(found))


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def entries_after(currency: str, first: date, last: date, after: str) -> str:
    """Return the address of the entries, on installments due within these days, so many days after: `..30`, `31..60`."""
    asked_for = Ask().filtered("currency", (currency,)).filtered("type", ("payment", "refund"))
    return asked_for.filtered("due", (f"{first}..{last}",)).filtered("late", (after,)).address(cash.PATH)


def _line(currency: str, row: RowMapping, today: date) -> Series:
    month = row["month"]
    last = last_of(month)
    marks = (_point(currency, row, step, young=last + timedelta(days=step) >= today) for step in STEPS)
    return Series(name=f"{month:%b %Y}", marks=tuple(marks))


def _point(currency: str, row: RowMapping, step: int, *, young: bool) -> Mark:
    came, month = row[f"by_{step}"], row["month"]
    words = f"{share_words(came, row['due'])} · {amount_words(came, currency)}"
    return Mark(
        label=str(step),
        size=round(100 * came / row["due"], 1) if row["due"] else 0,
        words=f"{words} so far" if young else words,
        href=entries_after(currency, month, last_of(month), f"..{step}"),
        partial=young,
    )
