"""The calendar: the sessions of a month or a week on the days of the organisation, and the days when lessons open to a batch."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.filters import YEARS
from growthos_ui.listing.words import day_words, number_of, span_words
from growthos_ui.mentoring.sessions.measures import openings, sessions_within
from growthos_ui.metrics.clock import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction

PATH = "/calendar"
SHOWN_MAX = 4
"""How many sessions a day of a month shows."""
OF_A_WEEK_MAX = 60
"""How many sessions a day of a week shows; how many more there are is said in both."""
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_LESSONS = ("lesson opens", "lessons open")


@dataclass(frozen=True, slots=True)
class Entry:
    """A session on its day: its hour, what it is called, for whom, its state, and its page."""

    time: str
    title: str
    audience: str
    status: str
    href: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its sessions. `more` is how many are not shown, `opens` which lessons open to whom.

    One that `is_outside` belongs to another month; on one that `is_empty` nothing is.
    """

    iso: str
    number: str
    words: str
    is_today: bool
    is_outside: bool
    is_empty: bool
    sessions: tuple[Entry, ...]
    more: str
    href: str
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A page of it: what it is called, its days, and where the ways around it lead."""

    title: str
    days: tuple[Day, ...]
    before: str
    after: str
    now: str
    month: str
    week: str
    is_week: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Which days are shown: from a Monday to a Sunday; of a `month`, if not of a week."""

    first: date
    last: date
    month: date | None

    @property
    def most(self) -> int:
        """How many sessions a day shows."""
        return SHOWN_MAX if self.month else OF_A_WEEK_MAX


async def find_calendar(tx: Transaction, asked: Mapping[str, str], zone: tzinfo) -> Calendar:
    """Return the page that the address asks for: `month=2026-12` or `week=2026-11-30`; the present month for none.

    Raises GrowthError (Invalid) for an address that names no such page.
    """
    today = (await clock(tx)).today
    page = page_of(asked, today)
    sessions, opened = defaultdict(list), defaultdict(list)
    for row in await tx.rows(sessions_within(page.first, page.last, most=page.most)):
        sessions[row["start_time"].astimezone(zone).date()].append(row)
    for row in await tx.rows(openings(page.first, page.last)):
        opened[row["day"]].append(f"{row['batch']}: {number_of(row['many'], _LESSONS)}")
    days = tuple(_day(each, page, today, _entries(sessions[each], page, zone), opened[each]) for each in _days(page))
    return _around(page, today, days)


def page_of(asked: Mapping[str, str], today: date) -> Page:
    """Return the days of the page. Raises GrowthError (Invalid)."""
    try:
        if asked.get("week"):
            monday = _monday(_year(date.fromisoformat(asked["week"])))
            return Page(monday, monday + 6 * _DAY, None)
        month = _year(date.fromisoformat(f"{asked['month']}-01")) if asked.get("month") else today.replace(day=1)
    except ValueError as error:
        name = "week" if asked.get("week") else "month"
        sentence = f"There is no {name} “{asked[name][:20]}”."
        raise GrowthError(Kind.INVALID, sentence, field=name, remedy="Give a month as 2026-12.") from error
    return Page(_monday(month), _monday(_next_month(month) - _DAY) + 6 * _DAY, month)


def _around(page: Page, today: date, days: tuple[Day, ...]) -> Calendar:
    if page.month:
        title = format_date(page.month, "MMMM yyyy", locale="en_GB")
        before, after = (_of_month(each) for each in (page.month - _DAY, _next_month(page.month)))
        within = today if page.month == today.replace(day=1) else page.month
    else:
        title = span_words(page.first, page.last)
        before, after = (_of_week(each) for each in (page.first - _WEEK, page.first + _WEEK))
        within = page.first
    return Calendar(
        title=title,
        days=days,
        before=before,
        after=after,
        now=PATH if page.month else _of_week(today),
        month=_of_month(within),
        week=_of_week(within),
        is_week=page.month is None,
    )


def _day(day: date, page: Page, today: date, entries: tuple[tuple[Entry, ...], int], opens: list[str]) -> Day:
    shown, left = entries
    return Day(
        iso=day.isoformat(),
        number=str(day.day),
        words=f"{format_date(day, 'EEEE', locale='en_GB')}, {day_words(day)}",
        is_today=day == today,
        is_outside=page.month is not None and day.month != page.month.month,
        is_empty=not shown and not opens,
        sessions=shown,
        more=f"{left:,} more" if left else "",
        href=f"/sessions?when={day}..{day}&sort=start_time",
        opens=tuple(opens),
    )


def _entries(rows: Sequence[RowMapping], page: Page, zone: tzinfo) -> tuple[tuple[Entry, ...], int]:
    """Return what a day shows, and how many it does not: the line that says so stands in the place of one."""
    many = rows[0]["many"] if rows else 0
    shown = rows if many <= page.most else rows[: page.most - 1]
    return tuple(_entry(row, zone) for row in shown), many - len(shown)


def _entry(row: RowMapping, zone: tzinfo) -> Entry:
    start = row["start_time"].astimezone(zone)
    return Entry(f"{start:%H:%M}", row["title"], row["audience"], row["status"], f"/sessions/{row['id']}")


def _days(page: Page) -> Iterator[date]:
    for number in range((page.last - page.first).days + 1):
        yield page.first + number * _DAY


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _next_month(month: date) -> date:
    return (month.replace(day=28) + 4 * _DAY).replace(day=1)


def _year(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError(day)
    return day


def _of_month(day: date) -> str:
    return f"{PATH}?month={day:%Y-%m}"


def _of_week(day: date) -> str:
    return f"{PATH}?week={_monday(day)}"
