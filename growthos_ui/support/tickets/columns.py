"""The column that only the list of tickets has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from growthos_ui.listing.columns import Badge, Reading
from growthos_ui.listing.words import UNKNOWN, lasting_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class FirstAnswer(Badge):
    """How much time is left for the first answer, by how much it is late, or after how long it was given.

    `due`, `given` and `asked` name the selected moments that the words are made of.
    """

    due: str
    given: str
    asked: str

    bone_px: ClassVar[int] = 104

    @property
    def reads(self) -> tuple[str, ...]:
        """What became of it, and the moments."""
        return (self.name, self.due, self.given, self.asked)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words, and the value that chooses their shape."""
        return super().cells(row, reading) | {self.name: self._told(row, reading.now)}

    def plain_of(self, row: Mapping[str, Any], reading: Reading) -> str:
        """Return the same words, which is what the reader saw."""
        return self._told(row, reading.now)

    def typed_of(self, row: Mapping[str, Any], reading: Reading) -> str:
        """Return the same words."""
        return self._told(row, reading.now)

    def _told(self, row: Mapping[str, Any], now: datetime) -> str:
        return first_answer_words(
            row[self.name], due=row[self.due], given=row[self.given], asked=row[self.asked], now=now
        )


def first_answer_words(what: str, *, due: datetime, given: datetime | None, asked: datetime, now: datetime) -> str:
    """Return `1 h 20 min left`, `3 h over`, `took 12 min`, `took 26 h, late`, or a dash where none is needed any more."""
    if given is not None:
        took = f"took {lasting_words(given - asked)}"
        return f"{took}, late" if what == "was_late" else took
    if what == "without":
        return UNKNOWN
    return f"{lasting_words(now - due)} over" if now > due else f"{lasting_words(due - now)} left"
