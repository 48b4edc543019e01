"""The lists of people, and the organisation that a superadmin works in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.listing import Listing
from growthos_ui.people import queries
from growthos_ui.people.tables import STUDENTS
from state.actor import ActorState
from state.guard import actor, needs
from state.learning import ProgressState
from state.listing import ListingState


class StudentsState(ListingState, rx.State):
    """Students, as the actor may see them."""

    listing: ClassVar[Listing] = STUDENTS


@dataclass
class Workplace:
    """One organisation of the switcher."""

    id: str = ""
    name: str = ""
    chosen: bool = False


class OrganizationsState(rx.State):
    """The organisations between which the actor may change; empty for everybody but a superadmin."""

    choices: list[Workplace] = []

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load(self) -> None:
        """Offer the organisations, where there is a choice."""
        who = actor()
        if not who.may(Permission.PEOPLE_ORGANIZATIONS_CHOOSE):
            self.choices = []
            return
        async with db.acting_as(who) as tx:
            rows = await tx.rows(queries.organizations())
        self.choices = [Workplace(str(row["id"]), row["name"], row["id"] == who.organization_id) for row in rows]

    @rx.event
    @needs(Permission.PEOPLE_ORGANIZATIONS_CHOOSE)
    async def choose(self, organization_id: UUID) -> list[Any]:
        """Work in another organisation from now on, and begin there on the home page.

        Raises GrowthError when there is no such organisation.
        """
        async with db.acting_as(actor()) as tx:
            await tx.call("private.choose_organisation", organization_id)
        return [ActorState.arrive, OrganizationsState.load, rx.redirect("/"), ProgressState.load_home]
