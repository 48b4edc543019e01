"""Handlers that only the guard's tests call; they look for what a guard may forget."""

from enum import StrEnum
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from state.guard import actor, needs


class Colour(StrEnum):
    RED = "red"


class ProbeState(rx.State):
    ran: int = 0
    who: str = ""
    given: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def count(self) -> None:
        self.ran += 1
        self.who = actor().name

    @rx.event
    @needs(Permission.PEOPLE_ORGANIZATIONS_CHOOSE)
    async def of_superadmins(self) -> None:
        self.ran += 100

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def take(  # noqa: PLR0917
        self, number: int, text: str, colour: Colour, key: UUID, many: list[str], extra: bool = False
    ) -> None:
        self.ran += number
        self.given = f"{number!r} {text!r} {colour!r} {key!r} {many!r} {extra!r}"

    @rx.event(background=True)
    @needs(Permission.PEOPLE_HOME_READ)
    async def behind(self) -> None:
        async with self:
            self.who = f"behind {actor().name}"

    @rx.event(background=True)
    @needs(Permission.PEOPLE_ORGANIZATIONS_CHOOSE)
    async def behind_for_superadmins(self) -> None:
        async with self:
            self.ran += 1000

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def chain(self) -> list:
        return [ProbeState.of_superadmins, ProbeState.count]

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def read(self) -> None:
        async with db.acting_as(actor()) as tx:
            self.given = str(await tx.call("private.actor_id"))

    @rx.event
    async def undeclared(self) -> None:
        self.ran = -1

    async def helper(self) -> None:
        self.ran = -2

    async def set_who(self, who: str) -> None:
        self.who = who
