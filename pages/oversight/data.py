"""/oversight/data: whether what is stored is what the facts say, asked live."""

from __future__ import annotations

import reflex as rx

from components.checks import checks, differing
from components.icons import icon
from components.section import section
from components.shell import page_head, screen
from growthos_ui.auth.permissions import Permission
from state.checks import ChecksState


@screen(
    route="/oversight/data",
    title="Data audit",
    about="Whether what is stored is what the facts say, checked live",
    needs=Permission.OVERSIGHT_DATA_READ,
    on_load=(ChecksState.load,),
)
def data() -> rx.Component:
    again = rx.el.button(
        icon("again"),
        "Check again",
        type="button",
        class_name="button",
        disabled=ChecksState.is_asking,
        on_click=ChecksState.load,
    )
    return rx.fragment(
        page_head("Data audit", f"Checked {ChecksState.asked}, over the rows that you may see", again),
        rx.el.div(section("What must be true", checks()), class_name="grid"),
        differing(),
    )
