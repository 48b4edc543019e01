"""Columns that only the lists of oversight have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from growthos_ui.auth.naming import role_words
from growthos_ui.auth.permissions import Capability, Role
from growthos_ui.listing import words
from growthos_ui.listing.columns import Moment, Reading, Text
from growthos_ui.oversight.words import description_words, named
from growthos_ui.people.account import device_words


@dataclass(frozen=True, kw_only=True)
class Instant(Moment):
    """A point in time to the minute: what happened in which order is told by clocks, not by ages."""

    bone_px: ClassVar[int] = 120

    def words(self, value: Any, reading: Reading) -> str:
        """Return `10 Apr 2026, 14:05` on the actor's clocks."""
        return words.moment_words(value, reading.zone)


@dataclass(frozen=True, kw_only=True)
class Named(Text):
    """A value of the database under the name that people have for it."""

    known: dict[str, str] = field(default_factory=dict, hash=False)

    def words(self, value: Any, reading: Reading) -> str:
        """Return the name."""
        return super().words(value, reading) if value is None else named(str(value), self.known)

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same name, which is what the reader saw."""
        return "" if value is None else self.words(value, reading)


@dataclass(frozen=True, kw_only=True)
class Description(Text):
    """What was done, in a sentence without names of tables."""

    def words(self, value: Any, reading: Reading) -> str:
        """Return the sentence."""
        return super().words(value, reading) if value is None else description_words(str(value))

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same."""
        return "" if value is None else self.words(value, reading)


@dataclass(frozen=True, kw_only=True)
class Post(Text):
    """A role with its capabilities, `admin+read_only`, as people say it."""

    def words(self, value: Any, reading: Reading) -> str:
        """Return "Admin, read only"."""
        if value is None:
            return super().words(value, reading)
        role, *capabilities = str(value).split("+")
        return role_words(Role(role), frozenset(map(Capability, capabilities)))

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same."""
        return "" if value is None else self.words(value, reading)


@dataclass(frozen=True, kw_only=True)
class Opener(Named):
    """A value that opens the row beside the list; a sentence stands as it is where there are no names."""

    bone_px: ClassVar[int] = 120

    def words(self, value: Any, reading: Reading) -> str:
        """Return the name, or the value itself."""
        return super().words(value, reading) if self.known or value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Device(Text):
    """What a browser says of itself, as its owner knows it."""

    def words(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `Firefox on Windows`."""
        return device_words(value)

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same words."""
        return self.words(value, reading)
