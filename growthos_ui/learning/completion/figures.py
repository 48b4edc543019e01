"""How learners come to the end: the funnel, course by course, month by month. Figures over the rows they open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.learning.completion.measures import by_course, by_month, live, steps
from growthos_ui.learning.completion.metrics import BY_MONTH, DAYS, FUNNEL, HEADLINE, MONTHS_SHOWN
from growthos_ui.learning.narrowings import NEAR
from growthos_ui.learning.progress.figures import students_address
from growthos_ui.learning.progress.metrics import COMPLETION
from growthos_ui.listing.words import count_words, number_of
from growthos_ui.metrics.measure import explained_by, figure_of, measure
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric, Numbers

_SCOPES = {each.id: "active enrolments" for each in HEADLINE} | {
    COMPLETION.id: "of active and completed",
    DAYS.id: "from enrolled to completed",
}
_NOTHING = "No live or completed enrolments match."


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return the five figures of the strip: completion, nearly, in progress, never started, and the days it takes."""
    (*numbers, live), _ = await measure(tx, (*HEADLINE, FUNNEL), ask, at)
    rate, *others = (
        figure_of(metric, found, ask, at, note=_note(metric, found, live["over"]), scope=_SCOPES[metric.id])
        for metric, found in zip(HEADLINE, numbers, strict=True)
    )
    return (replace(rate, scope=f"{rate.scope} · {at.hour}"), *others)


async def funnel(tx: Transaction, ask: Ask) -> Drawing:
    """Return the four steps from enrolled to completed, each within the one before."""
    row = await tx.one(steps(ask))
    assert row is not None  # noqa: S101
    whole = live(ask)
    opened = (
        ("Enrolled", row["enrolled"], students_address(whole)),
        ("Started", row["started"], students_address(whole, reached=("started",))),
        (f"{NEAR}% or completed", row["near"], students_address(whole, reached=("near",))),
        ("Completed", row["completed"], students_address(ask, status=("completed",))),
    )
    marks = tuple(
        Mark(label=label, size=size, words=f"{count_words(size)} · {share_words(size, row['enrolled'])}", href=href)
        for label, size, href in opened
    )
    return Drawing(
        name="From enrolled to completed",
        axis="Step",
        unit="Enrolments",
        series=(Series(name="Enrolments", marks=marks),) if row["enrolled"] else (),
        scope="active and completed; withdrawn and paused are left out",
        **explained_by(FUNNEL, ask),
        empty=_NOTHING,
    )


async def courses(tx: Transaction, ask: Ask) -> Drawing:
    """Return the completion rate of each course."""
    rows = await tx.rows(by_course(ask))
    marks = tuple(
        Mark(
            label=row["title"],
            size=round(100 * row["completed"] / row["live"], 1),
            words=f"{share_words(row['completed'], row['live'])} · {count_words(row['completed'])} of {count_words(row['live'])}",
            href=students_address(ask, course=(str(row["course_id"]),), status=("completed",))
            if row["completed"]
            else "",
        )
        for row in rows
    )
    return Drawing(
        name="Completion by course",
        axis="Course",
        unit="Completed of live, %",
        series=(Series(name="Completion", marks=marks),) if marks else (),
        scope=number_of(sum(row["live"] for row in rows), ("live enrolment", "live enrolments")),
        **explained_by(COMPLETION, ask),
        empty=_NOTHING,
    )


async def months(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return how many were completed in each of the last months; the present one is partial."""
    firsts = _firsts(at.today)
    found = {row["month"]: row["completed"] for row in await tx.rows(by_month(ask, firsts[0]))}
    marks = tuple(_month(ask, first, found.get(first, 0), partial=first == firsts[-1]) for first in firsts)
    return Drawing(
        name="Completed by month",
        axis="Month",
        unit="Enrolments",
        series=(Series(name="Completed in the month", marks=marks),) if found else (),
        scope=f"last {MONTHS_SHOWN} months · {at.hour}",
        is_dated=True,
        **explained_by(BY_MONTH, ask),
        empty=f"Nothing was completed in the last {MONTHS_SHOWN} months.",
    )


def _note(metric: Metric, numbers: Numbers, live: int) -> str:
    if metric is DAYS:
        return f"over {number_of(numbers['over'], ('completed enrolment', 'completed enrolments'))}"
    if metric is COMPLETION:
        return f"{count_words(numbers['part'])} of {count_words(numbers['over'])}"
    return f"{share_words(numbers['over'], live)} of live"


def _firsts(today: date) -> list[date]:
    """Return the first days of the last months, the present one last."""
    first, firsts = today.replace(day=1), []
    for _ in range(MONTHS_SHOWN):
        firsts.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return firsts[::-1]


def _month(ask: Ask, first: date, number: int, *, partial: bool) -> Mark:
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    href = students_address(ask, status=("completed",), completed=(f"{first.isoformat()}..{last.isoformat()}",))
    words = f"{count_words(number)} so far" if partial else count_words(number)
    return Mark(label=f"{first:%b %y}", size=number, words=words, href=href, partial=partial, first=first)
