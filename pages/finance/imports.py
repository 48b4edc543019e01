"""/finance/imports: files of bills and payments that were handed in, and where to hand in another."""

from __future__ import annotations

import reflex as rx

from components.imports import hand_in
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.imports import ImportsState


@screen(
    route="/finance/imports",
    title="Imports",
    about="Bring invoices, installments, payments and bank statements in from a file",
    needs=Permission.FINANCE_IMPORTS_READ,
    on_load=(ImportsState.load,),
    topics=("imports",),
    wide=True,
)
def imports() -> rx.Component:
    return listing(ImportsState, above=hand_in())
