"""The audit: the list, and the entry that stands open beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.entries import Told, find_entry
from growthos_ui.oversight.tables import AUDIT
from state.faults import words_of
from state.guard import actor, needs
from state.listing import ListingState
from state.steady import Steady


class AuditState(ListingState, rx.State):
    """The audit, as the actor may see it."""

    listing: ClassVar[Listing] = AUDIT


@dataclass
class Change:
    """One column, before and after."""

    name: str = ""
    before: str = ""
    after: str = ""


@dataclass
class Fact:
    """A name and what it is."""

    name: str = ""
    words: str = ""


@dataclass
class Entry:
    """What is said about the open entry. `face` is "loading", "ready", "missing" or "failed"."""

    face: str = "loading"
    fault: str = ""
    title: str = "Entry"
    description: str = ""
    kind: str = "update"
    changes: list[Change] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


class AuditEntryState(Steady, rx.State):
    """The one entry beside the list. `opened` is empty while none is; it closes where another address is opened."""

    opened: str = ""
    entry: Entry = Entry()

    _at: str = ""

    @rx.event
    @needs(Permission.OVERSIGHT_AUDIT_READ)
    async def arrive(self) -> None:
        """Close the entry, unless the list is only asked again at the address where it was opened."""
        if self.opened and self._at != self._here():
            self.opened, self.entry = "", Entry()

    @rx.event(supersedes=True)
    @needs(Permission.OVERSIGHT_AUDIT_READ)
    async def open(self, entry_id: UUID) -> AsyncIterator[None]:
        """Open an entry: everything that was written down about it."""
        self.opened, self.entry, self._at = str(entry_id), Entry(), self._here()
        yield
        self.entry = await _asked(entry_id)

    @rx.event
    @needs(Permission.OVERSIGHT_AUDIT_READ)
    async def again(self) -> None:
        """Ask for the same once more, after it failed."""
        if self.opened:
            self.entry = await _asked(UUID(self.opened))

    @rx.event
    @needs(Permission.OVERSIGHT_AUDIT_READ)
    async def close(self) -> None:
        """Close the entry."""
        self.opened, self.entry = "", Entry()

    def _here(self) -> str:
        return f"{self.router.url.path}?{self.router.url.query}"


async def _asked(entry_id: UUID) -> Entry:
    who = actor()
    try:
        async with db.acting_as(who) as tx:
            found = await find_entry(tx, entry_id, ZoneInfo(who.timezone))
    except Exception as error:  # noqa: BLE001 - the panel fails alone, with a request id
        return Entry(face="failed", fault=words_of(error))
    return Entry(face="missing") if found is None else _shown(found)


def _shown(told: Told) -> Entry:
    return Entry(
        face="ready",
        title=told.title,
        description=told.description,
        kind=told.kind,
        changes=[Change(each.name, each.before, each.after) for each in told.changes],
        facts=[Fact(name, words) for name, words in told.facts],
    )
