"""/finance/receivables: every installment as it stood on a day; what the figures of what is owed open."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.standing import OPEN
from state.receivables import ReceivablesState


@screen(
    route="/finance/receivables",
    opens=f"?standing={','.join(OPEN)}",
    title="Receivables",
    about="Every installment as it stood on a day: what was open, late, scheduled, collected",
    needs=Permission.FINANCE_OVERVIEW_READ,
    on_load=(ReceivablesState.load,),
    wide=True,
    topics=("installment_plans", "installment_payments"),
)
def receivables() -> rx.Component:
    return listing(ReceivablesState)
