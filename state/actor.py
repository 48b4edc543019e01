"""Who is behind this tab, in the words that the screens show."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Capability, Permission
from growthos_ui.growth.logo import logo_digest
from growthos_ui.listing.words import moment_words
from growthos_ui.people.account import preferences
from state.guard import actor, needs
from state.preferences import PreferencesState


class ActorState(rx.State):
    """The signed-in person. `access` names what they may ask for: the menu and every button follow it."""

    name: str = ""
    initials: str = ""
    email: str = ""
    role_words: str = ""
    organisation: str = ""
    organisation_initials: str = ""
    logo: str = ""
    timezone: str = ""
    access: list[str] = []
    as_of: str = ""
    refusal: str = ""
    banner: str = ""
    banner_colour: str = "blue"

    _put_away: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def arrive(self) -> None:
        """Learn who it is; runs first on every page, so that changed rights show with the next one."""
        person = actor()
        self.name, self.initials, self.email = person.name, person.initials, person.email
        self.role_words = person.role_words
        self.organisation, self.timezone = person.organization, person.timezone
        self.organisation_initials = "".join(part[0] for part in person.organization.split()[:2]).upper()
        self.access = sorted(each.value for each in person.permissions)
        self.refusal = ""
        async with db.acting_as(person) as tx:
            row = await tx.one(preferences())
            digest = await tx.scalar(logo_digest())
        assert row is not None  # noqa: S101 - the function answers about the actor with one row
        self.logo = f"/files/logo?v={digest}" if digest else ""
        self.as_of = moment_words(row["now"], ZoneInfo(person.timezone))
        self.banner = row["banner"] if row["banner"] and row["banner"] != self._put_away else ""
        self.banner_colour = row["banner_colour"] or "blue"
        (await self.get_state(PreferencesState))._take(row)  # noqa: SLF001 - no event of its own

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def dismiss_refusal(self) -> None:
        """Take the sentence about the last refusal away."""
        self.refusal = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def dismiss_banner(self) -> None:
        """Put the announcement away: on every device, or in this tab alone for a sign-in that only reads."""
        if not self.banner:
            return  # a second click: what the first put away stays away
        said, self.banner = self.banner, ""
        if Capability.READ_ONLY in actor().capabilities:
            self._put_away = said
            return
        async with db.acting_as(actor()) as tx:
            await tx.call("private.dismiss_banner", said)
