"""What is expected within thirty days and week by week, in words, each number with the address of the rows that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Figure, Mark, Series
from growthos_ui.finance import metrics
from growthos_ui.finance.collections.metrics import OPEN_PROMISES
from growthos_ui.finance.collections.metrics import PATH as PROMISED
from growthos_ui.finance.expected import measures
from growthos_ui.finance.expected.weights import Weight, weights
from growthos_ui.finance.overview.asking import Question, asked
from growthos_ui.finance.overview.splitting import mark_of
from growthos_ui.finance.rates.vintages import entries_after
from growthos_ui.finance.receivables import PATH, STANDINGS
from growthos_ui.finance.standing import NOT_DUE
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import UNKNOWN
from growthos_ui.metrics.composed import Composed, Line, Worked
from growthos_ui.metrics.measure import explained_by, figure_of, measure
from growthos_ui.metrics.spans import WEEK, monday_of
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from datetime import date

    from growthos_ui.db import Transaction
    from growthos_ui.metrics.clock import Clock

Usual = Sequence[tuple[Weight, int, int | None]]
DAYS = 30
WEEKS_SHOWN = 13
_COMING = ("not-due", "scheduled")
_WORDS = {each.value: each.words.removesuffix(" late") for each in STANDINGS}
_TOO_YOUNG = "No month of due days is old enough yet"
_PRODUCT = "what is owed by age, times the share that usually comes"


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return what falls due, what was promised, and what usually comes, each within thirty days: three lines, never added up."""
    question = await _question(tx, ask, at)
    last = at.today + timedelta(days=DAYS - 1)
    due, promised = _due(question, at.today, last), _promised(question, at.today, last)
    (coming,), _ = await measure(tx, (metrics.COMING,), due, question.at)
    (said,), _ = await measure(tx, (OPEN_PROMISES,), promised, question.at)
    usual = await _usually(tx, question)
    known = [milli for _, _, milli in usual if milli is not None]
    without = [_WORDS[each.age].lower() for each, owed, milli in usual if owed and milli is None]
    days = f"{question.currency} · {DAYS} days from today"
    return (
        figure_of(metrics.COMING, coming, due, question.at, scope=days),
        figure_of(
            OPEN_PROMISES,
            said,
            promised,
            question.at,
            scope=days,
            note="by the day promised; never added to what falls due",
        ),
        Figure(
            name="weighted",
            label=WEIGHTED.name,
            value=_total(usual, question.currency),
            note=f"{_PRODUCT}{_left_out(without)}" if known else _TOO_YOUNG,
            scope=days,
            known=bool(known),
            metric=WEIGHTED.id,
            query=question.ask.narrowing().query(),
        ),
    )


async def by_week(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return what falls due and what was promised, side by side, for each of the next thirteen weeks."""
    question = await _question(tx, ask, at)
    mondays = [monday_of(at.today) + week * WEEK for week in range(WEEKS_SHOWN)]
    last = mondays[-1] + WEEK - timedelta(days=1)
    due = {row["week"]: row["milli"] for row in await tx.rows(measures.due_by_week(_due(question, at.today, last)))}
    promises = measures.promised_by_week(_promised(question, at.today, last))
    said = {row["week"]: row["milli"] for row in await tx.rows(promises)}

    def week(monday: date, milli: int, *, promised: bool) -> Mark:
        first, end = max(monday, at.today), monday + WEEK - timedelta(days=1)
        address = (
            _promised(question, first, end).address(PROMISED) if promised else _due(question, first, end).address(PATH)
        )
        return mark_of(question, f"{monday:%-d %b}", milli, address)

    return Drawing(
        name="The next thirteen weeks",
        axis="Week from",
        unit=question.currency,
        series=(
            Series(name="Falls due", marks=tuple(week(each, due.get(each, 0), promised=False) for each in mondays)),
            Series(name="Promised", marks=tuple(week(each, said.get(each, 0), promised=True) for each in mondays)),
        )
        if due or said
        else (),
        scope="from today on; what is promised is never added to what falls due",
        empty="Nothing falls due and nothing is promised.",
        **explained_by(metrics.COMING, question.ask),
    )


async def weighted(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return what is owed by age, the share that usually comes of it and how that was worked out, and the product."""
    question = await _question(tx, ask, at)
    rows = await _usually(tx, question)
    columns = (
        ("Weighted", [_amount(question, each, milli, _now(question, each)) for each, _, milli in rows]),
        ("Owed now", [_amount(question, each, owed, _now(question, each)) for each, owed, _ in rows]),
        ("Usual share", [_share(each) for each, _, _ in rows]),
        ("Came within the age", [_amount(question, each, each.came, _came(question, each, each.after)) for each, _, _ in rows]),
        ("Had come before", [_amount(question, each, each.before, _came(question, each, f"..{each.start}")) for each, _, _ in rows]),
        ("Fell due", [_amount(question, each, each.owed, _fell(question, each)) for each, _, _ in rows]),
    )  # fmt: skip
    return Drawing(
        name="What usually comes, by age",
        axis="Age",
        unit=question.currency,
        series=tuple(Series(name=name, marks=tuple(marks)) for name, marks in columns)
        if any(o for _, o, _ in rows)
        else (),
        scope=f"weighted = owed now × share; share = came within the age ÷ (fell due − had come before), over the last twelve months that are old enough; not due: of the next {DAYS} days",
        empty="Nothing is owed.",
        **explained_by(metrics.OPEN_BALANCE, question.ask),
    )


def _total(usual: Usual, currency: str) -> str:
    known = [milli for _, _, milli in usual if milli is not None]
    return amount_words(sum(known), currency) if known else UNKNOWN


async def _worked(tx: Transaction, ask: Ask, at: Clock) -> Worked:
    """Return the sum of each age: what is owed in it, the share of that which usually comes, and the product."""
    question = await _question(tx, ask, at)
    usual = await _usually(tx, question)
    value = _total(usual, question.currency)

    def line(each: Weight, owed: int, milli: int | None) -> Line:
        of = f" of the next {DAYS} days" if each.age == NOT_DUE else ""
        share = f"× {share_words(each.came, each.stood)}" if each.share is not None else ", of which no share is known"
        return Line(
            words=f"{_WORDS[each.age]}{of}: {amount_words(owed, question.currency)} {share}".replace(" ,", ","),
            number=UNKNOWN if milli is None else amount_words(milli, question.currency),
            href=_now(question, each) if owed else "",
        )

    return Worked(
        value=value,
        note="" if value != UNKNOWN else _TOO_YOUNG,
        lines=tuple(line(*each) for each in usual),
        sum=Line(words="Usually comes", number=value),
    )


WEIGHTED = Composed(
    id="finance.weighted",
    name="Weighted",
    about="What is owed in each age, times the share of it that usually comes before the age is over: of what stood at its beginning, over the last twelve months of due days that are old enough. Of what is not due, only what falls due within 30 days.",
    unit="amount in the currency",
    worked=_worked,
    **metrics.STANDING,
)


def _left_out(ages: Sequence[str]) -> str:
    return f"; without {', '.join(ages)}, of which no share is known" if ages else ""


async def _question(tx: Transaction, ask: Ask, at: Clock) -> Question:
    return await asked(tx, ask.filtered("as_of", ()).filtered("known", ()), at)


async def _usually(tx: Transaction, question: Question) -> Usual:
    """Return each age with what is owed in it now and what usually comes of that. Of what is not due, the next thirty days."""
    (numbers,), _ = await measure(tx, (metrics.OPEN_BALANCE,), question.ask, question.at)
    last = question.at.today + timedelta(days=DAYS - 1)
    (coming,), _ = await measure(tx, (metrics.COMING,), _due(question, question.at.today, last), question.at)
    found = []
    for place, each in enumerate(await weights(tx, question)):
        owed = coming["sum"] if each.age == NOT_DUE else numbers[f"counted_{place}"]
        found.append((each, owed, each.expected(owed)))
    return found


def _due(question: Question, first: date, last: date) -> Ask:
    return question.ask.filtered("standing", _COMING).filtered("falls", (f"{first}..{last}",))


def _promised(question: Question, first: date, last: date) -> Ask:
    found = Ask().filtered("currency", question.ask.chosen("currency")).filtered("state", ("open",))
    return found.filtered("for", (f"{first}..{last}",))


def _amount(question: Question, each: Weight, milli: int | None, href: str) -> Mark:
    if milli is None or (each.last is None and not href):
        return Mark(label=_WORDS[each.age], size=0, words=UNKNOWN, href="")
    return mark_of(question, _WORDS[each.age], milli, href)


def _share(each: Weight) -> Mark:
    if each.share is None:
        return Mark(label=_WORDS[each.age], size=0, words=UNKNOWN, href="")
    size = round(float(100 * each.share), 1)
    return Mark(label=_WORDS[each.age], size=size, words=share_words(each.came, each.stood), href="")


def _now(question: Question, each: Weight) -> str:
    if each.age == NOT_DUE:
        today = question.at.today
        return _due(question, today, today + timedelta(days=DAYS - 1)).address(PATH)
    return question.ask.filtered("standing", (each.age,)).address(PATH)


def _came(question: Question, each: Weight, after: str) -> str:
    if each.last is None or after == "..None":
        return ""
    return entries_after(question.currency, each.first, each.last, after)


def _fell(question: Question, each: Weight) -> str:
    if each.last is None:
        return ""
    return question.ask.filtered("due", ("yes",)).filtered("falls", (f"{each.first}..{each.last}",)).address(PATH)
