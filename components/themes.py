"""Choosing a theme: the browser shows it at once, the account keeps it where it may be kept."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.style import color_mode, resolved_color_mode, set_color_mode

from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.preferences import PreferencesState

THEMES = (("light", "Light"), ("dark", "Dark"), ("system", "As the system"))


def may_keep() -> rx.Var:
    """Tell whether this person's choices are kept with the account, or only in this browser."""
    return ActorState.access.contains(Permission.PEOPLE_ACCOUNT_CHANGE.value)


def chosen() -> rx.Var:
    """Return the theme that was chosen here: light, dark or system."""
    return color_mode


def choosing(theme: str) -> list[Any]:
    """Return what a click that chooses this theme does."""
    return [set_color_mode(theme), rx.cond(may_keep(), PreferencesState.set_theme(theme), rx.noop())]


def switch(*children: rx.Component, **props: Any) -> rx.Component:
    """Draw a button that turns light into dark and dark into light."""
    to_dark, to_light = choosing("dark"), choosing("light")
    is_light = resolved_color_mode == "light"
    return rx.el.button(
        *children,
        type="button",
        on_click=[rx.cond(is_light, dark, light) for dark, light in zip(to_dark, to_light, strict=True)],
        **props,
    )


def account_theme() -> rx.Component:
    """Hand the account and its choices to the page: assets/shell.js shows what was chosen on another device."""
    return rx.el.div(
        *(
            rx.el.button(type="button", on_click=set_color_mode(theme), custom_attrs={"data-set-theme": theme})
            for theme, _ in THEMES
        ),
        hidden=True,
        custom_attrs={
            "data-account": ActorState.email,
            "data-theme-chosen": PreferencesState.theme,
            "data-letter-keys": rx.cond(PreferencesState.letter_keys, "on", "off"),
        },
    )
