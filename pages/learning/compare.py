"""/learning/compare: batch against batch, aligned by the weeks since each began."""

from __future__ import annotations

import reflex as rx

from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.compare import CompareState
from state.explain import ExplainState


@screen(
    route="/learning/compare",
    title="Compare batches",
    needs=Permission.LEARNING_BATCHES_READ,
    on_load=(ExplainState.arrive, CompareState.open, CompareState.load_weeks),
    listed=False,
    above="/learning/batches",
    topics=("learner_weeks", "cohort_figures", "batches"),
    refresh=(CompareState.load_weeks,),
)
def compare() -> rx.Component:
    return overview(
        CompareState,
        ("weeks", "Share active by week since the start, %", 12),
    )
