"""The organisation's logo, or its initials; and the part of the settings where another one is chosen."""

from __future__ import annotations

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.growth.logo import RULE
from state.actor import ActorState

_SAID = "logo-said"


def logo() -> rx.Component:
    """Draw the logo where there is one, else the initials. The name stands beside it, so neither is read out."""
    return rx.cond(
        ActorState.logo != "",
        rx.el.img(src=ActorState.logo, alt="", class_name="nav__logo"),
        rx.el.span(ActorState.organisation_initials, class_name="nav__initials", aria_hidden="true"),
    )


def logo_form() -> rx.Component:
    """Draw the logo as it is, and for those who may, how to show another one. assets/shell.js sends the file."""
    return rx.el.section(
        rx.el.div(rx.el.h2("Logo in this dashboard", class_name="heading"), class_name="section__head"),
        rx.el.div(
            rx.el.span(logo(), class_name="logo__now"),
            rx.cond(ActorState.access.contains(Permission.GROWTH_SETTINGS_CHANGE.value), _choose(), rx.fragment()),
            class_name="section__body row logo",
        ),
        class_name="section",
        aria_label="Logo in this dashboard",
    )


def _choose() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            "Choose a picture",
            rx.el.input(
                type="file",
                accept="image/png,image/webp",
                class_name="hidden-visually",
                custom_attrs={"data-logo": "", "aria-describedby": _SAID},
            ),
            class_name="button",
        ),
        rx.cond(
            ActorState.logo != "",
            rx.el.button(
                "Remove", type="button", class_name="button button--plain", custom_attrs={"data-logo-off": ""}
            ),
            rx.fragment(),
        ),
        rx.el.p(RULE, id=_SAID, class_name="field__hint logo__said", role="status"),
        class_name="row logo__choose",
    )
