"""The figures of the progress overview, in words, each with the address of the rows it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.learning.progress.metrics import HEADLINE, MARKS_PATH, STUDENTS_PATH
from growthos_ui.listing.totals import beside_query
from growthos_ui.listing.words import count_words, number_of
from growthos_ui.metrics.clock import Clock, clock
from growthos_ui.metrics.measure import figure_of, measure
from growthos_ui.metrics.words import percent_words, share_words
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from datetime import date

    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask

__all__ = ["MARKS_PATH", "STUDENTS_PATH", "Clock", "clock", "headline", "percent_words", "share_words"]


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return the five figures of the strip: enrolments, active in 7 days, mean, median, completion.

    Two round trips: the students behind the enrolments are told apart, which no sum can do.
    """
    numbers, _ = await measure(tx, HEADLINE, ask, at)
    students = await tx.scalar(beside_query(STUDENTS, ask.narrowing()))
    enrolled, active, mean, _, completion = numbers
    first, last = HEADLINE[1].over.ends(at.today) or (at.today, at.today)
    live = number_of(mean["over"], ("live enrolment", "live enrolments"))
    notes = (
        number_of(students, ("student", "students")),
        f"{share_words(active['over'], enrolled['over'])} of all",
        "",
        "",
        f"{count_words(completion['part'])} of {count_words(completion['over'])} live",
    )
    scopes = (
        f"by student and course · {at.hour}",
        f"{_span(first, last)} · {at.hour}",
        live,
        live,
        "completed ÷ active and completed",
    )
    return tuple(
        figure_of(metric, found, ask, at, note=note, scope=scope)
        for metric, found, note, scope in zip(HEADLINE, numbers, notes, scopes, strict=True)
    )


def _span(first: date, last: date) -> str:
    """Return `19–25 Nov`: a tile has little room, the panel says the year."""
    return f"{first.day}–{last:%-d %b}" if first.month == last.month else f"{first:%-d %b} – {last:%-d %b}"


def students_address(ask: Ask, **filters: tuple[str, ...]) -> str:
    """Return the address of the Students list for this question with further filters."""
    for name, values in filters.items():
        ask = ask.filtered(name, values)
    return ask.first().address(STUDENTS_PATH)
