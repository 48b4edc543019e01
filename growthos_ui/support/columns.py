"""The column that only the list of notifications has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from growthos_ui.listing.columns import Reading, Text

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class News(Text):
    """What happened; it leads to the page that it is about, where `link` has one. `read` says whether it was read."""

    link: str
    read: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The words, the address, and whether they were read."""
        return (self.name, self.link, self.read)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words, the address, and `yes` where they were read."""
        more = {f"{self.name}__href": row[self.link] or "", f"{self.name}__read": "yes" if row[self.read] else ""}
        return super().cells(row, reading) | more
