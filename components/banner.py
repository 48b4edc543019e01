"""The announcement of the school, over every page until it is put away."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from state.actor import ActorState

_COLOURS = ("blue", "yellow", "red", "green")


def banner() -> rx.Component:
    """Draw the announcement, where there is one."""
    looks = rx.match(
        ActorState.banner_colour,
        *((each, f"banner banner--told banner--{each}") for each in _COLOURS),
        "banner banner--told",
    )
    said = rx.el.div(
        icon("info"), rx.el.p(ActorState.banner, class_name="grow"), _close(), class_name=looks, role="status"
    )
    return rx.cond(ActorState.banner != "", said, rx.fragment())


def _close() -> rx.Component:
    return rx.el.button(
        icon("close", small=True),
        type="button",
        class_name="button button--plain button--icon button--small",
        aria_label="Put this announcement away",
        on_click=ActorState.dismiss_banner,
    )
