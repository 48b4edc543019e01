"""/learning/completion: how many learners come to the end, where, and in how many days."""

from __future__ import annotations

import reflex as rx

from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.completion import CompletionState
from state.explain import ExplainState

FIGURES = ("Completion", "At 80%, not completed", "In progress", "Never started", "Median days to complete")


@screen(
    route="/learning/completion",
    title="Completion",
    about="How many learners come to the end, in which course, and in how many days",
    needs=Permission.LEARNING_PROGRESS_READ,
    on_load=(
        ExplainState.arrive,
        CompletionState.open,
        CompletionState.load_figures,
        CompletionState.load_funnel,
        CompletionState.load_courses,
        CompletionState.load_months,
    ),
    topics=("student_progress", "annotations"),
    refresh=(
        CompletionState.load_figures,
        CompletionState.load_funnel,
        CompletionState.load_courses,
        CompletionState.load_months,
    ),
)
def completion() -> rx.Component:
    return overview(
        CompletionState,
        ("funnel", "From enrolled to completed", 6),
        ("months", "Completed by month", 6),
        ("courses", "Completion by course, %", 12),
        names=FIGURES,
        over_time=("months",),
    )
