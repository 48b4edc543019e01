"""What the database says of changed rows: gathered for a moment, so that many changes become one refresh."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

CHANNEL = "growthos_rows"
GATHER_S = 0.3


@dataclass(frozen=True, slots=True)
class Change:
    """A table of an organisation that changed: all that a notification says."""

    topic: str
    organization_id: UUID


def read_change(payload: str) -> Change | None:
    """Return what `{"t": table, "o": organisation}` says, or None when it says nothing."""
    try:
        said = json.loads(payload)
        return Change(str(said["t"]), UUID(said["o"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class Changes:
    """Gathers changes for GATHER_S after the first and tells them once, each table of an organisation once.

    `tell` is given by whoever delivers them; None instead of a set means that some were missed.
    """

    def __init__(self) -> None:
        self.tell: Callable[[frozenset[Change] | None], None] = lambda _: None
        self._gathered: set[Change] = set()
        self._has_missed = False
        self._timer: asyncio.TimerHandle | None = None

    def told(self, payload: str) -> None:
        """Take one notification in; never waits."""
        if change := read_change(payload):
            self._gathered.add(change)
            self._soon()

    def missed_some(self) -> None:
        """Notifications were lost: whoever waits for any has to look again."""
        self._has_missed = True
        self._soon()

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER_S, self._hand_on)

    def _hand_on(self) -> None:
        gathered = None if self._has_missed else frozenset(self._gathered)
        self._timer, self._has_missed = None, False
        self._gathered.clear()
        self.tell(gathered)
