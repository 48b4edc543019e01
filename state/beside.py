"""The one row of a list that stands open beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.db import Transaction
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.pairs import Fact
from growthos_ui.oversight.entries import Told
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady


@dataclass
class Change:
    """One column, before and after."""

    name: str = ""
    before: str = ""
    after: str = ""


@dataclass
class Entry:
    """What is said about the open row. `face` is "loading", "ready", "missing" or "failed"."""

    face: str = "loading"
    fault: str = ""
    title: str = "Entry"
    description: str = ""
    kind: str = "update"
    changes: list[Change] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    texts: list[Fact] = field(default_factory=list)


class BesideState(Steady, rx.State, mixin=True):
    """Opens rows of `listing`, told by `_tell`. `opened` is empty while none is; another address closes it."""

    listing: ClassVar[Listing]

    opened: str = ""
    entry: Entry = Entry()

    _at: str = ""

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def arrive(self) -> None:
        """Close the row, unless the list is only asked again at the address where it was opened."""
        if self.opened and self._at != self._here():
            self.opened, self.entry = "", Entry()

    @rx.event(supersedes=True)
    @needs(lambda cls: cls.listing.read)
    async def open(self, entry_id: UUID) -> AsyncIterator[None]:
        """Open a row: everything that is known of it."""
        self.opened, self.entry, self._at = str(entry_id), self._untold(), self._here()
        self._fresh()
        yield
        self.entry = await self._asked(entry_id)

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def again(self) -> None:
        """Ask for the same once more, after it failed or was changed."""
        if self.opened:
            self.entry = await self._asked(UUID(self.opened))

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def close(self) -> None:
        """Close the row."""
        self.opened, self.entry = "", Entry()

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
        raise NotImplementedError

    def _fresh(self) -> None:
        """Forget what was said about the row that was open before; who opens a row begins anew."""

    def _here(self) -> str:
        return f"{self.router.url.path}?{self.router.url.query}"

    async def _asked(self, entry_id: UUID) -> Entry:
        who = actor()
        try:
            async with db.acting_as(who) as tx:
                found = await self._tell(tx, entry_id, ZoneInfo(who.timezone))
        except Exception as error:  # noqa: BLE001 - the panel fails alone, with a request id
            return self._untold(face="failed", fault=words_of(error))
        return self._untold(face="missing") if found is None else shown(found)

    def _untold(self, **face: str) -> Entry:
        """Return a row of which nothing is known: it is called what rows of this list are called."""
        return Entry(title=self.listing.noun[0].capitalize(), **face)


def shown(told: Told) -> Entry:
    """Return a row in words as the panel draws it."""
    return Entry(
        face="ready",
        title=told.title,
        description=told.description,
        kind=told.kind,
        changes=[Change(each.name, each.before, each.after) for each in told.changes],
        facts=[Fact(name, words) for name, words in told.facts],
        texts=[Fact(name, words) for name, words in told.texts],
    )
