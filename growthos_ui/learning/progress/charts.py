"""The charts of the progress overview as marks and words, each mark with the address of its rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.learning.progress import measures, metrics
from growthos_ui.learning.progress.figures import MARKS_PATH, STUDENTS_PATH, students_address
from growthos_ui.learning.weeks import WEEK, monday_of
from growthos_ui.listing.sparkline import trend_words
from growthos_ui.listing.words import count_words, every, number_of
from growthos_ui.metrics.clock import Clock
from growthos_ui.metrics.measure import explained_by
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.trends import follow
from growthos_ui.metrics.words import percent_words
from growthos_ui.people.tables import PROGRESS_BANDS, RESULTS, STUDENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask

WEEKS_SHOWN = 26
_NOTHING = "No enrolments match."
_ANY_DAY = Clock(today=date.min, now=datetime.min)  # noqa: DTZ901 - no day of the calendar stands in these filters


async def results(tx: Transaction, ask: Ask) -> Drawing:
    """Return how the enrolments of each course ended: one series for each result, one label for each course."""
    rows = await tx.rows(measures.results(ask))
    courses = [(key, list(group)) for key, group in groupby(rows, key=lambda row: (row["course_id"], row["title"]))]
    series = tuple(
        Series(name=words, marks=tuple(_ended(ask, course, group, result) for course, group in courses))
        for result, words in RESULTS
    )
    return Drawing(
        name="Results by course",
        axis="Course",
        unit="Enrolments",
        series=tuple(each for each in series if any(mark.size for mark in each.marks)),
        scope=number_of(sum(row["enrolments"] for row in rows), ("enrolment", "enrolments")),
        empty=_NOTHING,
        **explained_by(metrics.RESULTS_BY_COURSE, ask),
    )


async def spread(tx: Transaction, ask: Ask) -> Drawing:
    """Return how live enrolments spread over the tenths of the way."""
    found = {row["tenth"]: row["enrolments"] for row in await tx.rows(measures.spread(ask))}
    unknown, counted = found.get(None, 0), sum(number for tenth, number in found.items() if tenth is not None)
    marks = tuple(
        Mark(
            label=band.words,
            size=found.get(tenth, 0),
            words=count_words(found.get(tenth, 0)),
            href=_door(ask, ("status", measures.LIVE), ("progress", (band.value,))),
        )
        for tenth, band in enumerate(PROGRESS_BANDS)
    )
    beside = f" · {count_words(unknown)} without content to complete" if unknown else ""
    return Drawing(
        name="Progress of live enrolments",
        axis="Progress",
        unit="Enrolments",
        series=(Series(name="Enrolments", marks=marks),) if counted else (),
        scope=f"{number_of(counted, ('live enrolment', 'live enrolments'))}{beside}",
        empty="No live enrolment has content to complete." if found else _NOTHING,
        **explained_by(metrics.SPREAD, ask),
    )


async def weeks(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return how many enrolments were active in each of the last weeks; the present week is partial."""
    question, ask = ask, measures.weeks_within(ask)
    last = monday_of(at.today)
    first = last - WEEK * (WEEKS_SHOWN - 1)
    found = {row["week"]: row["enrolments"] for row in await tx.rows(measures.weeks(ask, first=first, last=last))}
    days = [first + WEEK * number for number in range(WEEKS_SHOWN)]
    is_over = at.today == last + timedelta(days=6)
    marks = tuple(_week(ask, day, found.get(day, 0), partial=day == last and not is_over) for day in days)
    return Drawing(
        name="Active enrolments by week",
        axis="Week from",
        unit="Enrolments",
        series=(Series(name="Active in the week", marks=marks),) if found else (),
        scope=" · ".join(filter(None, ("weeks from Monday", at.hour, _unshared(question, ask)))),
        empty=f"Nobody was active in the last {WEEKS_SHOWN} weeks.",
        trend=trend_words([mark.size for mark in marks if not mark.partial], "weeks"),
        is_dated=True,
        **explained_by(metrics.ACTIVE_WEEK, ask),
    )


async def marks(tx: Transaction, ask: Ask) -> Drawing:
    """Return the mean mark of each assessment of the chosen course; without one, of each course."""
    if len(ask.chosen("course")) == 1:
        return _by_assessment(ask, await tx.rows(measures.marks_by_assessment(ask)))
    return _by_course(ask, await tx.rows(measures.marks_by_course(ask)))


def _ended(ask: Ask, course: tuple[object, str], group: Sequence[RowMapping], result: str) -> Mark:
    number = sum(row["enrolments"] for row in group if (row["result"] or "none") == result)
    href = _door(ask, ("course", (str(course[0]),)), ("result", (result,)))
    return Mark(label=course[1], size=number, words=count_words(number), href=href)


def _week(ask: Ask, day: date, number: int, *, partial: bool) -> Mark:
    words = f"{count_words(number)} so far" if partial else count_words(number)
    href = students_address(ask, week=(day.isoformat(),))
    return Mark(label=f"{day:%-d %b}", size=number, words=words, href=href, partial=partial, first=day)


def _by_assessment(ask: Ask, rows: Sequence[RowMapping]) -> Drawing:
    asked = measures.marks_of(ask)
    drawn = tuple(
        Mark(
            label=row["title"],
            size=round(float(row["mean"]), 1),
            words=f"{percent_words(row['mean'])} · median {percent_words(row['median'])} · {_marks(row['marks'])}",
            href=asked.filtered("assignment", (str(row["assignment_id"]),)).address(MARKS_PATH),
        )
        for row in rows
    )
    return Drawing(
        name="Marks by assessment",
        axis="Assessment",
        unit="Mean mark, %",
        series=(Series(name="Mean mark", marks=drawn),) if drawn else (),
        scope=" · ".join(
            filter(None, (_marks(sum(row["marks"] for row in rows)), _unshared(ask, measures.marks_within(ask))))
        ),
        empty="No work of this course has been marked yet.",
        **explained_by(metrics.MARK, measures.marks_within(ask)),
    )


def _by_course(ask: Ask, rows: Sequence[RowMapping]) -> Drawing:
    drawn = tuple(
        Mark(
            label=row["title"],
            size=round(float(row["mean"]) / 10, 1),
            words=f"{percent_words(row['mean'] / 10)} · {number_of(row['marked'], ('enrolment', 'enrolments'))}",
            href=_door(ask, ("course", (str(row["course_id"]),)), ("average", ("known",))),
        )
        for row in rows
    )
    return Drawing(
        name="Average marks by course",
        axis="Course",
        unit="Mean of average scores, %",
        series=(Series(name="Average score", marks=drawn),) if drawn else (),
        scope="choose one course to see its assessments",
        empty="No work has been marked yet.",
        **explained_by(metrics.AVERAGE_MARK, ask),
    )


def _unshared(ask: Ask, within: Ask) -> str:
    """Say which filters of a question a card is asked without, so that it is of all learners alike; nothing where it has each."""
    kept = dict(within.filters)
    labels = [
        found.label.lower() for name, _ in ask.filters if name not in kept and (found := STUDENTS.filter_named(name))
    ]
    return f"whatever the {every(labels)}" if labels else ""


def _door(ask: Ask, *narrows: tuple[str, tuple[str, ...]]) -> str:
    """Return the address of the rows of one mark, within the question."""
    return Part("", narrows).address(STUDENTS, STUDENTS_PATH, ask, _ANY_DAY)


def _marks(number: int) -> str:
    return number_of(number, ("mark", "marks"))


async def _weeks_of_a_figure(tx: Transaction, ask: Ask, at: Clock) -> Drawing | None:
    """Return the weeks, where they are of the same enrolments as the figure."""
    return await weeks(tx, ask, at) if measures.weeks_within(ask) == ask else None


follow(metrics.ACTIVE, _weeks_of_a_figure)
