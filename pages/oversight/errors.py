"""/oversight/errors: what failed unexpectedly, and whether somebody has looked at it."""

from __future__ import annotations

import reflex as rx

from components.beside import beside
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.errors import ErrorsState, ErrorState


@screen(
    route="/oversight/errors",
    title="Error log",
    about="What failed unexpectedly, and whether somebody has looked at it",
    needs=Permission.OVERSIGHT_ERRORS_READ,
    on_load=(ErrorState.arrive, ErrorsState.load),
    refresh=(ErrorsState.load,),
    wide=True,
    topics=("error_logs",),
)
def errors() -> rx.Component:
    return rx.fragment(listing(ErrorsState), beside(ErrorState, "One error"))
