"""Collection effectiveness: of what could have come in ninety days, the share that did. Worked out of what was open, is open, and was billed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from growthos_ui.figure import Figure
from growthos_ui.finance import metrics, turnover
from growthos_ui.finance.overview.asking import asked
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import UNKNOWN, day_words
from growthos_ui.metrics.composed import Composed, Line, Worked
from growthos_ui.metrics.measure import href_of, measure
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from growthos_ui.db import Transaction
    from growthos_ui.finance.overview.asking import Question
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric

_UNKNOWN = f"Nothing could have come in {turnover.DAYS} days"


@dataclass(frozen=True, slots=True)
class _Found:
    """The numbers of what was open before, what is open and not due now, and what was billed between; sums in thousandths."""

    question: Question
    before: Ask
    begin: Clock
    was: Mapping[str, Any]
    now: Mapping[str, Any]
    not_due: Mapping[str, Any]
    billed: Mapping[str, Any]

    @property
    def came(self) -> int:
        return int(self.was["sum"] + self.billed["sum"] - self.now["sum"])

    @property
    def could(self) -> int:
        return int(self.was["sum"] + self.billed["sum"] - self.not_due["sum"])

    @property
    def is_known(self) -> bool:
        return self.could > 0 and bool(self.question.currency)

    @property
    def value(self) -> str:
        return share_words(self.came, self.could) if self.is_known else UNKNOWN

    def opened(self, metric: Metric, numbers: Mapping[str, Any], *, before: bool = False) -> str:
        ask, at = (self.before, self.begin) if before else (self.question.ask, self.question.at)
        return href_of(metric, metric.over, ask, at) if numbers["over"] else ""


async def _find(tx: Transaction, question: Question) -> _Found:
    begin = replace(question.at, today=question.at.today - timedelta(days=turnover.DAYS))
    before = question.ask.filtered("as_of", (str(begin.today),))
    (was,), _ = await measure(tx, (metrics.OPEN_BALANCE,), before, begin)
    of = (metrics.OPEN_BALANCE, metrics.NOT_DUE, turnover.DSO)
    (now, not_due, billed), _ = await measure(tx, of, question.ask, question.at)
    return _Found(question, before, begin, was, now, not_due, billed)


async def effectiveness(tx: Transaction, question: Question) -> Figure:
    """Return the share that came of what could have come in 90 days: what was open before, and what was billed since."""
    found, currency = await _find(tx, question), question.currency
    told = f"{amount_words(found.came, currency)} of {amount_words(found.could, currency)} that could have come"
    return Figure(
        name="effectiveness",
        label=EFFECTIVENESS.name,
        value=found.value,
        note=told if found.is_known else _UNKNOWN,
        scope=f"{currency} · {turnover.DAYS} days",
        href=found.opened(metrics.OPEN_BALANCE, found.was, before=True) if found.is_known else "",
        known=found.is_known,
        metric=EFFECTIVENESS.id,
        query=question.ask.narrowing().query(),
    )


async def _worked(tx: Transaction, ask: Ask, at: Clock) -> Worked:
    found = await _find(tx, await asked(tx, ask, at))
    question, currency = found.question, found.question.currency

    def line(words: str, milli: int, href: str = "") -> Line:
        return Line(words=words, number=amount_words(milli, currency), href=href)

    was, now = found.opened(metrics.OPEN_BALANCE, found.was, before=True), found.opened(metrics.OPEN_BALANCE, found.now)
    return Worked(
        value=found.value,
        note="" if found.is_known else _UNKNOWN,
        lines=(
            line(f"Open on {day_words(found.begin.today)}", found.was["sum"], was),
            line("Plus what was billed since", found.billed["sum"], found.opened(turnover.DSO, found.billed)),
            line(f"Less what is open on {day_words(question.at.today)}", found.now["sum"], now),
            line("Is what came of it", found.came),
            line("Not due of what is open", found.not_due["sum"], found.opened(metrics.NOT_DUE, found.not_due)),
            line("The first two less that could have come", found.could),
        ),
        sum=Line(words="What came, of what could have come", number=found.value),
    )


EFFECTIVENESS = Composed(
    id="finance.effectiveness",
    name="Collection effectiveness",
    about="Of what was open 90 days ago and what was billed since, less what is not due yet, the share that is not open any more. Credits and write-offs close what they are on, too.",
    unit="share of an amount",
    worked=_worked,
    **metrics.STANDING,
)
