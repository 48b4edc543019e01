"""/support/templates: what mails say, kind by kind, with what they would say to a student beside it."""

from __future__ import annotations

import reflex as rx

from components.section import fault
from components.shell import page_head, screen
from components.templates import ROUTE, editor, kinds, preview, versions
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.templates import TemplatesState


@screen(
    route=ROUTE,
    title="Templates",
    about="What mails to students say",
    needs=Permission.SUPPORT_TEMPLATES_READ,
    on_load=(TemplatesState.load,),
)
def templates() -> rx.Component:
    return rx.fragment(
        page_head("Templates", ActorState.organisation),
        rx.match(
            TemplatesState.face,
            ("ready", rx.el.div(kinds(), editor(), preview(), versions(), class_name="mails")),
            ("failed", fault("What mails say", TemplatesState.fault, TemplatesState.load, alone=True)),
            rx.el.div(*(rx.el.span(class_name="bone bone--line") for _ in range(6)), class_name="stack", aria_busy="true"),
        ),
    )  # fmt: skip
