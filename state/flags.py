"""The switches of the organisation: turned for a reason, each with its history."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import reflex as rx
from typing_extensions import TypedDict

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.growth import flags
from growthos_ui.growth.flags import title_of
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady
from state.toasts import say


@dataclass
class Flag:
    """One switch as it stands."""

    name: str = ""
    title: str = ""
    about: str = ""
    is_on: bool = False
    fallback: bool = False
    is_own: bool = False
    reason: str = ""
    edited: str = ""


@dataclass
class Switched:
    """One time that it was turned."""

    is_on: bool = False
    words: str = ""
    reason: str = ""


class ReasonForm(TypedDict):
    """What the dialog sends."""

    reason: str


class FlagsState(Steady, rx.State):
    """The switches. `turning` names the one whose dialog is open, `opened` the one whose history stands beside."""

    face: str = "loading"
    fault: str = ""
    flags: list[Flag] = []
    may_switch: bool = False
    turning: str = ""
    title: str = ""
    to_on: bool = False
    refusal: str = ""
    is_busy: bool = False
    opened: str = ""
    opened_title: str = ""
    history: list[Switched] = []
    history_face: str = "loading"

    @rx.event(supersedes=True)
    @needs(Permission.GROWTH_FLAGS_READ)
    async def load(self) -> None:
        """Ask for every switch."""
        try:
            self.flags = await _asked()
        except Exception as error:  # noqa: BLE001 - the page stays, with a request id
            self.face, self.fault = "failed", words_of(error)
            return
        self.face, self.may_switch = "ready", actor().may(Permission.GROWTH_FLAGS_CHANGE)

    @rx.event
    @needs(Permission.GROWTH_FLAGS_READ)
    async def arrive(self) -> None:
        """Close what was open when the page was left."""
        self.turning, self.refusal, self.opened, self.history = "", "", "", []

    @rx.event
    @needs(Permission.GROWTH_FLAGS_CHANGE)
    async def prepare(self, name: str) -> None:
        """Ask why a switch is to be turned."""
        found = next((each for each in self.flags if each.name == name), None)
        if found is not None:
            self.turning, self.title, self.to_on, self.refusal = found.name, found.title, not found.is_on, ""

    @rx.event
    @needs(Permission.GROWTH_FLAGS_CHANGE)
    async def put_away(self) -> None:
        """Close the dialog without turning anything."""
        self.turning, self.refusal = "", ""

    @rx.event
    @needs(Permission.GROWTH_FLAGS_CHANGE)
    async def turn(self, form: ReasonForm) -> AsyncIterator[None]:
        """Turn the switch of the dialog; what was typed stays where it is refused. Sent twice, it is done once."""
        if not self.turning:
            return
        self.is_busy, self.refusal = True, ""
        yield
        try:
            async with db.acting_as(actor()) as tx:
                await flags.switch(tx, self.turning, on=self.to_on, reason=form["reason"])
        except GrowthError as error:
            self.refusal = error.words().replace(self.turning, self.title)
            return
        finally:
            self.is_busy = False
        await say(self, f"{self.title} is {'on' if self.to_on else 'off'}")
        self.turning, self.flags = "", await _asked()
        await self._show_history(self.opened)

    @rx.event(supersedes=True)
    @needs(Permission.GROWTH_FLAGS_CHANGE)
    async def open(self, name: str) -> AsyncIterator[None]:
        """Show how a switch was turned before."""
        self.opened, self.opened_title, self.history, self.history_face = name, title_of(name), [], "loading"
        yield
        await self._show_history(name)

    @rx.event
    @needs(Permission.GROWTH_FLAGS_CHANGE)
    async def close(self) -> None:
        """Close the history."""
        self.opened, self.history = "", []

    async def _show_history(self, name: str) -> None:
        if not name:
            return
        async with db.acting_as(actor()) as tx:
            found = await flags.find_history(tx, name, ZoneInfo(actor().timezone))
        self.history = [Switched(each.is_on, each.words, each.reason) for each in found]
        self.history_face = "ready"


async def _asked() -> list[Flag]:
    who = actor()
    async with db.acting_as(who) as tx:
        found = await flags.find_flags(tx, ZoneInfo(who.timezone))
    return [
        Flag(
            name=each.name,
            title=each.title,
            about=each.about,
            is_on=each.is_on,
            fallback=each.fallback,
            is_own=each.is_own,
            reason=each.reason,
            edited=each.edited,
        )
        for each in found
    ]
