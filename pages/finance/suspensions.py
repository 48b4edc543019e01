"""/finance/suspensions: who loses access tonight and why, and who keeps it although a payment is late."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from components.suspensions import suspension
from growthos_ui.auth.permissions import Permission
from state.suspensions import SuspensionsState, SuspensionState


@screen(
    route="/finance/suspensions",
    title="Suspensions",
    about="Who loses access tonight at 00:05, and why; hold it with a reason and an end",
    needs=Permission.FINANCE_OVERVIEW_READ,
    on_load=(SuspensionState.arrive, SuspensionsState.load),
    refresh=(SuspensionsState.load,),
    wide=True,
    topics=("installment_plans", "suspension_holds"),
)
def suspensions() -> rx.Component:
    return rx.fragment(listing(SuspensionsState), suspension())
