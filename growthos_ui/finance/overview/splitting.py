"""What is owed and what came, divided by course, batch, mentor or who enrolled: each split adds up to the same total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.finance import metrics
from growthos_ui.finance.overview import measures
from growthos_ui.finance.overview.asking import Question, asked
from growthos_ui.finance.receivables import PATH, RECEIVABLES
from growthos_ui.finance.standing import OVERDUE
from growthos_ui.listing.filters import NONE
from growthos_ui.listing.money import amount_words
from growthos_ui.metrics.measure import explained_by
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

DUE = Part("", (("due", ("yes",)),))
_SERIES = (
    ("Overdue", "overdue", Part("", (("standing", OVERDUE),))),
    ("Not due", "not_due", Part("", (("standing", ("not-due",)),))),
    ("Due to date", "due", DUE),
    ("Collected on it", "collected", DUE),
)


@dataclass(frozen=True, slots=True)
class Split:
    """What installments are divided by: the filter of the list, the words of an axis and those of rows without one."""

    name: str
    axis: str
    none: str


COURSE = Split("course", "Course", "No course")
BATCH = Split("batch", "Batch", "No batch")
MENTOR = Split("mentor", "Mentor", "No mentor")
MANAGER = Split("manager", "Enrolled by", "Not known")


async def by_split(tx: Transaction, ask: Ask, at: Clock, split: Split) -> Drawing:
    """Return what is owed of each and what came of what fell due, every one of them; the most overdue first."""
    question = await asked(tx, ask, at)
    rows = await tx.rows(measures.by_split(question.ask, split.name))
    drawn = tuple(
        Series(name=name, marks=tuple(_mark_of(question, split, row, row[value], part) for row in rows))
        for name, value, part in _SERIES
    )
    rates = Series(name="Collection rate", marks=tuple(_rate_of(question, split, row) for row in rows))
    return Drawing(
        name=f"By {split.axis.lower()}" if split is not MANAGER else "By who enrolled",
        axis=split.axis,
        unit=question.currency,
        series=(*drawn, rates) if rows else (),
        scope=f"{question.currency} · the most overdue first",
        empty="Nothing was billed that matches.",
        **explained_by(metrics.COLLECTION_RATE, question.ask),
    )


def mark_of(question: Question, label: str, milli: int, href: str, *, partial: bool = False) -> Mark:
    """Return an amount as a mark; of a time that is not over it is told "so far"."""
    words = amount_words(milli, question.currency)
    return Mark(
        label=label,
        size=round(milli / 1000, 2),
        words=f"{words} so far" if partial else words,
        href=href,
        partial=partial,
    )


def _mark_of(question: Question, split: Split, row: RowMapping, milli: int, part: Part) -> Mark:
    return mark_of(question, _title(split, row), milli, _door(question, split, row, part))


def _rate_of(question: Question, split: Split, row: RowMapping) -> Mark:
    rate = round(100 * row["collected"] / row["due"], 1) if row["due"] else 0
    href = _door(question, split, row, DUE) if row["due"] else ""
    return Mark(label=_title(split, row), size=rate, words=share_words(row["collected"], row["due"]), href=href)


def _title(split: Split, row: RowMapping) -> str:
    return str(row["title"] or (split.none if row["of_id"] is None else "—"))


def _door(question: Question, split: Split, row: RowMapping, part: Part) -> str:
    of = NONE if row["of_id"] is None else str(row["of_id"])
    return part.address(RECEIVABLES, PATH, question.ask.filtered(split.name, (of,)), question.at)
