"""/oversight/policies: who may do what to which rows, read from the catalogue of the database."""

from __future__ import annotations

import reflex as rx

from components.links import link
from components.policies import policy_table
from components.section import fault
from components.shell import page_head, screen
from growthos_ui.auth.permissions import Permission
from growthos_ui.oversight.policies import PERSONAS
from state.policies import PoliciesState

ROUTE = "/oversight/policies"


@screen(
    route=ROUTE,
    title="Policy map",
    about="Who may do what to which rows, read from the database's own catalogue",
    needs=Permission.OVERSIGHT_POLICIES_READ,
    on_load=(PoliciesState.load,),
)
def policies() -> rx.Component:
    said = (
        "Always within the one organisation that a person works in. “By function” is for functions of the database, which "
        "ask who calls them; whoever is read only sees the same and changes nothing."
    )
    return rx.fragment(
        page_head("Policy map", f"Read from the catalogue, {PoliciesState.asked}"),
        rx.el.nav(*(_tab(each.name, each.title) for each in PERSONAS), class_name="tabs", aria_label="Roles and capabilities"),
        rx.el.p(said, class_name="muted settings__about"),
        rx.match(
            PoliciesState.face,
            ("ready", policy_table()),
            ("failed", fault("The policy map", PoliciesState.fault, PoliciesState.load, alone=True)),
            rx.el.div(*(rx.el.span(class_name="bone bone--line") for _ in range(12)), class_name="stack", aria_busy="true"),
        ),
    )  # fmt: skip


def _tab(name: str, title: str) -> rx.Component:
    is_on = PoliciesState.persona == name
    return link(
        title,
        to=ROUTE if name == PERSONAS[0].name else f"{ROUTE}?as={name}",
        class_name=rx.cond(is_on, "tab is-on", "tab"),
        custom_attrs={"aria-current": rx.cond(is_on, "page", "false")},
    )
