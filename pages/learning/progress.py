"""/learning/progress: how far learners have come, together; every figure opens the rows that it counts."""

from __future__ import annotations

import reflex as rx

from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.explain import ExplainState
from state.learning import ProgressState

FIGURES = ("Enrolments", "Active, 7 days", "Mean progress", "Median progress", "Completion")
DRAWN = ("Active, 7 days",)


@screen(
    route="/learning/progress",
    title="Progress",
    about="How far learners have come, together: activity, progress, results and marks",
    needs=Permission.LEARNING_PROGRESS_READ,
    on_load=(
        ExplainState.arrive,
        ProgressState.open,
        ProgressState.load_figures,
        ProgressState.load_results,
        ProgressState.load_spread,
        ProgressState.load_weeks,
        ProgressState.load_marks,
    ),
    topics=("student_progress", "learner_weeks", "student_assignments", "annotations"),
    refresh=(
        ProgressState.load_figures,
        ProgressState.load_results,
        ProgressState.load_spread,
        ProgressState.load_weeks,
        ProgressState.load_marks,
    ),
)
def progress() -> rx.Component:
    return overview(
        ProgressState,
        ("results", "Results by course", 12),
        ("spread", "Progress of live enrolments, %", 6),
        ("weeks", "Active enrolments by week", 6),
        ("marks", "Average marks, %", 12),
        names=FIGURES,
        drawn=DRAWN,
        over_time=("weeks",),
        needs={"marks": Permission.COURSEWORK_MARKS_READ},
    )
