"""The settings of the organisation: one group at a time, saved as one act."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.growth.keys import group_named
from growthos_ui.growth.settings import Setting, find_settings, save
from growthos_ui.listing.words import number_of
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady
from state.toasts import say


@dataclass
class Part:
    """One number of a setting that has several: `box` is the name of its box."""

    box: str = ""
    label: str = ""
    typed: str = ""


@dataclass
class Field:
    """One setting as it is drawn. `kind` says which box; `error` what is wrong with what was typed."""

    key: str = ""
    label: str = ""
    kind: str = "text"
    typed: str = ""
    hint: str = ""
    edited: str = ""
    is_own: bool = False
    may_change: bool = False
    choices: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    error: str = ""


class SettingsState(Steady, rx.State):
    """One group of settings. `face` is "loading", "ready", "none" or "failed" with the reason in `fault`."""

    group: str = ""
    about: str = ""
    face: str = "loading"
    fault: str = ""
    fields: list[Field] = []
    may_save: bool = False
    why_not: str = ""
    is_saving: bool = False
    refusal: str = ""

    @rx.event(supersedes=True)
    @needs(Permission.GROWTH_SETTINGS_READ)
    async def load(self) -> None:
        """Show the group that the address names, as it stands now."""
        group = group_named(self.router.url.query_parameters.get("group", ""))
        if group.name != self.group:
            self.refusal = ""
        try:
            settings = await _asked(group.name)
        except Exception as error:  # noqa: BLE001 - the page stays, with a request id
            self.group, self.about, self.face, self.fault = group.name, group.about, "failed", words_of(error)
            return
        self.group, self.about = group.name, group.about
        may = actor().may(Permission.GROWTH_SETTINGS_CHANGE)
        self.may_save = may and any(each.may_change for each in settings)
        self.why_not = "Only a superadmin changes these." if may else "Your role only reads these."
        # What was wrong stays beside its box while the group is only asked again.
        errors = {each.key: each.error for each in self.fields} if self.refusal else {}
        self.fields = [_field(each, errors.get(each.key, ""), may=self.may_save) for each in settings]
        self.face = "ready" if settings else "none"

    @rx.event
    @needs(Permission.GROWTH_SETTINGS_CHANGE)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[None]:
        """Save the whole group or nothing of it; what was typed stays in the boxes where something is wrong."""
        self.is_saving, self.refusal = True, ""
        yield
        group, typed = group_named(self.group), {name: str(value) for name, value in form.items()}
        try:
            async with db.acting_as(actor()) as tx:
                settings = await find_settings(tx, group, _zone())
                changed = await save(tx, settings, typed, group)
        except GrowthError as error:
            self._refuse(error)
            return
        finally:
            self.is_saving = False
        self.fields = [_field(each, "", may=self.may_save) for each in await _asked(group.name)]
        await say(self, f"{number_of(changed, ('setting', 'settings'))} saved" if changed else "Nothing was changed")

    def _refuse(self, error: GrowthError) -> None:
        self.refusal = f"{error.words()} Nothing was saved."
        for place in self.fields:
            place.error = error.sentence if place.key == error.field else ""


def _zone() -> ZoneInfo:
    return ZoneInfo(actor().timezone)


async def _asked(group: str) -> list[Setting]:
    async with db.acting_as(actor()) as tx:
        return await find_settings(tx, group_named(group), _zone())


def _field(setting: Setting, error: str, *, may: bool) -> Field:
    shown = "area" if setting.is_long else "parts" if setting.parts else setting.kind
    return Field(
        key=setting.key,
        label=setting.label,
        kind=shown,
        typed=setting.typed,
        hint=setting.hint,
        edited=setting.edited,
        is_own=setting.is_own,
        may_change=may and setting.may_change,
        choices=list(setting.choices) if shown == "choice" else ["yes", "no"] if shown == "boolean" else [],
        parts=[Part(f"{setting.key}.{each.name}", each.label, each.typed) for each in setting.parts],
        error=error,
    )
