"""A figure that is worked out of several others: each line of it opens its own rows, and no single list has them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.metrics import registry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from growthos_ui.auth.permissions import Permission
    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.listing import Listing
    from growthos_ui.metrics.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words and a number; `href` opens its rows where it counts any."""

    words: str
    number: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """How such a figure came about: its lines to be worked out by hand, and `sum`, the last of them. `note` says why where it is not known."""

    value: str
    lines: tuple[Line, ...]
    sum: Line
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """One such figure, declared once. `listing` is the list whose question it is asked over, `worked` does the sums."""

    id: str
    name: str
    about: str
    unit: str
    listing: Listing
    path: str
    needs: Permission
    owner: str
    source: str
    worked: Callable[[Transaction, Ask, Clock], Awaitable[Worked]]
    version: int = 1

    def __post_init__(self) -> None:
        """Register it."""
        registry.add_composed(self)
