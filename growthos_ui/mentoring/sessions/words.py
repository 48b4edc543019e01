"""Sessions in words: how far they have come, who came, and when they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import format_datetime

from growthos_ui.listing.columns import Mark
from growthos_ui.listing.words import UNKNOWN, tenths_words

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

PATH = "/sessions"
STATES = (
    Mark("draft", "Draft", "dashed", "neutral"),
    Mark("upcoming", "Upcoming", "clock", "info"),
    Mark("live", "Live", "half", "warn"),
    Mark("completed", "Completed", "done", "good"),
    Mark("cancelled", "Cancelled", "struck", "off"),
)
TO_COME = ("draft", "upcoming", "live")
OPENS = f"?status={','.join(TO_COME)}&sort=start_time"
"""The question that the menu opens the list with: what is to come, the next first."""
ATTENDANCES = (
    Mark("present", "Present", "done", "good"),
    Mark("late", "Late", "half", "warn"),
    Mark("absent", "Absent", "ring", "bad"),
    Mark("excused", "Excused", "dashed", "off"),
)
EVERYBODY = "Everybody"
_LOCALE = "en_GB"


def weekday_words(moment: datetime | None, zone: tzinfo) -> str:
    """Return `Thursday` on the clocks of this zone."""
    return UNKNOWN if moment is None else format_datetime(moment, "EEEE", tzinfo=zone, locale=_LOCALE)


def hours_words(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return `18:00–19:00`; an end on another day says on which."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    day = "" if first.date() == last.date() else f" ({format_datetime(last, 'd MMM', locale=_LOCALE)})"
    return f"{first:%H:%M}\u2013{last:%H:%M}{day}"


def zone_words(zone: str) -> str:
    """Return whose clocks are meant: `Karachi time`."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def came_words(came: int, expected: int) -> str:
    """Return `66.7 %: 2 of 3`; nothing where nobody was expected."""
    if not expected:
        return ""
    return f"{tenths_words((2000 * came + expected) // (2 * expected))} %: {came:,} of {expected:,}"
