"""The strip of the rates, in words, each figure with the address of the rows that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.finance import metrics
from growthos_ui.finance.overview.asking import asked
from growthos_ui.listing.words import number_of
from growthos_ui.metrics.measure import figure_of, measure

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

HEADLINE = (
    metrics.DUE,
    metrics.COLLECTION_RATE,
    metrics.ON_TIME_MONEY,
    metrics.ON_TIME_LINES,
    metrics.OVERDUE_BALANCE,
    metrics.WRITTEN_OFF_RATE,
)
_LINES = ("installment", "installments")


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return due, collection rate, both shares that came on time, overdue, and the share that was given up."""
    question = await asked(tx, ask, at)
    found, _ = await measure(tx, HEADLINE, question.ask, question.at)
    return tuple(
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
