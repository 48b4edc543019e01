"""The desk of tickets: the list, its figures, and the ticket that stands open beside it with what was said on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar
from uuid import UUID, uuid4

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.errors import GrowthError
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.pairs import Option
from growthos_ui.oversight.entries import Told
from growthos_ui.support.tickets.acts import answer, arrange, move
from growthos_ui.support.tickets.figures import headline
from growthos_ui.support.tickets.found import Said, Ticket, find_numbered, find_ticket
from growthos_ui.support.tickets.tables import TICKETS
from growthos_ui.support.tickets.words import STATES
from state.beside import BesideState, Entry
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
class Shown:
    """What is shown of the open ticket beside its facts; `is_cut` says that more was said before."""

    student: str = ""
    code: str = ""
    assigned_to: str = ""
    priority: str = ""
    status: str = ""
    is_cut: bool = False
    is_closed: bool = False
    may_answer: bool = False
    may_move: bool = False
    may_give: bool = False
    may_take: bool = False


class TicketState(BesideState, rx.State):
    """One ticket. `draft` is what its box held when it was opened, `turn` counts what was sent: what comes twice is sent once.

    `refusal` is why something was not done, `field` the box that it is about. `closing` asks whether it is to be closed for good, `has_sent` puts
    the next words into the box at once.
    Each event names the ticket that it was drawn for: what comes late is never done to another.
    """

    listing: ClassVar[Listing] = TICKETS

    ticket: Shown = Shown()
    said: list[Said] = []
    moves: list[Option] = []
    people: list[Option] = []
    is_note: bool = False
    draft: str = ""
    turn: int = 0
    refusal: str = ""
    field: str = ""
    closing: bool = False
    has_sent: bool = False

    _drafts: dict[str, tuple[str, bool]] = {}
    _form: str = ""
    _arrived: str = ""

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_READ)
    async def arrive(self) -> Any:
        """Close the ticket of another address; where the address asks for one by its whole number, open that, once."""
        here = self._here()
        if self.opened and self._at != here:
            self.opened, self.entry = "", Entry()
        asked, self._arrived = self._arrived != here, here
        if not asked or not (typed := self.router.url.query_parameters.get("q", "")):
            return None
        async with db.acting_as(actor()) as tx:
            found = await find_numbered(tx, typed)
        return TicketState.open(found) if found else None

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def note(self, ticket: UUID, turn: int, typed: str) -> None:
        """Keep what is typed: who looks at another ticket in between finds it again. What was sent meanwhile is no draft."""
        if turn == self.turn:
            is_note = self.is_note if str(ticket) == self.opened else self._drafts.get(str(ticket), ("", False))[1]
            self._keep(str(ticket), typed, is_note=is_note)

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def choose(self, ticket: UUID, is_note: bool) -> None:  # noqa: FBT001 - the browser sends it alone
        """Write to the student, or a note for staff."""
        if str(ticket) == self.opened:
            self.is_note = is_note
            self._keep(self.opened, self._drafts.get(self.opened, ("", False))[0], is_note=is_note)

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def answer(self, form: dict[str, str]) -> Any:
        """Send what was typed, once; where it is refused it stays in its box."""
        if not self.opened or (form.get("ticket"), form.get("turn")) != (self.opened, str(self.turn)):
            return None
        is_note, message = form.get("is_note") == "yes", form.get("message", "")
        self.refusal, self.field, self._form = "", "", self._form or str(uuid4())
        try:
            async with db.acting_as(actor()) as tx:
                await answer(tx, UUID(self.opened), message, is_note=is_note, form=UUID(self._form))
        except GrowthError as error:
            self._keep(self.opened, message, is_note=is_note)
            return self._refuse(error)
        self._drafts.pop(self.opened, None)
        self.draft, self._form, self.has_sent = "", "", True
        self.turn += 1
        await say(self, "Note kept" if is_note else "Answer sent")
        return self._renewed()

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def weigh(self, is_closing: bool) -> None:  # noqa: FBT001 - the browser sends it alone
        """Ask whether the ticket is to be closed for good, or leave it."""
        self.closing = is_closing

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CHANGE)
    async def move(self, ticket: UUID, was: str, status: str) -> Any:
        """Bring the ticket into its next state, from the one in which the button was drawn."""
        if str(ticket) != self.opened:
            return None
        self.refusal, self.field, self.closing = "", "", False
        try:
            async with db.acting_as(actor()) as tx:
                moved = await move(tx, ticket, status, was=was)
        except GrowthError as error:
            return self._refuse(error)
        await say(self, f"The ticket is {_DONE[status]}" if moved else f"It is {_DONE[status]} already")
        return self._renewed()

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_MANAGE)
    async def arrange(self, form: dict[str, str]) -> Any:
        """Give the ticket to somebody and say how urgent it is, as far as that differs from what was shown; both or neither."""
        shown = {name: form.get(f"was_{name}", "") for name in ("assigned_to", "priority")}
        typed = {name: form.get(name, "") for name in shown}
        return await self._arrange(form.get("ticket", ""), shown, typed)

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_MANAGE)
    async def take(self, ticket: UUID, was: str) -> Any:
        """Give the ticket to oneself, unless somebody else got it meanwhile."""
        priority = {"priority": self.ticket.priority}
        mine = str(actor().user_id)
        return await self._arrange(str(ticket), priority | {"assigned_to": was}, priority | {"assigned_to": mine})

    async def _arrange(self, ticket: str, shown: dict[str, str], typed: dict[str, str]) -> Any:
        if ticket != self.opened:
            return None
        self.refusal, self.field = "", ""
        try:
            async with db.acting_as(actor()) as tx:
                changed = await arrange(tx, UUID(ticket), shown=shown, typed=typed)
        except GrowthError as error:
            return self._refuse(error)
        await say(self, "Saved" if changed else "It is like that already")
        return self._renewed()

    def _keep(self, ticket: str, words: str, *, is_note: bool) -> None:
        kept = [(each, draft) for each, draft in self._drafts.items() if each != ticket]
        self._drafts = dict([*kept, (ticket, (words, is_note))][-DRAFTS_MAX:])

    def _refuse(self, error: GrowthError) -> Any:
        """Say why nothing was done, and show the ticket as it is now."""
        self.refusal, self.field = error.words(), error.field or ""
        return TicketState.again

    def _renewed(self) -> list[Any]:
        return [TicketState.again, TicketsState.load, TicketFiguresState.load_figures]

    def _fresh(self) -> None:
        self.refusal, self.field, self.closing, self.has_sent, self._form = "", "", False, False, ""
        self.draft, self.is_note = self._drafts.get(self.opened, ("", False))

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
        found = await find_ticket(tx, entry_id, zone)
        self.draft = self._drafts.get(self.opened, ("", False))[0]
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
            status=found.status,
            is_cut=found.is_cut,
            is_closed=found.is_closed,
            may_answer=found.may_answer,
            may_move=found.may_move,
            may_give=found.may_give,
            may_take=str(actor().user_id) in {value for value, _ in found.people} - {found.assigned_to},
        )
        self.said = list(found.said)
        self.moves = [Option(*each) for each in found.moves]
        self.people = [Option(*each) for each in found.people]
