"""The profile page: what one may change of one's own account, and where else one is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from typing_extensions import TypedDict

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.listing.words import age_words, day_words, moment_words
from growthos_ui.people.account import account, device_words, phone_of
from growthos_ui.web.assemble import perimeter
from state.guard import actor, needs
from state.toasts import say


@dataclass
class Device:
    """A live sign-in: on which device, since when, from where."""

    id: str = ""
    words: str = ""
    address: str = ""
    since: str = ""
    seen: str = ""
    is_this: bool = False


class PhoneForm(TypedDict):
    """What the form of the phone number sends."""

    phone: str


class AccountState(rx.State):
    """One's own account and devices."""

    phone: str = ""
    phone_fault: str = ""
    home: str = ""
    is_home: bool = True
    password_since: str = ""
    devices: list[Device] = []
    is_ready: bool = False

    @rx.event(supersedes=True)
    @needs(Permission.PEOPLE_ACCOUNT_READ)
    async def load(self) -> None:
        """Ask for the account and the devices."""
        who = actor()
        async with db.acting_as(who) as tx:
            row = await tx.one(account())
        assert row is not None  # noqa: S101 - the function answers about the actor with one row
        self.phone, self.phone_fault = row["phone"] or "", ""
        self.home, self.is_home = row["home"], row["is_home"]
        changed = row["password_changed_at"]
        self.password_since = day_words(changed.astimezone(ZoneInfo(who.timezone)).date()) if changed else ""
        self.devices = await _devices(who.sign_in_id, who.timezone)
        self.is_ready = True

    @rx.event
    @needs(Permission.PEOPLE_ACCOUNT_CHANGE)
    async def keep_phone(self, form: PhoneForm) -> None:
        """Keep one's own number, or say beside the box what is wrong with it; what was typed stays."""
        typed = form["phone"]
        try:
            number = phone_of(typed)
            async with db.acting_as(actor()) as tx:
                await tx.call("private.keep_own_phone", number)
        except GrowthError as error:
            self.phone_fault = error.words()
            return
        self.phone, self.phone_fault = number or "", ""
        await say(self, "Phone number saved" if number else "Phone number removed")

    @rx.event
    @needs(Permission.PEOPLE_ACCOUNT_READ)
    async def sign_out(self, device: UUID) -> None:
        """Sign out on one other device; its open pages leave at once."""
        await self._end(device)

    @rx.event
    @needs(Permission.PEOPLE_ACCOUNT_READ)
    async def sign_out_elsewhere(self) -> None:
        """Sign out everywhere else."""
        await self._end(None)

    async def _end(self, device: UUID | None) -> None:
        """Signing out is no change of data: it is the door's to do, also for those who may only read."""
        who = actor()
        ended = await perimeter.sign_ins.end_beside(who.sign_in_id, device)
        self.devices = await _devices(who.sign_in_id, who.timezone)
        words = "Signed out there" if device else f"Signed out on {ended} other {'device' if ended == 1 else 'devices'}"
        await say(self, words if ended else "That device was signed out already")


async def _devices(sign_in_id: UUID, timezone: str) -> list[Device]:
    rows = await perimeter.sign_ins.beside(sign_in_id)
    return [_device(row, ZoneInfo(timezone)) for row in rows]


def _device(row: Mapping[str, Any], zone: ZoneInfo) -> Device:
    age = age_words(row["last_seen_at"], now=datetime.now(tz=UTC), zone=zone)
    return Device(
        id=str(row["sign_in_id"]),
        words=device_words(row["user_agent"]),
        address=str(row["ip_address"] or ""),
        since=moment_words(row["first_seen_at"], zone),
        seen="now" if age == "0 min" else f"{age} ago",
        is_this=row["is_this"],
    )
