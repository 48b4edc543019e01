"""/growth/flags: which parts of the product are on, and why."""

from __future__ import annotations

import reflex as rx

from components.flags import flags_table, history, turning
from components.section import fault
from components.shell import page_head, screen
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.flags import FlagsState


@screen(
    route="/growth/flags",
    title="Feature flags",
    about="Which parts of the product are on, and why",
    needs=Permission.GROWTH_FLAGS_READ,
    on_load=(FlagsState.arrive, FlagsState.load),
    refresh=(FlagsState.load,),
    topics=("feature_flags",),
)
def flags() -> rx.Component:
    return rx.fragment(
        page_head("Feature flags", ActorState.organisation),
        rx.match(
            FlagsState.face,
            ("ready", rx.fragment(flags_table(), turning(), history())),
            ("failed", fault("The feature flags", FlagsState.fault, FlagsState.load, alone=True)),
            rx.el.div(*(rx.el.span(class_name="bone bone--line") for _ in range(6)), class_name="stack", aria_busy="true"),
        ),
    )  # fmt: skip
