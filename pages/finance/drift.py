"""/finance/drift: where what places cost and what was billed for them do not agree, and what puts it right."""

from __future__ import annotations

import reflex as rx

from components.drift import putting_right
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.drift import DriftState


@screen(
    route="/finance/drift",
    title="Drift",
    about="Where what places cost and what was billed for them do not agree",
    needs=Permission.FINANCE_DRIFT_READ,
    on_load=(DriftState.load,),
    wide=True,
    topics=("invoices", "installment_plans"),
    refresh=(DriftState.load,),
)
def drift() -> rx.Component:
    return rx.fragment(listing(DriftState), putting_right())
