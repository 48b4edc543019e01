"""How learners come to the end: the funnel, course by course, month by month. Figures over the rows they open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, cast, func

from growthos_ui.db import columns_of
from growthos_ui.figure import Drawing, Figure, Mark, Series
from growthos_ui.learning.models import Course, StudentProgress
from growthos_ui.learning.narrowings import LIVE, NEAR
from growthos_ui.learning.progress.figures import percent_words, share_words, students_address
from growthos_ui.listing.words import UNKNOWN, count_words, number_of
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, RowMapping, Select

    from growthos_ui.db import Transaction
    from growthos_ui.learning.progress.figures import Clock
    from growthos_ui.listing.ask import Ask

MONTHS_SHOWN = 12
_progress = columns_of(StudentProgress)
_course = columns_of(Course)
_NOTHING = "No live or completed enrolments match."


def live(ask: Ask) -> Ask:
    """Return the question over the enrolments that the funnel begins with: live ones, which are active or completed."""
    return ask.filtered("status", LIVE)


def steps(ask: Ask) -> Select[Any]:
    """Return the counts of the funnel and, over completed ones, the median of the days that it took."""
    far = _progress.progress_key >= NEAR
    completed = _progress.enrollment_status == "completed"
    began = _progress.last_activity_at.is_not(None)
    took = _progress.completed_on - _progress.enrolled_on
    return STUDENTS.narrowed(
        live(ask),
        func.count().label("enrolled"),
        func.count().filter(began).label("started"),
        func.count().filter(far | completed).label("near"),
        func.count().filter(completed).label("completed"),
        func.count().filter(far, ~completed).label("almost"),
        func.count().filter(began, ~completed).label("going"),
        func.count().filter(~began, ~completed).label("waiting"),
        func.count().filter(completed, took.is_not(None)).label("dated"),
        func.percentile_cont(0.5).within_group(took).filter(completed).label("days"),
    )


def by_course(ask: Ask) -> Select[Any]:
    """Return how many live enrolments each course has, and how many of them are completed."""
    course = (_progress.course_id, _course.title)
    return (
        STUDENTS.narrowed(
            live(ask),
            *course,
            func.count().label("live"),
            func.count().filter(_progress.enrollment_status == "completed").label("completed"),
        )
        .group_by(*course)
        .order_by(_course.title)
    )


def by_month(ask: Ask, since: date) -> Select[Any]:
    """Return how many were completed in each month from a day on; months without any are missing."""
    month: ColumnElement[date] = cast(func.date_trunc("month", _progress.completed_on), Date).label("month")
    asked = ask.filtered("status", ("completed",)).filtered("completed", (f"{since.isoformat()}..",))
    return STUDENTS.narrowed(asked, month, func.count().label("completed")).group_by("month").order_by("month")


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return the five figures of the strip: completion, nearly, in progress, never started, and the days it takes."""
    row = await tx.one(steps(ask))
    assert row is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    return (
        _rate(ask, row, at),
        _counted(ask, row, "almost", f"At {NEAR}%, not completed", "almost"),
        _counted(ask, row, "going", "In progress", "started"),
        _counted(ask, row, "waiting", "Never started", "never"),
        _days(ask, row),
    )


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


def _rate(ask: Ask, row: RowMapping, at: Clock) -> Figure:
    return Figure(
        name="completion_rate",
        label="Completion",
        value=share_words(row["completed"], row["enrolled"]),
        note=f"{count_words(row['completed'])} of {count_words(row['enrolled'])}" if row["enrolled"] else _NOTHING,
        scope=f"of active and completed · {at.hour}",
        href=students_address(ask, status=("completed",)) if row["completed"] else "",
        known=bool(row["enrolled"]),
    )


def _counted(ask: Ask, row: RowMapping, key: str, label: str, reached: str) -> Figure:
    number = row[key]
    return Figure(
        name=key,
        label=label,
        value=count_words(number),
        note=f"{share_words(number, row['enrolled'])} of live" if row["enrolled"] else "",
        scope="active enrolments",
        href=students_address(ask, status=("active",), reached=(reached,)) if number else "",
    )


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
