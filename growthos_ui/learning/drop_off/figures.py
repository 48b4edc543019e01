"""Where learners stop: who on an active enrolment has done nothing for how long, and which recordings are left early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.learning.drop_off import metrics
from growthos_ui.learning.drop_off.measures import (
    SILENCES,
    WEEKS_SHOWN,
    active,
    last_weeks,
    left_early,
    of_recordings,
    silence_words,
    silences,
    silent,
    start_of,
)
from growthos_ui.learning.progress.figures import students_address
from growthos_ui.learning.tables import UNDER_HALF
from growthos_ui.learning.weeks import WEEK, monday_of
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.words import count_words, day_words, number_of
from growthos_ui.metrics.measure import explained_by, figure_of, measure
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.metrics.clock import Clock

WATCHING_PATH = "/learning/watching"
NEVER = "Never started"


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return how many active enrolments there are, how many have been silent for 7, 14 and 30 days, and how many never began."""
    numbers, _ = await measure(tx, metrics.HEADLINE, ask, at)
    every = numbers[0]["over"]
    quiet = [f"last active until {day_words(at.today - timedelta(days=days))}" for days, _ in SILENCES[1:]]
    scopes = (f"still under way · {at.hour}", *quiet, "no activity since they were enrolled")
    return tuple(
        figure_of(
            metric,
            found,
            ask,
            at,
            note="" if metric is metrics.ACTIVE else f"{share_words(found['over'], every)} of active",
            scope=scope,
        )
        for metric, found, scope in zip(metrics.HEADLINE, numbers, scopes, strict=True)
    )


async def by_course(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return how long the active enrolments of each course have been silent."""
    rows = await tx.rows(silences(ask, at.today))
    titles = list(dict.fromkeys((row["course_id"], row["title"]) for row in rows))
    found = {(row["course_id"], row["silence"]): row["enrolments"] for row in rows}
    classes = [(place, silence_words(*span)) for place, span in enumerate(SILENCES)]
    series = tuple(
        Series(name=name, marks=tuple(_stack(ask, at.today, course, place, found) for course in titles))
        for place, name in [*classes, (None, NEVER)]
    )
    return Drawing(
        name="Days since the last activity, by course",
        axis="Course",
        unit="Active enrolments",
        series=tuple(each for each in series if any(mark.size for mark in each.marks)),
        scope=number_of(sum(found.values()), ("active enrolment", "active enrolments")),
        empty="No active enrolments match.",
        **explained_by(metrics.SILENCE, ask),
    )


async def by_week(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return the week of the last activity of those who have been silent for a week; of one batch, counted from its start."""
    last = monday_of(at.today - timedelta(days=7))
    first = last - WEEK * (WEEKS_SHOWN - 1)
    (batch,) = ask.chosen("batch") if len(ask.chosen("batch")) == 1 else ("none",)
    began = await tx.scalar(start_of(batch)) if batch != "none" else None
    found = {row["week"]: row["enrolments"] for row in await tx.rows(last_weeks(ask, first, at.today))}
    marks = tuple(_week(ask, first + WEEK * place, found, at.today, began) for place in range(WEEKS_SHOWN))
    since_start = " of the batch" if began else ""
    return Drawing(
        name="Week of the last activity",
        axis=f"Week{since_start}",
        unit="Active enrolments",
        series=(Series(name="Last active in the week", marks=marks),) if found else (),
        scope=f"silent for 7 days or more · {at.hour}",
        empty=f"Nobody fell silent in the last {WEEKS_SHOWN} weeks.",
        is_dated=began is None,
        **explained_by(metrics.LAST_WEEK, ask),
    )


async def by_recording(tx: Transaction, ask: Ask) -> Drawing:
    """Return the recordings that are left early most often."""
    rows = await tx.rows(left_early(ask))
    marks = tuple(
        Mark(
            label=row["title"],
            size=row["dropped"],
            words=f"{count_words(row['dropped'])} · {share_words(row['dropped'], row['starts'])} of {count_words(row['starts'])} starts",
            href=Ask().filtered("recording", (str(row["id"]),)).filtered("watched", UNDER_HALF).address(WATCHING_PATH),
        )
        for row in rows
    )
    return Drawing(
        name="Recordings left before half",
        axis="Recording",
        unit="Learners",
        series=(Series(name="Left before half", marks=marks),) if marks else (),
        scope="by course, whatever the batch",
        empty="No recording was started and left before half.",
        **explained_by(metrics.LEFT_EARLY, of_recordings(ask)),
    )


def _stack(ask: Ask, today: date, course: tuple[Any, str], place: int | None, found: dict[Any, int]) -> Mark:
    number = found.get((course[0], place), 0)
    asked = active(ask).filtered("reached", ("never",)) if place is None else silent(ask, today, *SILENCES[place])
    href = students_address(asked, course=(str(course[0]),))
    return Mark(label=course[1], size=number, words=count_words(number), href=href)


def _week(ask: Ask, monday: date, found: dict[date, int], today: date, began: date | None) -> Mark:
    number = found.get(monday, 0)
    end = min(monday + timedelta(days=6), today - timedelta(days=7))
    href = students_address(active(ask), active=(f"{monday.isoformat()}..{end.isoformat()}",))
    label = f"{monday:%-d %b}" if began is None else f"Week {(monday - monday_of(began)).days // 7 + 1}"
    # Of the week in which the quiet days begin only those days count that are far enough back.
    partial = end < monday + timedelta(days=6)
    words = f"{count_words(number)} so far" if partial else count_words(number)
    return Mark(label=label, size=number, words=words, href=href, partial=partial, first=monday)
