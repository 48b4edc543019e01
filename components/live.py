"""How fresh a live screen is, and the button that holds it still."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from state.push import LiveState


def live(*, loaded: rx.Var | bool = True) -> rx.Component:
    """Draw "updated 3 s ago" with a pause button, or "paused" with one to go on; nothing on a screen that is not live.

    What was not `loaded` has no age.
    """
    return rx.cond(
        LiveState.is_live,
        rx.el.div(
            # assets/live.js writes the age: it changes by itself, and nothing is asked for it.
            rx.cond(
                LiveState.is_paused,
                rx.el.span("Paused", class_name="meta"),
                rx.cond(
                    loaded,
                    rx.el.span(class_name="meta", custom_attrs={"data-live": LiveState.heard.to_string()}),
                    rx.el.span("Not updated", class_name="meta"),
                ),
            ),
            rx.el.button(
                rx.cond(LiveState.is_paused, icon("resume"), icon("pause")),
                type="button",
                class_name="button button--plain button--icon button--small",
                aria_label=rx.cond(LiveState.is_paused, "Follow changes again", "Hold this page still"),
                on_click=rx.cond(LiveState.is_paused, LiveState.resume, LiveState.pause),
            ),
            class_name="live",
        ),
    )
