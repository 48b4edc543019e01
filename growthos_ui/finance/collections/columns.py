"""The column that only the worklist of collections has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from growthos_ui.listing.columns import Count, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = ("money_points", "age_points", "broken_points", "silence_points")


@dataclass(frozen=True, kw_only=True)
class Score(Count):
    """A score, and beside it the points that it is the sum of."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The score and its parts."""
        return (self.name, *PARTS)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return `62`, and `30 + 12 + 10 + 10`; no parts where nothing is counted because it waits."""
        parts = " + ".join(str(row[name]) for name in PARTS) if row[self.name] else ""
        return super().cells(row, reading) | {f"{self.name}__parts": parts}
