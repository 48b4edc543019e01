"""/finance: what is owed and what came in, of one currency, as of today or any day before."""

from __future__ import annotations

import reflex as rx

from components.dated import switches
from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.explain import ExplainState
from state.receivables import FinanceState

FIGURES = ("Open", "Overdue", "Due in 7 days", "Collected this month", "Collection rate", "Contract collected")
DRAWN = ("Collected this month", "Collection rate")
_LOADS = (
    FinanceState.load_figures,
    FinanceState.load_ages,
    FinanceState.load_months,
    FinanceState.load_due,
    FinanceState.load_courses,
)


@screen(
    route="/finance",
    title="Finance overview",
    about="What is owed, what is late, and what came in, as of today or any day before",
    needs=Permission.FINANCE_OVERVIEW_READ,
    on_load=(ExplainState.arrive, FinanceState.open, *_LOADS),
    topics=("installment_plans", "installment_payments", "invoices", "annotations"),
    refresh=_LOADS,
)
def finance() -> rx.Component:
    return overview(
        FinanceState,
        ("ages", "Open by age", 6),
        ("months", "Net collected by month", 6),
        ("due", "Collected against due", 12),
        # last, since it is as high as there are courses
        ("courses", "By course", 12),
        names=FIGURES,
        drawn=DRAWN,
        over_time=("months",),
        actions=(switches(FinanceState),),
    )
