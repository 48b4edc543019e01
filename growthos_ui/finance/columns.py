"""Columns that only the lists of money have."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from growthos_ui.listing.columns import Badge, Code, Day, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Due(Day):
    """The day that counts; the day that was agreed first, `agreed`, stands beside it struck through when it was moved."""

    agreed: str

    @property
    def reads(self) -> tuple[str, ...]:
        """Both days."""
        return (self.name, self.agreed)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the day, and the first one where it is another."""
        moved = row[self.agreed] != row[self.name]
        first = self.words(row[self.agreed], reading) if moved else ""
        return super().cells(row, reading) | {f"{self.name}__agreed": first}


@dataclass(frozen=True, kw_only=True)
class Paper(Code):
    """A number that downloads its paper as PDF: `what` it is, and `href` made of selected columns. No number, no paper."""

    what: Literal["invoice", "receipt", "document"]
    href: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The number and every selected column that the address is made of."""
        parts = (part for _, part, _, _ in Formatter().parse(self.href) if part)
        return tuple(dict.fromkeys((self.name, *parts)))

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the number and the address of its paper."""
        parts = {part: quote(str(row[part]), safe="") for part in self.reads}
        href = self.href.format_map(parts) if row[self.name] else ""
        return super().cells(row, reading) | {f"{self.name}__href": href}


@dataclass(frozen=True, kw_only=True)
class Standing(Badge):
    """The state of an installment, and beside it whether a part of it was paid: `partly` says so."""

    partly: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The state and the flag."""
        return (self.name, self.partly)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the state, and `part` where money came and more is to come."""
        is_said = row[self.name] == "partially_paid"
        return super().cells(row, reading) | {f"{self.name}__part": "part" if row[self.partly] and not is_said else ""}
