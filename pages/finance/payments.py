"""/finance/payments: every entry of the ledger that the actor may see, the newest first."""

from __future__ import annotations

import reflex as rx

import components.papers  # noqa: F401  draws the numbers that download paper
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.finance import PaymentsState


@screen(
    route="/finance/payments",
    title="Payments",
    about="Money in and money back, entry by entry",
    needs=Permission.FINANCE_PAYMENTS_READ,
    on_load=(PaymentsState.load,),
    wide=True,
    topics=("installment_payments",),
)
def payments() -> rx.Component:
    return listing(PaymentsState)
