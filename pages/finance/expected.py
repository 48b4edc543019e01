"""/finance/expected: what falls due, what was promised, and what usually comes; three lines, never added up."""

from __future__ import annotations

import reflex as rx

from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.expected import ExpectedState
from state.explain import ExplainState

FIGURES = ("Falls due", "Promised", "Weighted")
_LOADS = (ExpectedState.load_figures, ExpectedState.load_weeks, ExpectedState.load_weights)


@screen(
    route="/finance/expected",
    title="Expected cash",
    about="What falls due, what was promised and what usually comes, side by side",
    needs=Permission.FINANCE_OVERVIEW_READ,
    on_load=(ExplainState.arrive, ExpectedState.open, *_LOADS),
    topics=("installment_plans", "installment_payments", "promises"),
    refresh=_LOADS,
)
def expected() -> rx.Component:
    return overview(
        ExpectedState,
        ("weeks", "The next thirteen weeks", 12),
        ("weights", "What usually comes, by age", 12),
        names=FIGURES,
    )
