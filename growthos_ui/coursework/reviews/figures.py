"""The strip above the list of submissions, in words, each figure with the address of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.coursework.reviews.metrics import DAYS, DONE, OVERDUE, PENDING, REVIEWED_TODAY, WAITS
from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.coursework.reviews.waiting import hours_of
from growthos_ui.listing.words import number_of
from growthos_ui.metrics.measure import figure_of, measure, statement
from growthos_ui.metrics.spans import Days

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


def done(ask: Ask, at: Clock) -> Select[Any]:
    """Return the select of what was decided lately: only those days are read."""
    return statement(DONE, _lately(ask, at), at)


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return what is pending and overdue, what was reviewed today, and of 30 days the median hours and the approval rate."""
    asked_for = asked(ask)
    waiting, _ = await measure(tx, WAITS, asked_for, at)
    decided, _ = await measure(tx, DONE, _lately(asked_for, at), at)
    hours = await tx.scalar(select(hours_of("sla")))
    # What was decided is looked up by its day, the latest decision first.
    latest = asked_for.sorted(f"-{SUBMISSIONS.sort}")
    return (
        *(_figure(metric, found, asked_for, at, hours) for metric, found in zip(WAITS, waiting, strict=True)),
        *(_figure(metric, found, latest, at, hours) for metric, found in zip(DONE, decided, strict=True)),
    )


def _figure(metric: Metric, numbers: Numbers, ask: Ask, at: Clock, hours: int | None) -> Figure:
    said = {PENDING.id: "now", OVERDUE.id: f"past {hours} h", REVIEWED_TODAY.id: "approved or declined"}
    lately = f"{number_of(numbers['over'], ('decision', 'decisions'))}, {DAYS} days"
    return figure_of(metric, numbers, ask, at, scope=said.get(metric.id, lately))


def _lately(ask: Ask, at: Clock) -> Ask:
    """Return the question over those days that all figures of decisions lie in."""
    return ask.filtered("reviewed", Days(DAYS).values(at))
