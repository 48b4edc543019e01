"""/finance/installments: every part of every bill that the actor may see, what is owed first."""

from __future__ import annotations

import reflex as rx

import components.money  # noqa: F401  draws the columns that only money has
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.finance import InstallmentsState


@screen(
    route="/finance/installments",
    title="Installments",
    about="What is owed, by whom and until when",
    needs=Permission.FINANCE_INSTALLMENTS_READ,
    on_load=(InstallmentsState.load,),
    wide=True,
    topics=("installment_plans", "installment_payments"),
)
def installments() -> rx.Component:
    return listing(InstallmentsState)
