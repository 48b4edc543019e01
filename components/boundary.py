"""What is drawn when the app itself cannot draw: the line to the server is down, or a page broke in the browser."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_too_many_connection_errors

from components.icons import icon
from components.stops import crashed


def connection_banner() -> rx.Component:
    """Say that the line to the server is down. Draws nothing while it is up."""
    return rx.cond(
        has_too_many_connection_errors,
        rx.el.div(
            icon("cloud-off"),
            "The connection was lost. Trying again; what you see may be old.",
            class_name="banner banner--lost",
            role="status",
        ),
    )


def error_boundary() -> rx.Component:
    """Catch what fails while drawing, and show a page of ours in its place."""
    return ErrorBoundary.create(fallback_render=rx.Var.create(crashed()))
