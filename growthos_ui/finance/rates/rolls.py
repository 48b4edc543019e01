"""Roll rates: of what stood in each age thirty days ago, the share that is in the next one now. Thirty days are the length of an age."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.finance import metrics
from growthos_ui.finance.as_of import AS_OF
from growthos_ui.finance.overview.asking import asked
from growthos_ui.finance.rates import measures
from growthos_ui.finance.receivables import PATH
from growthos_ui.finance.receivables import STANDINGS as MARKS
from growthos_ui.finance.splits import SPLITS
from growthos_ui.finance.standing import NOT_DUE, OPEN, OVER, OVERDUE, grace
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import day_words
from growthos_ui.metrics.composed import Composed, Line, Worked
from growthos_ui.metrics.measure import measure
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.finance.overview.asking import Question
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

DAYS = 30
_LEFT = "came, was let go of, or has more time"
_WORDS = {each.value: each.words for each in MARKS}
_STEPS = {
    NOT_DUE: "Not due → overdue",
    "1-30": "1–30 → 31–60",
    "31-60": "31–60 → 61–90",
    "61-90": "61–90 → over 90",
    OVER: "Over 90 → open",
}
"""The ages in days late, as an axis has room for them."""


@dataclass(frozen=True, slots=True)
class Roll:
    """One age: what stood in it at the start, what of it is in the next age now (of the last age: still open), and the rows
    of both; no rows of what moved on where the list has none that come to it.

    Amounts are thousandths.
    """

    age: str
    base: int
    rolled: int
    stood: str
    moved: str

    @property
    def words(self) -> str:
        return _WORDS[self.age]

    @property
    def left(self) -> int:
        """What is in neither: it came, was let go of, or has more time."""
        return self.base - self.rolled


async def find_rolls(tx: Transaction, question: Question) -> tuple[Roll, ...]:
    """Return each age with what stood in it thirty days before the day, and what of that moved on: never more than stood in it.

    What moved on was open then and is overdue now, and was due within the days of the age then and still is. Where rows of other
    ages, or money that is owed again since, are due within the same days, the rows of the list come to more, and are no link.
    """
    start = question.at.today - timedelta(days=DAYS)
    before = question.ask.filtered("as_of", (str(start),))
    (stood,), _ = await measure(tx, (metrics.OPEN_BALANCE,), before, replace(question.at, today=start))
    spans = _spans(start, await tx.scalar(grace().params({AS_OF: start})))
    then = question.ask.filtered("billed", (f"..{start}",))
    late = await tx.one(measures.overdue_within(then, list(spans.values())))
    other = await tx.one(measures.came_otherwise(then, start, list(spans.values())))
    assert late is not None and other is not None  # noqa: S101, PT018 - an aggregate without GROUP BY has one row
    falls = {age: then.filtered("falls", (_said(spans[age]),)).filtered("standing", OVERDUE) for age in OPEN}
    found = []
    for place, age in enumerate(OPEN):
        base, rows = stood[f"counted_{place}"], late[f"rows_{place}"]
        # with what is known now more may be taken for open then than was
        rolled = min(base, rows - other[f"other_{place}"])
        moved = falls[age].address(PATH) if rolled == rows else ""
        found.append(Roll(age, base, rolled, before.filtered("standing", (age,)).address(PATH), moved))
    return tuple(found)


async def rolls(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return the share of each age that moved on within thirty days, with what stood in it."""
    question = await asked(tx, ask, at)
    found = [each for each in await find_rolls(tx, question) if each.base]
    start = day_words(question.at.today - timedelta(days=DAYS))
    rates = tuple(_rate(question, each) for each in found)
    return Drawing(
        name="Roll rates",
        axis=f"Days late on {start}",
        unit="Share that moved on",
        series=(
            Series(name="Moved to the next age", marks=rates),
            Series(name="Stood in it", marks=tuple(_amount(question, each, each.base, each.stood) for each in found)),
            Series(name="Moved on", marks=tuple(_amount(question, each, each.rolled, each.moved) for each in found)),
        )
        if found
        else (),
        scope=f"{question.currency} · from {start} to {day_words(question.at.today)}; of over 90 days: what is still open",
        empty=f"Nothing was open on {start}.",
        metric=ROLL_RATE.id,
        query=question.ask.narrowing().query(),
    )


def _rate(question: Question, roll: Roll) -> Mark:
    words = f"{share_words(roll.rolled, roll.base)} · {amount_words(roll.rolled, question.currency)} of {amount_words(roll.base, question.currency)}"
    return Mark(label=_label(roll), size=round(100 * roll.rolled / roll.base, 1), words=words, href=roll.moved)


def _amount(question: Question, roll: Roll, milli: int, href: str) -> Mark:
    words = amount_words(milli, question.currency)
    return Mark(label=_label(roll), size=round(milli / 1000, 2), words=words, href=href if milli else "")


def _label(roll: Roll) -> str:
    return _STEPS[roll.age]


def _spans(start: date, grace_days: int) -> dict[str, tuple[date | None, date | None]]:
    """Return the due days that each age had on the first day."""

    def ago(days: int) -> date:
        return start - timedelta(days=days)

    return {
        NOT_DUE: (ago(grace_days), None),
        "1-30": (ago(30), ago(grace_days + 1)),
        "31-60": (ago(60), ago(31)),
        "61-90": (ago(90), ago(61)),
        OVER: (None, ago(91)),
    }


def _said(span: tuple[date | None, date | None]) -> str:
    return "..".join("" if each is None else str(each) for each in span)


async def _exits(tx: Transaction, question: Question, start: date) -> dict[str, tuple[int, int]]:
    """Return of each age what was paid of it, and what was credited or written off; nothing where only some installments are asked about."""
    if any(question.ask.chosen(name) for name in (*SPLITS, "known")):
        return {}
    spans = _spans(start, await tx.scalar(grace().params({AS_OF: start})))
    row = await tx.one(measures.left_within(question.currency, start, question.at.today, list(spans.values())))
    assert row is not None  # noqa: S101 - as above
    return {age: (row[f"paid_{place}"], row[f"forgiven_{place}"]) for place, age in enumerate(spans)}


async def _worked(tx: Transaction, ask: Ask, at: Clock) -> Worked:
    question = await asked(tx, ask, at)
    start = question.at.today - timedelta(days=DAYS)
    found = [each for each in await find_rolls(tx, question) if each.base]

    def line(words: str, milli: int, href: str = "") -> Line:
        return Line(words=words, number=amount_words(milli, question.currency), href=href if milli else "")

    left = await _exits(tx, question, start)
    lines = [
        each
        for roll in found
        for each in (
            line(f"{roll.words}: stood in it", roll.base, roll.stood),
            line(f"{roll.words}: {'still open' if roll.age == OVER else 'moved on'}", roll.rolled, roll.moved),
            *((line(f"{roll.words}: paid", left[roll.age][0]), line(f"{roll.words}: credited or written off", left[roll.age][1])) if left else ()),
            line(f"{roll.words}: {'has more time, or other terms' if left else _LEFT}", roll.left - sum(left.get(roll.age, (0, 0)))),
            Line(words=f"{roll.words}: share that {'stayed' if roll.age == OVER else 'moved on'}", number=share_words(roll.rolled, roll.base)),
        )
    ]  # fmt: skip
    base, moved = (sum(getattr(each, name) for each in found) for name in ("base", "rolled"))
    told = share_words(moved, base)
    total = Line(words="Moved on of all that was open", number=told)
    return Worked(value=told, note="" if base else "Nothing was open", lines=tuple(lines), sum=total)


ROLL_RATE = Composed(
    id="finance.roll_rate",
    name="Roll rates",
    about=f"Of what was open in each age {DAYS} days before the day, the share that is in the next age on it: still to come, and that much later. Of what was over 90 days late it is what is still open. The rest came, was credited or written off, or has more time.",
    unit="share of an amount",
    worked=_worked,
    **metrics.STANDING,
)
