"""Days beyond terms of what came: how long after its due day money arrives, weighted by the money, over twelve due months."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from growthos_ui.figure import Figure
from growthos_ui.finance import cash, metrics
from growthos_ui.finance.overview.asking import asked
from growthos_ui.finance.rates import measures
from growthos_ui.finance.rates.vintages import full_months, last_of
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import UNKNOWN, span_words
from growthos_ui.metrics.composed import Composed, Line, Worked
from growthos_ui.metrics.words import days_late_words

if TYPE_CHECKING:
    from datetime import date

    from growthos_ui.db import Transaction
    from growthos_ui.finance.overview.asking import Question
    from growthos_ui.metrics.clock import Clock

MONTHS = 12
_UNKNOWN = f"Nothing came of what fell due in {MONTHS} months"


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of what fell due within these days, and that times its days after the due day; in thousandths."""

    currency: str
    first: date
    last: date
    came: int
    weighted: int

    @property
    def is_known(self) -> bool:
        return self.came > 0 and bool(self.currency)

    @property
    def value(self) -> str:
        return days_late_words(Fraction(self.weighted, self.came)) if self.is_known else UNKNOWN

    @property
    def href(self) -> str:
        """The address of the entries that are weighed."""
        if not self.is_known:
            return ""
        entries = Ask().filtered("currency", (self.currency,)).filtered("type", ("payment", "refund"))
        return entries.filtered("due", (f"{self.first}..{self.last}",)).address(cash.PATH)


async def _find(tx: Transaction, question: Question, today: date) -> _Found:
    months = full_months(today, MONTHS)
    first, last = months[0], last_of(months[-1])
    row = await tx.one(measures.days_after_due(question.currency, first, last))
    assert row is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    return _Found(question.currency, first, last, row["came"], row["weighted"])


async def days_beyond(tx: Transaction, question: Question, at: Clock) -> Figure:
    """Return how late what came came. As of today alone and undivided: sums of what came know neither a past day nor a course."""
    found = await _find(tx, question, at.today)
    return Figure(
        name="days_beyond_terms_paid",
        label=LATE_PAID.name,
        value=found.value,
        note="" if found.is_known else _UNKNOWN,
        scope=f"{found.currency} · due {span_words(found.first, found.last)}, all courses, as of today",
        href=found.href,
        known=found.is_known,
        metric=LATE_PAID.id,
        query=question.ask.narrowing().query(),
    )


async def _worked(tx: Transaction, ask: Ask, at: Clock) -> Worked:
    found = await _find(tx, await asked(tx, ask, at), at.today)
    weighted, came = (amount_words(each, found.currency) for each in (found.weighted, found.came))
    return Worked(
        value=found.value,
        note="" if found.is_known else _UNKNOWN,
        lines=(
            Line(words="Amount × days after the due day, added up", number=weighted),
            Line(words=f"Net principal that came on what fell due {span_words(found.first, found.last)}", number=came, href=found.href),
        ),
        sum=Line(words="The first divided by the second", number=found.value),
    )  # fmt: skip


LATE_PAID = Composed(
    id="finance.days_beyond_terms_paid",
    name="Days beyond terms, paid",
    about=f"How late money comes: of what fell due in the last {MONTHS} full months the days from the effective due day to the one on which it moved, weighted by principal. What comes early counts less than nothing, a refund takes away on its own day; late fees are not in it. As of today and for all courses together.",
    unit="days",
    worked=_worked,
    **metrics.STANDING,
)
