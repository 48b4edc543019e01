"""The strip above the list of submissions, in words, each figure with the address of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.coursework.reviews.measures import decisions
from growthos_ui.coursework.reviews.metrics import (
    APPROVAL_RATE,
    DAYS,
    OVERDUE,
    PENDING,
    REVIEW_HOURS,
    REVIEWED_TODAY,
    WAITS,
)
from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.coursework.reviews.waiting import hours_of
from growthos_ui.listing.words import number_of
from growthos_ui.metrics.measure import figure_of, measure, statement

if TYPE_CHECKING:
    from sqlalchemy import Select

    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric, Numbers

STATES = ("status", "wait", "reviewed")
"""What the figures are about themselves: a list that is narrowed by it has the same strip as the whole."""


def asked(ask: Ask) -> Ask:
    """Return the question of the strip: that of the list, without the state that the list shows."""
    for name in STATES:
        ask = ask.filtered(name, ())
    return ask


def waits(ask: Ask, at: Clock) -> Select[Any]:
    """Return the select of what waits."""
    return statement(WAITS, ask, at)


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return what is pending and overdue, what was reviewed today, and of 30 days the median hours and the approval rate."""
    asked_for = asked(ask)
    waiting, _ = await measure(tx, WAITS, asked_for, at)
    row = await tx.one(decisions(asked_for, at))
    assert row is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    over, (lower, upper) = row["over"], row["middle"] or (None, None)
    decided: tuple[tuple[Metric, Numbers], ...] = (
        (REVIEWED_TODAY, {"over": row["today"]}),
        (REVIEW_HOURS, {"over": over, "lower": lower, "upper": upper}),
        (APPROVAL_RATE, {"over": over, "part": row["approved"]}),
    )
    hours = await tx.scalar(select(hours_of("sla")))
    # What was decided is looked up by its day, the latest decision first.
    latest = asked_for.sorted(f"-{SUBMISSIONS.sort}")
    return (
        *(_figure(metric, found, asked_for, at, hours) for metric, found in zip(WAITS, waiting, strict=True)),
        *(_figure(metric, found, latest, at, hours) for metric, found in decided),
    )


def _figure(metric: Metric, numbers: Numbers, ask: Ask, at: Clock, hours: int | None) -> Figure:
    said = {PENDING.id: "now", OVERDUE.id: f"past {hours} h", REVIEWED_TODAY.id: "approved or declined"}
    lately = f"{number_of(numbers['over'], ('decision', 'decisions'))}, {DAYS} days"
    return figure_of(metric, numbers, ask, at, scope=said.get(metric.id, lately))
