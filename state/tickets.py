"""The desk of tickets: the list, its figures, and the ticket that stands open beside it with what was said on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.errors import GrowthError
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.entries import Told
from growthos_ui.support.tickets.acts import answer, give, move, prioritise
from growthos_ui.support.tickets.figures import headline
from growthos_ui.support.tickets.found import Ticket, find_ticket
from growthos_ui.support.tickets.tables import TICKETS
from growthos_ui.support.tickets.words import STATES
from state.beside import BesideState
from state.guard import actor, needs
from state.listing import ListingState
from state.overview import Narrowed, OverviewState, narrowed
from state.toasts import say

DRAFTS_MAX = 20
_DONE = {each.value: each.words.lower() for each in STATES}


class TicketsState(ListingState, rx.State):
    """Tickets, as the actor may see them."""

    listing: ClassVar[Listing] = TICKETS


class TicketFiguresState(OverviewState, rx.State):
    """How the desk stands, over the tickets that the filters of the list leave."""

    listing: ClassVar[Narrowed] = narrowed("Tickets", TICKETS)
    rows_of: ClassVar[Listing] = TICKETS
    needed: ClassVar[Permission] = Permission.SUPPORT_TICKETS_READ
    cards: ClassVar[tuple[str, ...]] = ()

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(headline)


@dataclass
class Said:
    """One thing that was said; `kind` is "asked", "answer" or "note"."""

    by: str = ""
    when: str = ""
    message: str = ""
    kind: str = ""


@dataclass
class Choice:
    """One of several to choose from."""

    value: str = ""
    words: str = ""


@dataclass
class Shown:
    """What is shown of the open ticket beside its facts."""

    student: str = ""
    code: str = ""
    assigned_to: str = ""
    priority: str = ""
    is_closed: bool = False
    may_answer: bool = False
    may_move: bool = False
    may_give: bool = False


class TicketState(BesideState, rx.State):
    """One ticket. `draft` is what its box held when it was opened, `turn` counts what was sent: what comes twice is sent once.

    `refusal` is why something was not done, `field` the box that it is about.
    """

    listing: ClassVar[Listing] = TICKETS

    ticket: Shown = Shown()
    said: list[Said] = []
    moves: list[Choice] = []
    people: list[Choice] = []
    is_note: bool = False
    draft: str = ""
    turn: int = 0
    refusal: str = ""
    field: str = ""

    _drafts: dict[str, str] = {}
    _told_of: str = ""

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def note(self, ticket: UUID, turn: int, typed: str) -> None:
        """Keep what is typed: who looks at another ticket in between finds it again. What was sent meanwhile is no draft."""
        if turn == self.turn:
            kept = [(each, words) for each, words in self._drafts.items() if each != str(ticket)]
            self._drafts = dict([*kept, (str(ticket), typed)][-DRAFTS_MAX:])

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def choose(self, is_note: bool) -> None:  # noqa: FBT001 - the browser sends it alone
        """Write to the student, or a note for staff."""
        self.is_note = is_note

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def answer(self, form: dict[str, str]) -> Any:
        """Send what was typed, once; where it is refused it stays in its box."""
        if not self.opened or form.get("turn") != str(self.turn):
            return None
        is_note = form.get("is_note") == "yes"
        try:
            async with db.acting_as(actor()) as tx:
                await answer(tx, UUID(self.opened), form.get("message", ""), is_note=is_note)
        except GrowthError as error:
            return self._refuse(error)
        self._drafts.pop(self.opened, None)
        self.turn += 1
        await say(self, "Note kept" if is_note else "Answer sent")
        return self._renewed()

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def move(self, status: str) -> Any:
        """Bring the ticket into its next state."""
        try:
            async with db.acting_as(actor()) as tx:
                moved = await move(tx, UUID(self.opened), status)
        except GrowthError as error:
            return self._refuse(error)
        await say(self, f"The ticket is {_DONE[status]}" if moved else f"It is {_DONE[status]} already")
        return self._renewed()

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_MANAGE)
    async def arrange(self, form: dict[str, str]) -> Any:
        """Give the ticket to somebody and say how urgent it is; both or neither."""
        ticket = UUID(self.opened)
        try:
            async with db.acting_as(actor()) as tx:
                changed = [await prioritise(tx, ticket, form["priority"]), await give(tx, ticket, form["assigned_to"])]
        except GrowthError as error:
            return self._refuse(error)
        await say(self, "Saved" if any(changed) else "It is like that already")
        return self._renewed()

    def _refuse(self, error: GrowthError) -> None:
        self.refusal, self.field = error.words(), error.field or ""

    def _renewed(self) -> list[Any]:
        return [TicketState.again, TicketsState.load, TicketFiguresState.load_figures]

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
        found = await find_ticket(tx, entry_id, zone)
        if self._told_of != str(entry_id):  # whom one writes to is chosen for each ticket anew
            self._told_of, self.is_note = str(entry_id), False
        self.refusal, self.field, self.draft = "", "", self._drafts.get(self.opened, "")
        self._show(found)
        return found and found.told

    def _show(self, found: Ticket | None) -> None:
        if found is None:
            self.ticket, self.said, self.moves, self.people = Shown(), [], [], []
            return
        self.ticket = Shown(
            student=found.student,
            code=found.code,
            assigned_to=found.assigned_to,
            priority=found.priority,
            is_closed=found.is_closed,
            may_answer=found.may_answer,
            may_move=found.may_move,
            may_give=found.may_give,
        )
        self.said = [Said(each.by, each.when, each.message, each.kind) for each in found.said]
        self.moves = [Choice(*each) for each in found.moves]
        self.people = [Choice(*each) for each in found.people]
