"""Numbers, days and moments as people read them, in English."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, tzinfo

UNKNOWN = "—"
_LOCALE = Locale("en")
_DAY = "d MMM y"
_RELATIVE_BELOW = timedelta(days=7)
_MINUTE, _HOUR, _DAY_LONG = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_IN_HOURS_FROM, _IN_DAYS_FROM = timedelta(hours=3), timedelta(days=3)
_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(0), "min"))


def count_words(number: int | None) -> str:
    """Return `32,593`, or a dash for what is not known."""
    return UNKNOWN if number is None else format_decimal(number, format="#,##0", locale=_LOCALE)


def tenths_words(tenths: int | None) -> str:
    """Return tenths of a percent as `61.9`, without the sign: the unit stands in the heading."""
    return UNKNOWN if tenths is None else tenths_plain(tenths)


def tenths_plain(tenths: int) -> str:
    """Return tenths as a decimal with a point, from the integer: no float comes near it."""
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def day_words(day: date | None) -> str:
    """Return `10 Apr 2026`."""
    return UNKNOWN if day is None else format_date(day, _DAY, locale=_LOCALE)


def span_words(first: date, last: date) -> str:
    """Return `10 Apr 2026`, `10–19 Apr 2026`, `27 Oct – 25 Nov 2026`, or both days whole."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\u2013{day_words(last)}"
    if first.year == last.year:
        return f"{format_date(first, 'd MMM', locale=_LOCALE)} \u2013 {day_words(last)}"
    return f"{day_words(first)} \u2013 {day_words(last)}"


def moment_words(moment: datetime | None, zone: tzinfo) -> str:
    """Return `10 Apr 2026, 14:05` on the clocks of this zone."""
    return UNKNOWN if moment is None else format_datetime(moment, f"{_DAY}, HH:mm", tzinfo=zone, locale=_LOCALE)


def age_words(moment: datetime | None, *, now: datetime, zone: tzinfo) -> str:
    """Return how long ago it was, `2 h` or `3 d`, and the day itself from a week on or in the future."""
    if moment is None:
        return UNKNOWN
    age = now - moment
    if age < timedelta(0) or age >= _RELATIVE_BELOW:
        return day_words(moment.astimezone(zone).date())
    step, unit = next(each for each in _UNITS if age >= each[0])
    return f"{age // (step or timedelta(minutes=1))} {unit}"


def lasting_words(span: timedelta) -> str:
    """Return how long something takes or is late, as exactly as that matters: `12 min`, `1 h 20 min`, `45 h`, `5 d`."""
    span = max(span, timedelta(0))
    if span >= _IN_DAYS_FROM:
        return f"{span // _DAY_LONG} d"
    if span >= _IN_HOURS_FROM:
        return f"{span // _HOUR} h"
    hours, minutes = span // _HOUR, span % _HOUR // _MINUTE
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "") if part
    )


def number_of(number: int, noun: tuple[str, str]) -> str:
    """Return `1 student` or `32,593 students`."""
    return f"{count_words(number)} {noun[0] if number == 1 else noun[1]}"


def either(words: Sequence[str]) -> str:
    """Return `a`, `a or b`, `a, b or c`."""
    return _listed(words, "or")


def every(words: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return _listed(words, "and")


def _listed(words: Sequence[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
