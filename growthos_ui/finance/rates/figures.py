"""The strip of the rates, in words, each figure with the address of the rows that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.finance import metrics, turnover
from growthos_ui.finance.overview.asking import asked
from growthos_ui.finance.rates.effectiveness import effectiveness
from growthos_ui.finance.rates.lateness import days_beyond
from growthos_ui.listing.words import number_of
from growthos_ui.metrics.measure import figure_of, measure

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.finance.overview.asking import Question
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

HEADLINE = (
    metrics.DUE,
    metrics.COLLECTION_RATE,
    metrics.ON_TIME_MONEY,
    metrics.ON_TIME_LINES,
    metrics.OVERDUE_BALANCE,
    turnover.LATE_OPEN,
    turnover.AVERAGE_DELINQUENT,
    turnover.DSO,
    turnover.BEST_DSO,
    metrics.WRITTEN_OFF_RATE,
)
_LINES = ("installment", "installments")


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return how much came of what was due, how late the rest is, and in how many days money comes, with what was given up and went back."""
    question = await asked(tx, ask, at)
    found, _ = await measure(tx, HEADLINE, question.ask, question.at)
    told = tuple(
        figure_of(
            metric,
            numbers,
            question.ask,
            question.at,
            scope=f"{question.currency} · {number_of(numbers['over'], _LINES)}"
            if question.currency
            else "nothing billed",
        )
        for metric, numbers in zip(HEADLINE, found, strict=True)
    )
    *came, overdue, days_late, delinquent, dso, best, given_up = told
    late = (overdue, days_late, await days_beyond(tx, question, at), delinquent)
    return (*came, await effectiveness(tx, question), *late, dso, best, given_up, await _refunded(tx, question))


async def _refunded(tx: Transaction, question: Question) -> Figure:
    entries = question.entries(question.at.today, question.at.today).filtered("on", ()).filtered("type", ())
    (numbers,), _ = await measure(tx, (turnover.REFUND_RATE,), entries, question.at)
    return figure_of(
        turnover.REFUND_RATE, numbers, entries, question.at, scope=f"{question.currency} · {turnover.DAYS} days"
    )
