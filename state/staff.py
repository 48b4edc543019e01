"""The people who work here: the list, the one who stands open beside it, and the dialogs of their account."""

from __future__ import annotations

import shlex
from collections.abc import AsyncIterator
from datetime import tzinfo
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.pairs import Option
from growthos_ui.oversight.entries import Told
from growthos_ui.people.member import Member, find_member, roles_to_give
from growthos_ui.people.staff import CAPABILITIES, STAFF
from growthos_ui.people.staff_acts import ABOUT_CAPABILITIES, ABOUT_ROLES, ACTS, do, fitting, foretold, start_of
from state.beside import BesideState
from state.guard import actor, needs
from state.listing import ListingState
from state.money_form import MoneyForm
from state.toasts import say

ROUTE = "/staff"


class StaffState(ListingState, rx.State):
    """Who works here, as the actor may see them."""

    listing: ClassVar[Listing] = STAFF


class MemberState(BesideState, rx.State):
    """One of them. `acts` is what may be done with the account, `why_not` why nothing may; `no_password` is whose address has none yet."""

    listing: ClassVar[Listing] = STAFF

    acts: list[str] = []
    why_not: str = ""
    learners: int = 0
    signed_in: int = 0
    no_password: str = ""

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:  # noqa: ARG002
        found = await find_member(tx, entry_id)
        self.acts = list(found.acts()) if found else []
        self.why_not = found.why_not if found else ""
        self.learners, self.signed_in = (found.learners, found.signed_in) if found else (0, 0)
        has_none = found and found.is_active and not found.has_password
        # it stands in a command that somebody copies: what an address may hold, a shell may read otherwise
        self.no_password = shlex.quote(found.email) if found and has_none else ""
        return found and found.told()


class MemberFormState(MoneyForm, rx.State):
    """The open dialog. `person` is whom it is on, if it is on somebody, `about` their name, `effects` what will come of it."""

    person: str = ""
    about: str = ""
    roles: list[Option] = []
    about_role: str = ""
    capabilities: list[Option] = []
    effects: list[str] = []

    _member: Member | None = None

    @rx.event
    @needs(Permission.PEOPLE_STAFF_MANAGE)
    async def open(self, act: str, person: UUID) -> None:
        """Open the dialog of an act on an account."""
        async with db.acting_as(actor()) as tx:
            found = await find_member(tx, person)
            roles = await roles_to_give(tx)
        if found is None or act not in found.acts():
            await say(self, "This is not possible now", "It has changed, or it is not for your role.", tone="bad")
            return
        await self._open(act, roles, found)

    @rx.event
    @needs(Permission.PEOPLE_STAFF_MANAGE)
    async def add(self) -> Any:
        """Open the dialog that adds somebody, from whichever page."""
        async with db.acting_as(actor()) as tx:
            roles = await roles_to_give(tx)
        await self._open("add", roles, None)
        self._page = ROUTE
        return rx.redirect("/staff") if self.router.url.path.rstrip("/") != ROUTE else None

    @rx.event
    @needs(Permission.PEOPLE_STAFF_MANAGE)
    async def send(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Do what the dialog says."""
        needed = Permission.PEOPLE_STAFF_MANAGE if self.act in ACTS else None
        if self._takes(needed, Permission.PEOPLE_STAFF_MANAGE, form):
            yield
            yield await self._sent()

    async def _open(self, act: str, roles: dict[str, str], found: Member | None) -> None:
        self._member, self.person, self.about = found, str(found.id) if found else "", found.name if found else ""
        self.roles = [Option(role, words) for role, words in roles.items()]
        self._begin(act, start_of(act, found))
        await self._foretell()

    async def _sent(self) -> Any:
        did = await self._attempt(self._done())
        if did is None:
            return None
        ((person, changed),) = did
        said, name = ACTS[self.act], self.about or self._typed["full_name"].strip()
        await say(self, f"{said.done}: {name}" if changed else f"It was so already: {name}")
        self._end()
        return [MemberState.open(str(person)), StaffState.load]

    async def _done(self) -> tuple[UUID, bool]:
        async with db.acting_as(actor()) as tx:
            return await do(tx, self.act, self._member, self._typed, key=self.key)

    async def _refuse(self, error: GrowthError) -> None:
        """Show why nothing was done; where somebody else was faster, with what is there now: whoever sends again has read it."""
        boxes = {*self._typed, "capabilities"}
        self.refusal, self.field = error.words(), error.field if error.field in boxes else ""
        if error.kind is Kind.CONFLICT and self._member is not None:
            async with db.acting_as(actor()) as tx:
                self._member = await find_member(tx, self._member.id) or self._member
        await self._foretell()

    async def _foretell(self) -> None:
        role = self._typed.get("role", "")
        self.about_role = ABOUT_ROLES.get(role, "")
        fit = fitting(role, self._member) if "role" in self._typed else ()
        gone = {each: self.start[each] for each in CAPABILITIES if each in self.start and each not in fit}
        self._typed = {**self._typed, **gone}  # a box that comes back is as it was at first
        self.capabilities = [Option(each, CAPABILITIES[each], ABOUT_CAPABILITIES[each]) for each in fit]
        self.effects = foretold(self.act, self._member, self._typed)

    def _end(self) -> None:
        self._member, self.person, self.about = None, "", ""
        super()._end()
