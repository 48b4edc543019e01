"""Planning sessions: what was typed is read, moments are those of the organisation's clocks, and the database does it or says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.filters import YEARS
from growthos_ui.listing.words import day_words
from growthos_ui.mentoring.sessions import queries
from growthos_ui.mentoring.sessions.words import weekday_words, zone_words

if TYPE_CHECKING:
    from datetime import tzinfo

    from growthos_ui.db import Transaction

WEEKS_MAX = 52
TITLE_LENGTH_MAX, DESCRIPTION_LENGTH_MAX, LINK_LENGTH_MAX = 200, 4000, 2000
BOXES = ("title", "audience", "host", "day", "time", "minutes", "weeks", "link", "description")
Typed = Mapping[str, str]
Choices = tuple[tuple[str, str], ...]
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was typed, read: its moments, its length, and for whom."""

    starts: list[datetime]
    minutes: int | None
    course: UUID | None
    batch: UUID | None
    host: UUID | None


def read(typed: Typed, zone: tzinfo) -> Plan:
    """Return what was typed. Raises GrowthError, which names the box, for what cannot be read."""
    kind, _, of = typed.get("audience", "").partition(":")
    return Plan(
        starts=starts_of(typed, zone),
        minutes=_number(typed.get("minutes", ""), "minutes", "Give the length in minutes, such as 60."),
        course=_id(of, "audience") if kind == "course" else None,
        batch=_id(of, "audience") if kind == "batch" else None,
        host=_id(typed["host"], "host") if typed.get("host") else None,
    )


def starts_of(typed: Typed, zone: tzinfo) -> list[datetime]:
    """Return the moments that were typed: the same hour of the clock, week after week. Raises GrowthError, which names the box."""
    return _moments(*_when(typed), zone)


def foretold(typed: Typed, zone: tzinfo, zone_name: str) -> str:
    """Return when it would be, in words; nothing while that cannot be read yet."""
    try:
        when = _when(typed)
    except GrowthError:
        return ""
    try:
        starts = _moments(*when, zone)
    except GrowthError as error:
        return error.words()
    first, last = (day_words(each.astimezone(zone).date()) for each in (starts[0], starts[-1]))
    weekday, clock = weekday_words(starts[0], zone), f"{starts[0].astimezone(zone):%H:%M}, {zone_words(zone_name)}"
    if len(starts) == 1:
        return f"On {weekday}, {first}, {clock}."
    return f"{len(starts)} sessions, each {weekday} from {first} to {last}, {clock}."


async def plan(tx: Transaction, typed: Typed, zone: tzinfo, *, key: UUID) -> tuple[UUID, int]:
    """Plan one session or a series and return the first, and how many they are; the same key plans it once. Raises GrowthError."""
    found = read(typed, zone)
    first: UUID = await tx.call(
        "private.plan_sessions",
        typed["title"],
        found.starts,
        found.minutes,
        found.course,
        found.batch,
        found.host,
        typed["link"],
        typed["description"],
        typed.get("draft") == "yes",
        key,
    )
    return first, len(found.starts)


async def change(tx: Transaction, session: UUID, typed: Typed, zone: tzinfo, *, seal: str, begins: datetime) -> bool:
    """Change a session that was seen with this seal and began then; return whether anything changed. Raises GrowthError.

    Where `later` is typed, all later ones of its series get its link and host.
    Where the same day and time are typed it begins when it did: of an hour that the clocks show twice, and to the second.
    """
    found = read({**typed, "weeks": "1"}, zone)
    seen = begins.astimezone(zone)
    is_moved = (_day(typed["day"]), _time(typed["time"])) != (seen.date(), seen.time().replace(second=0, microsecond=0))
    changed: bool = await tx.call(
        "private.change_session",
        session,
        seal,
        typed["title"],
        found.starts[0] if is_moved else begins,
        found.minutes,
        found.course,
        found.batch,
        found.host,
        typed["link"],
        typed["description"],
    )
    passed_on: int = await tx.call("private.pass_on_session", session) if typed.get("later") == "yes" else 0
    return changed or passed_on > 0


async def cancel(tx: Transaction, session: UUID, reason: str, *, and_later: bool) -> int:
    """Cancel a session, or all later ones of its series with it; return how many were cancelled now. Raises GrowthError."""
    if and_later:
        many: int = await tx.call("private.cancel_series", session, reason)
        return many
    return int(await tx.call("private.cancel_session", session, reason))


async def announce(tx: Transaction, session: UUID) -> int:
    """Tell of a draft; return how many were told of now. Raises GrowthError."""
    return int(await tx.call("private.announce_session", session))


async def announce_series(tx: Transaction, session: UUID) -> int:
    """Tell of a draft and all later drafts of its series; return how many were told of now. Raises GrowthError."""
    told: int = await tx.call("private.announce_series", session)
    return told


async def find_audiences(tx: Transaction) -> Choices:
    """Return for whom the actor can plan a session: everybody, a batch, or all of a course; a batch of their students for a mentor."""
    return tuple((row["value"], row["label"]) for row in await tx.rows(queries.audiences()))


async def find_hosts(tx: Transaction) -> Choices:
    """Return who can host a session, for whoever may choose."""
    return tuple((str(row["value"]), row["label"]) for row in await tx.rows(queries.hosts_to_choose()))


def _when(typed: Typed) -> tuple[date, time, int]:
    """Return the day, the time and how many weeks. Raises GrowthError, which names the box."""
    day, at = _day(typed.get("day", "")), _time(typed.get("time", ""))
    weeks = _number(typed.get("weeks", ""), "weeks", f"Give a number of weeks, 1 to {WEEKS_MAX}.")
    if weeks is not None and not 1 <= weeks <= WEEKS_MAX:
        raise GrowthError(Kind.INVALID, f"Give a number of weeks, 1 to {WEEKS_MAX}.", field="weeks")
    return day, at, weeks or 1


def _moments(day: date, at: time, weeks: int, zone: tzinfo) -> list[datetime]:
    return [_moment(day + week * _WEEK, at, zone) for week in range(weeks)]


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    """Return the moment, or raise GrowthError where the clocks go forward past it; of an hour that comes twice the first is meant."""
    typed = datetime.combine(day, at, tzinfo=zone)
    moment = typed.astimezone(UTC)
    if moment.astimezone(zone).time() != at:
        sentence = f"On {day_words(day)} the clocks go forward: there is no {at:%H:%M}. Choose another time."
        raise GrowthError(Kind.INVALID, sentence, field="time")
    return moment


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "Choose a day.", field="day") from error
    if day.year not in YEARS:
        raise GrowthError(Kind.INVALID, f"Choose a day before the year {YEARS.stop}.", field="day")
    return day


def _time(typed: str) -> time:
    try:
        return time.fromisoformat(typed.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "Choose a time, such as 18:00.", field="time") from error


def _number(typed: str, name: str, sentence: str) -> int | None:
    if not typed.strip():
        return None
    try:
        return int(typed)
    except ValueError as error:
        raise GrowthError(Kind.INVALID, sentence, field=name) from error


def _id(typed: str, name: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "Choose from the menu.", field=name) from error
