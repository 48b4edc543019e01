"""The strip of the finance overview, in words, each figure with the address of the rows that add up to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from growthos_ui.finance import cash, metrics
from growthos_ui.finance.overview import trends
from growthos_ui.finance.overview.asking import Question, asked
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import number_of, span_words
from growthos_ui.metrics.measure import figure_of, measure
from growthos_ui.metrics.trends import follow
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Numbers

STANDING = (
    metrics.OPEN_BALANCE,
    metrics.OVERDUE_BALANCE,
    metrics.DUE_SOON,
    metrics.COLLECTION_RATE,
    metrics.CONTRACT_COLLECTED,
    metrics.SCHEDULED,
    metrics.LATE_FEES,
)
MOVED = (cash.COLLECTED, cash.REFUNDED)
_LINES = ("installment", "installments")
follow(cash.COLLECTED, trends.received)
follow(metrics.COLLECTION_RATE, trends.rate_by_due_month)


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return open, overdue, due in 7 days, collected this month, collection rate and contract collected."""
    question = await asked(tx, ask, at)
    stood, _ = await measure(tx, STANDING, question.ask, question.at)
    entries = question.entries(question.month, question.at.today)
    moved, _ = await measure(tx, MOVED, entries, question.at)
    overdue = stood[1]
    beside = (
        _beside(question, stood[5], stood[6]),
        f"{share_words(overdue['sum'], stood[0]['sum'])} of open" if stood[0]["sum"] else "",
        "",
        "",
        "",
    )
    told = [
        figure_of(metric, numbers, question.ask, question.at, note=note, scope=_scope(question, numbers))
        for metric, numbers, note in zip(STANDING[:5], stood[:5], beside, strict=True)
    ]
    came = figure_of(cash.COLLECTED, moved[0], entries, question.at, note=_returned(question, moved[1]))
    came = replace(came, label="Collected this month", scope=_days(question))
    return (*told[:3], came, *told[3:])


def _scope(question: Question, numbers: Numbers) -> str:
    return f"{question.currency} · {number_of(numbers['over'], _LINES)}" if question.currency else "nothing billed"


def _days(question: Question) -> str:
    days = span_words(question.month, question.at.today)
    return " · ".join(filter(None, (question.currency, days, question.unshared)))


def _beside(question: Question, scheduled: Numbers, fees: Numbers) -> str:
    """Return what stands beside open and is never in it."""
    said = [f"{amount_words(scheduled['sum'], question.currency)} scheduled"] if scheduled["sum"] else []
    said += [f"{amount_words(fees['sum'], question.currency)} late fees"] if fees["sum"] else []
    return f"and {', '.join(said)}" if said else ""


def _returned(question: Question, refunded: Numbers) -> str:
    return f"{amount_words(refunded['sum'], question.currency)} went back" if refunded["sum"] else ""
