"""The dialogs that plan sessions, change one, and cancel one; what was typed stays where it is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.errors import GrowthError
from growthos_ui.listing.pairs import Option
from growthos_ui.listing.words import number_of
from growthos_ui.mentoring.sessions.found import Session, find_session
from growthos_ui.mentoring.sessions.planning import (
    BOXES,
    cancel,
    change,
    find_audiences,
    find_hosts,
    foretold,
    plan,
)
from growthos_ui.mentoring.sessions.words import PATH
from state.dialog import Dialog
from state.guard import actor, needs
from state.session import SessionState
from state.toasts import say

_START = {"host": "", "weeks": "1", "minutes": "60"}
_FIELDS = {
    "start": "day", "start_time": "day", "end": "minutes", "end_time": "minutes", "mentor": "host", "mentor_id": "host",
    "course": "audience", "course_id": "audience", "batch": "audience", "batch_id": "audience",
}  # fmt: skip
_NOUN = ("session", "sessions")


class PlanningState(Dialog, rx.State):
    """The open dialog. `act` is plan, change or cancel; `values` is what its boxes held when it was opened.

    `told` is when it would be, in words; `later` is how many more were planned together with this one.
    """

    act: str = ""
    title: str = ""
    values: dict[str, str] = {}
    audiences: list[Option] = []
    hosts: list[Option] = []
    told: str = ""
    later: int = 0
    may_choose_host: bool = False

    _noted: dict[str, str] = {}
    _seal: str = ""
    _start: str = ""
    _key: str = ""

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def plan(self) -> Any:
        """Open the dialog that plans, from whichever page: over the list of sessions."""
        await self._begin_on("plan", None)
        self._page = PATH
        return rx.redirect("/sessions") if self.router.url.path.rstrip("/") != PATH else None

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def change(self) -> None:
        """Open the dialog that changes the session of the page."""
        if found := await self._found():
            await self._begin_on("change", found)

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def cancel(self) -> None:
        """Open the dialog that cancels the session of the page."""
        if found := await self._found():
            await self._begin_on("cancel", found)

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def note(self, name: str, value: str) -> None:
        """Say when it would be with what stands in the boxes of when."""
        if self.is_open and name in {"day", "time", "weeks"}:
            self._noted = {**self._noted, name: value}
            self._tell()

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def send(self, form: dict[str, str]) -> Any:
        """Plan, change or cancel, once, or say at its box why not."""
        if not self.is_open or form.get("act") != self.act:
            return None
        acts = {"plan": self._plan, "change": self._change, "cancel": self._cancel}
        self.refusal, self.field = "", ""
        try:
            return await acts[self.act]({name: form.get(name, "") for name in (*BOXES, "draft", "reason", "later")})
        except GrowthError as error:
            field = _FIELDS.get(error.field or "", error.field or "")
            self.refusal, self.field = error.words(), field if field in {*BOXES, "reason"} else ""
            return None

    async def _plan(self, typed: dict[str, str]) -> Any:
        who = actor()
        async with db.acting_as(who) as tx:
            first, many = await plan(tx, typed, ZoneInfo(who.timezone), key=UUID(self._key))
        about = "Kept as a draft: students are told nothing yet." if typed["draft"] == "yes" else "Students are told."
        await say(self, f"{number_of(many, _NOUN)} planned", about)
        self._end()
        return rx.redirect(f"/sessions/{first}")

    async def _change(self, typed: dict[str, str]) -> Any:
        who = actor()
        async with db.acting_as(who) as tx:
            zone, begins = ZoneInfo(who.timezone), datetime.fromisoformat(self._start)
            changed = await change(tx, UUID(self._of), typed, zone, seal=self._seal, begins=begins)
        await say(self, "Saved" if changed else "It is like that already")
        self._end()
        return SessionState.renew

    async def _cancel(self, typed: dict[str, str]) -> Any:
        async with db.acting_as(actor()) as tx:
            many = await cancel(tx, UUID(self._of), typed["reason"], and_later=typed["later"] == "yes")
        await say(self, f"{number_of(many, _NOUN)} cancelled" if many else "It was cancelled already")
        self._end()
        return SessionState.renew

    async def _found(self) -> Session | None:
        """Return the session of the page, where the actor may change it still."""
        who, name = actor(), (await self.get_state(SessionState)).shown.id
        async with db.acting_as(who) as tx:
            found = await find_session(tx, name, ZoneInfo(who.timezone)) if name else None
        return found if found and found.may_change else None

    async def _begin_on(self, act: str, found: Session | None) -> None:
        who = actor()
        self.may_choose_host = who.role is not Role.MENTOR
        async with db.acting_as(who) as tx:
            audiences = await find_audiences(tx)
            hosts = await find_hosts(tx) if self.may_choose_host else ()
        self._begin(found.id if found else "")
        self.act, self._key = act, str(uuid4())
        self._seal, self._start = (found.seal, found.start.isoformat()) if found else ("", "")
        self.title, self.later = (found.title, found.later) if found else ("", 0)
        self.values = _values(found) if found else _START | {"audience": audiences[0][0] if audiences else ""}
        # what was planned for everybody stays so, though its host has no such choice
        known = audiences if found is None or self.values["audience"] else (("", found.audience), *audiences)
        self.audiences = _with(known, self.values["audience"], found.audience if found else "")
        self.hosts = _with(hosts, self.values["host"], found.host if found else "")
        self._noted = {name: self.values.get(name, "") for name in ("day", "time", "weeks")}
        self._tell()

    def _tell(self) -> None:
        who = actor()
        self.told = foretold(self._noted, ZoneInfo(who.timezone), who.timezone)

    def _end(self) -> None:
        super()._end()
        self.act = ""


def _values(found: Session) -> dict[str, str]:
    of = f"batch:{found.batch_id}" if found.batch_id else f"course:{found.course_id}" if found.course_id else ""
    return {
        "title": found.title,
        "audience": of,
        "host": found.host_id,
        "day": found.day,
        "time": found.time,
        "minutes": str(found.minutes),
        "weeks": "1",
        "link": found.link,
        "description": found.description,
    }


def _with(choices: tuple[tuple[str, str], ...], value: str, words: str) -> list[Option]:
    """Return the choices, and what is chosen now where that is offered no more."""
    known = dict(choices)
    if value:
        known.setdefault(value, words)
    return [Option(*each) for each in known.items()]
