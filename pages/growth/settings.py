"""/growth/settings: the rules of the organisation, a group at a time."""

from __future__ import annotations

import reflex as rx

from components.links import link
from components.logo import logo_form
from components.section import empty, fault
from components.settings import settings_form
from components.shell import page_head, screen
from growthos_ui.auth.permissions import Permission
from growthos_ui.growth.keys import GROUPS
from state.actor import ActorState
from state.settings import SettingsState

ROUTE = "/growth/settings"


@screen(
    route=ROUTE,
    title="Settings",
    about="The rules of the organisation: fees, learning, risk, security",
    needs=Permission.GROWTH_SETTINGS_READ,
    on_load=(SettingsState.load,),
    topics=("company_settings",),
)
def settings() -> rx.Component:
    return rx.fragment(
        page_head("Settings", ActorState.organisation),
        rx.el.nav(*(_tab(each.name, each.title) for each in GROUPS), class_name="tabs", aria_label="Groups of settings"),
        rx.match(
            SettingsState.face,
            ("ready", rx.fragment(rx.el.p(SettingsState.about, class_name="muted settings__about"), _logo(), settings_form())),
            ("none", empty("table", "There are no settings yet", "The organisation has no row of settings; a migration makes one.")),
            ("failed", fault("The settings", SettingsState.fault, SettingsState.load, alone=True)),
            _bones(),
        ),
    )  # fmt: skip


def _logo() -> rx.Component:
    return rx.cond(SettingsState.group == "branding", logo_form(), rx.fragment())


def _tab(name: str, title: str) -> rx.Component:
    is_on = SettingsState.group == name
    return link(
        title,
        to=ROUTE if name == GROUPS[0].name else f"{ROUTE}?group={name}",
        class_name=rx.cond(is_on, "tab is-on", "tab"),
        custom_attrs={"aria-current": rx.cond(is_on, "page", "false")},
    )


def _bones() -> rx.Component:
    line = rx.el.div(rx.el.span(class_name="bone bone--line"), class_name="settings__row")
    return rx.el.div(*(line for _ in range(6)), class_name="settings", aria_busy="true")
