"""The bar over every page: menu on phones, finding, the bell, the theme, the account."""

from __future__ import annotations

import reflex as rx

from components import themes
from components.bell import bell
from components.icons import icon
from components.links import door_link, link, post_form
from components.palette import opener, opener_on_phones
from state.actor import ActorState


def topbar() -> rx.Component:
    """Draw the bar."""
    return rx.el.header(
        rx.el.button(
            icon("menu"),
            type="button",
            class_name="button button--plain button--icon top__menu",
            aria_label="Open menu",
            custom_attrs={"data-drawer-toggle": "", "aria-expanded": "false", "aria-controls": "nav"},
        ),
        opener(),
        rx.el.div(
            opener_on_phones(),
            bell(),
            themes.switch(
                icon("theme"),
                class_name="button button--plain button--icon top__wide",
                aria_label="Switch between light and dark",
            ),
            _account(),
            class_name="row push top__end",
        ),
        class_name="top",
    )


def _account() -> rx.Component:
    return rx.fragment(
        rx.el.button(
            rx.el.span(ActorState.initials, class_name="avatar", aria_hidden="true"),
            rx.el.span(ActorState.name, class_name="top__wide"),
            type="button",
            class_name="button button--plain top__person",
            aria_label=f"{ActorState.name}, your account",
            custom_attrs={"popovertarget": "account"},
        ),
        rx.el.div(
            rx.el.div(
                rx.el.p(ActorState.name, class_name="medium"),
                rx.el.p(ActorState.role_words, class_name="muted"),
                rx.el.p(ActorState.organisation, class_name="muted"),
                class_name="popover__who",
            ),
            rx.el.div(class_name="popover__line"),
            link(
                icon("profile"), "Profile", to="/profile", class_name="popover__row", custom_attrs={"data-closes": ""}
            ),
            door_link(icon("lock"), "Change password", href="/auth/password", class_name="popover__row"),
            themes.switch(icon("theme"), "Switch theme", class_name="popover__row top__narrow"),
            rx.el.div(class_name="popover__line"),
            post_form(
                rx.el.button(icon("sign-out"), "Sign out", type="submit", class_name="popover__row"),
                action="/auth/sign-out",
                id="sign-out",
            ),
            id="account",
            class_name="popover popover--account",
            custom_attrs={"popover": "auto"},
        ),
    )
