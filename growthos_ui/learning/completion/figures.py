"""How learners come to the end: the funnel, course by course, month by month. Figures over the rows they open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Figure, Mark, Series
from growthos_ui.learning.completion.measures import by_course, by_month, live, steps
from growthos_ui.learning.completion.metrics import FUNNEL, HEADLINE
from growthos_ui.learning.narrowings import NEAR
from growthos_ui.learning.progress.figures import students_address
from growthos_ui.learning.progress.metrics import COMPLETION
from growthos_ui.listing.words import UNKNOWN, count_words, number_of
from growthos_ui.metrics.measure import figure_of, measure
from growthos_ui.metrics.words import percent_words, share_words

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric, Numbers

MONTHS_SHOWN = 12
_SCOPES = {each.id: "active enrolments" for each in HEADLINE} | {COMPLETION.id: "of active and completed"}
_NOTHING = "No live or completed enrolments match."


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return the five figures of the strip: completion, nearly, in progress, never started, and the days it takes."""
    numbers, _ = await measure(tx, HEADLINE, ask, at.today)
    row = await tx.one(steps(ask))
    assert row is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    rate, *counts = (
        figure_of(metric, found, ask, at.today, note=_share(metric, found, row["enrolled"]), scope=_SCOPES[metric.id])
        for metric, found in zip(HEADLINE, numbers, strict=True)
    )
    return (replace(rate, scope=f"{rate.scope} · {at.hour}"), *counts, _days(ask, row))


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
        metric=FUNNEL.id,
        query=ask.narrowing().query(),
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
        empty=f"Nothing was completed in the last {MONTHS_SHOWN} months.",
    )


def _share(metric: Metric, numbers: Numbers, live: int) -> str:
    if metric is COMPLETION:
        return f"{count_words(numbers['part'])} of {count_words(numbers['over'])}"
    return f"{share_words(numbers['over'], live)} of live"


def _days(ask: Ask, row: RowMapping) -> Figure:
    known = row["days"] is not None
    return Figure(
        name="days_to_complete",
        label="Median days to complete",
        value=percent_words(row["days"]).removesuffix("%").removesuffix(".0") if known else UNKNOWN,
        note=f"over {number_of(row['dated'], ('completed enrolment', 'completed enrolments'))}" if known else "",
        scope="from enrolled to completed" if known else "Nothing has been completed yet",
        href=students_address(ask, status=("completed",)) if known else "",
        known=known,
    )


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
    return Mark(label=f"{first:%b %y}", size=number, words=words, href=href, partial=partial)
