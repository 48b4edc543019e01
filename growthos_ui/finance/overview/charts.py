"""The charts of the finance overview as marks and words, each mark with the address of the rows that add up to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.finance import cash, metrics
from growthos_ui.finance.overview import measures
from growthos_ui.finance.overview.asking import Question, asked
from growthos_ui.finance.overview.splitting import COURSE, by_split, mark_of
from growthos_ui.finance.receivables import PATH, RECEIVABLES
from growthos_ui.listing.money import amount_words
from growthos_ui.metrics.measure import explained_by, href_of, measure
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

MONTHS_SHOWN = 12


async def ages(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return the open balance by how long after its due day it is: the five add up to open."""
    question = await asked(tx, ask, at)
    (numbers,), _ = await measure(tx, (metrics.OPEN_BALANCE,), question.ask, question.at)
    marks = tuple(
        _age(question, part, numbers[f"counted_{place}"], numbers["sum"])
        for place, part in enumerate(metrics.OPEN_BALANCE.counted)
    )
    return Drawing(
        name="Open by age",
        axis="Age",
        unit=f"Open, {question.currency}",
        series=(Series(name="Open", marks=marks),) if numbers["sum"] else (),
        scope=f"the ages add up to {amount_words(numbers['sum'], question.currency)}",
        empty="Nothing is open.",
        **explained_by(metrics.OPEN_BALANCE, question.ask),
    )


async def net_by_month(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return the principal that came less what went back, by month; the month under way is partial."""
    question = await asked(tx, ask, at)
    months = months_of(question)
    entries = question.entries(months[0], question.at.today, "payment", "refund")
    found = {row["month"]: row["net"] for row in await tx.rows(measures.net_by_month(entries))}
    marks = tuple(_month_of(question, month, found.get(month, 0), _entries_of(question, month)) for month in months)
    return Drawing(
        name="Net collected by month",
        axis="Month",
        unit=f"Net collected, {question.currency}",
        series=(Series(name="Net collected", marks=marks),) if any(found.values()) else (),
        scope=" · ".join(
            filter(None, ("principal of payments less refunds, by the day on which the money moved", question.unshared))
        ),
        empty=f"Nothing came in within {MONTHS_SHOWN} months.",
        is_dated=True,
        **explained_by(cash.NET_COLLECTED, entries.filtered("type", ())),
    )


async def due_by_month(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return what fell due in each month beside what came on it, whenever it came."""
    question = await asked(tx, ask, at)
    months = months_of(question)
    within = question.ask.filtered("due", ("yes",)).filtered("falls", (f"{months[0]}..{question.at.today}",))
    found = {row["month"]: row for row in await tx.rows(measures.due_by_month(within))}

    def marks(name: str) -> tuple[Mark, ...]:
        return tuple(
            _month_of(question, month, found[month][name] if month in found else 0, due_in(question, month))
            for month in months
        )

    return Drawing(
        name="Collected against due",
        axis="Due month",
        unit=question.currency,
        series=(Series(name="Due", marks=marks("due")), Series(name="Collected on it", marks=marks("collected")))
        if found
        else (),
        scope="by the month of the effective due day; what came on it, whenever it came",
        empty=f"Nothing fell due within {MONTHS_SHOWN} months.",
        **explained_by(metrics.DUE, question.ask),
    )


async def by_course(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return what is owed of each course and what came of what fell due."""
    return await by_split(tx, ask, at, COURSE)


def _age(question: Question, part: Part, milli: int, whole: int) -> Mark:
    return Mark(
        label=part.words.removesuffix(" late"),
        size=round(milli / 1000, 2),
        words=f"{share_words(milli, whole)} · {amount_words(milli, question.currency)}",
        href=href_of(metrics.OPEN_BALANCE, part, question.ask, question.at),
    )


def months_of(question: Question) -> tuple[date, ...]:
    """Return the first days of the last months, that of the month under way last."""
    found = [question.month]
    while len(found) < MONTHS_SHOWN:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(found))


def end_of(question: Question, month: date) -> date:
    """Return the last day of a month that counts: of the one under way, the day itself."""
    following = (month + timedelta(days=31)).replace(day=1)
    return min(following - timedelta(days=1), question.at.today)


def is_partial(question: Question, month: date) -> bool:
    """Tell whether the month is the one under way, and not over."""
    return month == question.month and not question.is_month_over


def _month_of(question: Question, month: date, milli: int, href: str) -> Mark:
    partial = is_partial(question, month)
    mark = mark_of(question, f"{month:%b %Y}", milli, href, partial=partial)
    return Mark(label=mark.label, size=mark.size, words=mark.words, href=href, partial=partial, first=month)


def _entries_of(question: Question, month: date) -> str:
    return question.entries(month, end_of(question, month), "payment", "refund").address(cash.PATH)


def due_in(question: Question, month: date) -> str:
    """Return the address of what fell due in a month."""
    within = question.ask.filtered("falls", (f"{month}..{end_of(question, month)}",))
    return Part("", (("due", ("yes",)),)).address(RECEIVABLES, PATH, within, question.at)
