"""What figures and charts remember in a tab: only words, addresses and finished drawings.

Every card has a face: "loading" before the first answer, "ready", "stale" while a newer answer is on
its way, "empty" where nothing can be drawn, "failed" with the request id in `fault`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tile:
    """One figure: its value in words, or "—" with the reason in `note`."""

    label: str = ""
    value: str = ""
    note: str = ""
    scope: str = ""
    href: str = ""
    known: bool = True


@dataclass
class Strip:
    """A row of figures that one query answers."""

    face: str = "loading"
    tiles: list[Tile] = field(default_factory=list)
    fault: str = ""


@dataclass
class Cell:
    """One cell of a chart's table twin. `mark` is "<trace>:<point>" where a mark of the chart opens `href`."""

    words: str = ""
    href: str = ""
    mark: str = ""
    number: bool = False


@dataclass
class Key:
    """One entry of a chart's key: the words, and the class of its swatch."""

    words: str = ""
    look: str = ""


@dataclass
class Chart:
    """A chart drawn twice, for light and for dark, and the table that says the same."""

    face: str = "loading"
    light: dict[str, Any] = field(default_factory=dict)
    dark: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    scope: str = ""
    legend: list[Key] = field(default_factory=list)
    head: list[Cell] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)
    fault: str = ""
