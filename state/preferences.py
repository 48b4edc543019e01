"""How a person likes the dashboard: theme, height of rows, letter keys. Kept with the account, on every device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from state.guard import actor, needs

Theme = Literal["system", "light", "dark"]
Density = Literal["short", "normal", "tall"]


class PreferencesState(rx.State):
    """What was chosen. `ActorState.arrive` reads it; without a theme each browser keeps to its own."""

    theme: str = ""
    density: str = "normal"
    letter_keys: bool = True

    @rx.event
    @needs(Permission.PEOPLE_ACCOUNT_CHANGE)
    async def set_theme(self, theme: Theme) -> None:
        """Keep the theme; the browser shows it by itself."""
        await _prefer(theme=theme)
        self.theme = theme

    @rx.event
    @needs(Permission.PEOPLE_ACCOUNT_CHANGE)
    async def set_density(self, density: Density) -> None:
        """Keep the height of the rows of lists: 32, 40 or 48 px."""
        await _prefer(density=density)
        self.density = density

    @rx.event
    @needs(Permission.PEOPLE_ACCOUNT_CHANGE)
    async def set_letter_keys(self, on: bool) -> None:  # noqa: FBT001 - an event's arguments have no names
        """Keep whether single letters are shortcuts."""
        await _prefer(letter_keys=on)
        self.letter_keys = on

    def _take(self, row: Mapping[str, Any]) -> None:
        self.theme, self.density, self.letter_keys = row["theme"], row["density"], row["letter_keys"]


async def _prefer(*, theme: str | None = None, density: str | None = None, letter_keys: bool | None = None) -> None:
    async with db.acting_as(actor()) as tx:
        await tx.call("private.prefer", theme, density, letter_keys)
