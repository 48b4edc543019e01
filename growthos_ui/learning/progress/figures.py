"""The figures of the progress overview, in words, each with the address of the rows it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from growthos_ui.figure import Figure
from growthos_ui.learning.progress import questions
from growthos_ui.listing.words import UNKNOWN, count_words, day_words, number_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask

STUDENTS_PATH = "/students"
MARKS_PATH = "/coursework/marks"


@dataclass(frozen=True, slots=True)
class Clock:
    """Today and now on the organisation's clocks."""

    today: date
    now: datetime

    @property
    def hour(self) -> str:
        """Return `14:05`."""
        return f"{self.now:%H:%M}"


async def clock(tx: Transaction) -> Clock:
    """Return the organisation's today and now: Python asks no clock for a business day."""
    row = await tx.one(questions.clock())
    assert row is not None  # noqa: S101 - a select without FROM has one row
    return Clock(today=row["today"], now=row["now"].astimezone(ZoneInfo(tx.actor.timezone)))


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return the five figures of the strip: learners, active in 7 days, mean and median progress, completion."""
    since = at.today - timedelta(days=questions.ACTIVE_DAYS - 1)
    counted = await tx.one(questions.learners(ask, active_since=since))
    middle = await tx.one(questions.middle(ask))
    assert counted is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    assert middle is not None  # noqa: S101
    return (
        _learners(ask, counted, at),
        _active(ask, counted, since),
        _middle(ask, middle, "mean", "Mean progress"),
        _middle(ask, middle, "median", "Median progress"),
        _completion(ask, counted),
    )


def percent_words(value: Any) -> str:
    """Return a percentage with one decimal, rounded half up at this last step: `61.9%`; unknown is a dash."""
    if value is None:
        return UNKNOWN
    return f"{Decimal(str(value)).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def share_words(part: int, whole: int) -> str:
    """Return a share as `61.9%`, or a dash when there is nothing to take it of."""
    return percent_words(Decimal(100 * part) / whole) if whole else UNKNOWN


def students_address(ask: Ask, **filters: tuple[str, ...]) -> str:
    """Return the address of the Students list for this question with further filters."""
    for name, values in filters.items():
        ask = ask.filtered(name, values)
    return ask.first().address(STUDENTS_PATH)


def _learners(ask: Ask, counted: RowMapping, at: Clock) -> Figure:
    return Figure(
        name="learners",
        label="Enrolments",
        value=count_words(counted["enrolments"]),
        note=number_of(counted["students"], ("student", "students")),
        scope=f"by student and course · {at.hour}",
        href=students_address(ask),
    )


def _active(ask: Ask, counted: RowMapping, since: date) -> Figure:
    return Figure(
        name="active_7_days",
        label="Active, 7 days",
        value=count_words(counted["active"]),
        note=f"{share_words(counted['active'], counted['enrolments'])} of enrolments",
        scope=f"since {day_words(since)}",
        href=students_address(ask, active=(f"{since.isoformat()}..",)),
    )


def _middle(ask: Ask, middle: RowMapping, which: str, label: str) -> Figure:
    known = middle["known"]
    return Figure(
        name=f"{which}_progress",
        label=label,
        value=percent_words(middle[which]),
        note="" if known else "No live enrolment has content in scope",
        scope=f"{number_of(known, ('live enrolment', 'live enrolments'))}",
        href=students_address(questions.live(ask), progress=("known",)) if not ask.chosen("progress") else "",
        known=bool(known),
    )


def _completion(ask: Ask, counted: RowMapping) -> Figure:
    completed, live = counted["completed"], counted["live"]
    return Figure(
        name="completion",
        label="Completion",
        value=share_words(completed, live),
        note=f"{count_words(completed)} of {number_of(live, ('live', 'live'))}" if live else "No live enrolments",
        scope="completed ÷ active and completed",
        href=students_address(ask, status=("completed",)) if completed else "",
        known=bool(live),
    )
