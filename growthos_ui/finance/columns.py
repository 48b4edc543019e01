"""Columns that only the lists of money have."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote

from growthos_ui.finance.words import entry_words
from growthos_ui.listing.columns import Badge, Code, Count, Day, Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthos_ui.listing.columns import Cell, Reading


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
    """A number that downloads its paper as PDF: `what` it is, and `href` made of selected columns. No number, no paper.

    `void` names the selected column that says, where it holds anything, that the number stands for nothing any more.
    """

    what: Literal["invoice", "receipt", "document"]
    href: str
    void: str = ""

    @property
    def reads(self) -> tuple[str, ...]:
        """The number and every selected column that the address is made of."""
        void = (self.void,) if self.void else ()
        return tuple(dict.fromkeys((self.name, *self._parts, *void)))

    @property
    def _parts(self) -> tuple[str, ...]:
        return tuple(part for _, part, _, _ in Formatter().parse(self.href) if part)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the number and the address of its paper."""
        parts = {part: quote(str(row[part]), safe="") for part in self._parts}
        is_void = bool(self.void and row[self.void])
        href = self.href.format_map(parts) if row[self.name] and not is_void else ""
        return super().cells(row, reading) | {
            f"{self.name}__href": href,
            f"{self.name}__void": "void" if is_void and row[self.name] else "",
        }


@dataclass(frozen=True, kw_only=True)
class Entry(Badge):
    """What an entry of the ledger is; one that was undone, or that undoes another, says so: `undone` says which."""

    undone: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The kind, and whether it was undone or undoes."""
        return (self.name, self.undone)

    def plain_of(self, row: Mapping[str, Any], reading: Reading) -> str:  # noqa: ARG002
        """Return the words that the reader saw."""
        return entry_words(row[self.name], row[self.undone])

    def typed_of(self, row: Mapping[str, Any], reading: Reading) -> Cell:
        """Return the same words."""
        return self.plain_of(row, reading)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words, and the kind where it stands as it came."""
        said = {self.name: self.plain_of(row, reading)}
        return (
            super().cells(row, reading) | said | ({f"{self.name}__value": row[self.undone]} if row[self.undone] else {})
        )


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


@dataclass(frozen=True, kw_only=True)
class CountLink(Link, Count):
    """How many, which opens them; it stands as numbers do."""

    bone_px: ClassVar[int] = 36
