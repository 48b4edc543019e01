"""/finance/rates: of what fell due how much came, by course, batch, mentor and who enrolled; each split adds up to the same."""

from __future__ import annotations

import reflex as rx

from components.dated import switches
from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.explain import ExplainState
from state.rates import RatesState

FIGURES = (
    "Due",
    "Collection rate",
    "On time, share of money",
    "On time, share of installments",
    "Collection effectiveness",
    "Overdue",
    "Days beyond terms, overdue",
    "Days beyond terms, paid",
    "Average days delinquent",
    "DSO",
    "Best possible DSO",
    "Written off, share of billed",
    "Refunded, share of collected",
)
_LOADS = (
    RatesState.load_figures,
    RatesState.load_vintages,
    RatesState.load_rolls,
    RatesState.load_courses,
    RatesState.load_batches,
    RatesState.load_mentors,
    RatesState.load_managers,
)


@screen(
    route="/finance/rates",
    title="Collection rates",
    about="Of what fell due how much came, by course, batch, mentor and who enrolled",
    needs=Permission.FINANCE_OVERVIEW_READ,
    on_load=(ExplainState.arrive, RatesState.open, *_LOADS),
    topics=("installment_plans", "installment_payments", "course_enrollments"),
    refresh=_LOADS,
)
def rates() -> rx.Component:
    return overview(
        RatesState,
        ("vintages", "Collected after the due day", 12),
        ("rolls", "Roll rates", 12),
        ("courses", "By course", 12),
        ("batches", "By batch", 12),
        ("mentors", "By mentor", 12),
        ("managers", "By who enrolled", 12),
        names=FIGURES,
        drawn=("Collection rate",),
        actions=(switches(RatesState),),
    )
