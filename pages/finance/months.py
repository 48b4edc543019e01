"""/finance/months: the books month by month, what was told of each that is closed, and what was entered for it since."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.months import month
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.months import MonthsState, MonthState


@screen(
    route="/finance/months",
    title="Months",
    about="Close the books of a month, so that what was told of it stays",
    needs=Permission.FINANCE_OVERVIEW_READ,
    on_load=(MonthState.arrive, MonthsState.load),
    refresh=(MonthsState.load,),
    wide=True,
    topics=("month_acts", "installment_payments"),
)
def months() -> rx.Component:
    return rx.fragment(listing(MonthsState), month())
