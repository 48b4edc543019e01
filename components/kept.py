"""What was typed into a dialog that is gone because the connection, the server or the sign-in was."""

from __future__ import annotations

import reflex as rx

from components.icons import icon


def kept() -> rx.Component:
    """Draw the card that offers it, hidden. assets/kept.js fills it in and shows it."""
    card = rx.el.div(
        icon("cloud-off"),
        rx.el.div(
            rx.el.p(class_name="medium", custom_attrs={"data-kept-title": ""}),
            rx.el.p(
                rx.el.span(custom_attrs={"data-kept-said": ""}), "What was typed is kept:"
            ),
            rx.el.p(class_name="muted kept__typed", custom_attrs={"data-kept-typed": ""}),
            rx.el.div(
                rx.el.button("Open it again", type="button", class_name="button button--small button--primary", custom_attrs={"data-kept-open": ""}),
                rx.el.button("Forget it", type="button", class_name="button button--small", custom_attrs={"data-kept-forget": ""}),
                class_name="row kept__acts",
            ),
            class_name="grow",
        ),
        hidden=True,
        class_name="toast toast--warn kept",
        custom_attrs={"data-kept": ""},
    )  # fmt: skip
    return rx.el.div(card, role="status")
