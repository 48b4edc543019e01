"""Columns that only the list of sessions has: the parts of when one is, each on the organisation's clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from growthos_ui.listing.columns import Moment, Reading, Text
from growthos_ui.listing.words import day_words
from growthos_ui.mentoring.sessions.words import hours_words, weekday_words

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class OnDay(Moment):
    """The day of a moment; the exact moment on demand. Days to come are read forwards."""

    most_first: ClassVar[bool] = False
    bone_px: ClassVar[int] = 80

    def words(self, value: Any, reading: Reading) -> str:
        """Return `10 Apr 2026`."""
        return day_words(value and value.astimezone(reading.zone).date())


@dataclass(frozen=True, kw_only=True)
class OnWeekday(Text):
    """The day of the week of a moment."""

    def words(self, value: Any, reading: Reading) -> str:
        """Return `Friday`."""
        return weekday_words(value, reading.zone)

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same."""
        return "" if value is None else self.words(value, reading)


@dataclass(frozen=True, kw_only=True)
class Hours(Text):
    """From when to when; `until` names the selected end."""

    until: str

    @property
    def reads(self) -> tuple[str, ...]:
        """Both moments."""
        return (self.name, self.until)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return `18:00–19:00`."""
        return {self.name: self._told(row, reading)}

    def plain_of(self, row: Mapping[str, Any], reading: Reading) -> str:
        """Return the same words."""
        return self._told(row, reading)

    def typed_of(self, row: Mapping[str, Any], reading: Reading) -> str:
        """Return the same words."""
        return self._told(row, reading)

    def _told(self, row: Mapping[str, Any], reading: Reading) -> str:
        return hours_words(row[self.name], row[self.until], reading.zone)
