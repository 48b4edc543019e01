"""/finance/invoices: every bill that the actor may see, the newest first."""

from __future__ import annotations

import reflex as rx

import components.papers  # noqa: F401  draws the numbers that download paper
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.finance import InvoicesState


@screen(
    route="/finance/invoices",
    title="Invoices",
    about="Every bill, and what has come of it",
    needs=Permission.FINANCE_INVOICES_READ,
    on_load=(InvoicesState.load,),
    wide=True,
    topics=("invoices", "installment_plans"),
)
def invoices() -> rx.Component:
    return listing(InvoicesState)
