"""/finance/promises: what students said they would pay, and what became of it."""

from __future__ import annotations

import reflex as rx

from components.explain import explain_panel
from components.listing import listing
from components.overview import strip
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.collections import PromiseFiguresState, PromisesState
from state.explain import ExplainState

FIGURES = ("Promised", "Promises kept", "Amount kept", "Kept in part", "Broken")


@screen(
    route="/finance/promises",
    title="Promises",
    about="What students said they would pay, and what became of it",
    needs=Permission.FINANCE_COLLECTIONS_READ,
    on_load=(ExplainState.arrive, PromisesState.load, PromiseFiguresState.open, PromiseFiguresState.load_figures),
    wide=True,
    topics=("promises", "installment_payments"),
    refresh=(PromisesState.load, PromiseFiguresState.load_figures),
)
def promises() -> rx.Component:
    above = rx.cond(
        PromiseFiguresState.refusal == "",
        rx.el.div(strip(PromiseFiguresState, FIGURES), class_name="list__above"),
        rx.fragment(),
    )
    return rx.fragment(listing(PromisesState, above=above), explain_panel())
