"""The policy map: for one role at a time, what it may do to which rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.words import moment_words
from growthos_ui.oversight.policies import PERSONAS, Line, find_law, map_of
from growthos_ui.oversight.words import TABLES, named
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady


@dataclass
class Row:
    """One table. `hidden` names the columns that stay hidden from who sees its rows."""

    table: str = ""
    title: str = ""
    read: str = ""
    add: str = ""
    change: str = ""
    remove: str = ""
    hidden: str = ""


class PoliciesState(Steady, rx.State):
    """The map of one persona. `face` is "loading", "ready" or "failed" with the reason in `fault`."""

    persona: str = ""
    face: str = "loading"
    fault: str = ""
    asked: str = ""
    lines: list[Row] = []

    @rx.event(supersedes=True)
    @needs(Permission.OVERSIGHT_POLICIES_READ)
    async def load(self) -> None:
        """Read the catalogue, and say what it means for the role that the address names."""
        wanted = self.router.url.query_parameters.get("as", "")
        persona = next((each for each in PERSONAS if each.name == wanted), PERSONAS[0])
        who = actor()
        try:
            async with db.acting_as(who) as tx:
                laws = await find_law(tx)
        except Exception as error:  # noqa: BLE001 - the page stays, with a request id
            self.persona, self.face, self.fault = persona.name, "failed", words_of(error)
            return
        self.persona, self.face = persona.name, "ready"
        self.asked = moment_words(datetime.now(tz=UTC), ZoneInfo(who.timezone))
        self.lines = [_row(line) for line in map_of(laws, persona)]


def _row(line: Line) -> Row:
    room, _, name = line.table.partition(".")
    title = named(name, TABLES)
    return Row(
        table=line.table,
        title=title if room == "public" else f"{title} (dashboard)",
        read=line.read,
        add=line.add,
        change=line.change,
        remove=line.remove,
        hidden=", ".join(line.hidden),
    )
