"""What a value of an OULAD file may be: one class per kind of column, each naming what is wrong with a bad one."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A leading zero would give one learner two names, so it is refused. ASCII digits only.
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})", re.ASCII)
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,2})?", re.ASCII)
_SHOWN = 40
TEXT_MAX = 100


def shown(value: str) -> str:
    """Return the value in quotation marks, cut short, safe to print."""
    cut = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    return repr(cut)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file. `optional` says that the published data leaves it empty here and there."""

    name: str
    optional: bool = False

    def fault(self, value: str) -> str | None:
        """Return why the value cannot be read, or None when it can."""
        if not value:
            return None if self.optional else "is empty"
        return self.fault_in(value)

    def fault_in(self, value: str) -> str | None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Whole(Column):
    """A whole number from `least` to `most`, both included."""

    least: int = 0
    most: int = 999_999_999

    def fault_in(self, value: str) -> str | None:
        if not _WHOLE.fullmatch(value):
            return f"{shown(value)} is not a whole number"
        if not self.least <= int(value) <= self.most:
            return f"{value} is not between {self.least} and {self.most}"
        return None


@dataclass(frozen=True, slots=True)
class Weight(Column):
    """A share of the final mark in per cent, at most two decimals."""

    def fault_in(self, value: str) -> str | None:
        if not _DECIMAL.fullmatch(value) or float(value) > 100:  # noqa: PLR2004 - per cent
            return f"{shown(value)} is not a weight between 0 and 100"
        return None


@dataclass(frozen=True, slots=True)
class Matching(Column):
    """A code of a fixed shape, with an example to show what was expected."""

    shape: str = ""
    example: str = ""

    def fault_in(self, value: str) -> str | None:
        if re.fullmatch(self.shape, value, re.ASCII):
            return None
        return f"{shown(value)} is not like {self.example}"


@dataclass(frozen=True, slots=True)
class Choice(Column):
    """One of a few words."""

    words: tuple[str, ...] = ()

    def fault_in(self, value: str) -> str | None:
        if value in self.words:
            return None
        return f"{shown(value)} is not one of {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Text(Column):
    """Any printable words, at most `TEXT_MAX` characters; what COPY would read as an escape is refused."""

    def fault_in(self, value: str) -> str | None:
        if len(value) > TEXT_MAX:
            return f"{shown(value)} is longer than {TEXT_MAX} characters"
        if "\\" in value or not value.isprintable():
            return f"{shown(value)} holds a character that no text of the set has"
        return None
