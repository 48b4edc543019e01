"""/finance/approvals: acts of money above the limit, which wait for a second person, and what became of them."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.finance import ApprovalsState


@screen(
    route="/finance/approvals",
    title="Approvals",
    about="What waits for a second person",
    needs=Permission.FINANCE_APPROVALS_READ,
    on_load=(ApprovalsState.load,),
    wide=True,
    topics=("money_approvals",),
)
def approvals() -> rx.Component:
    return listing(ApprovalsState)
