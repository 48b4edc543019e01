"""/learning/progress: how far learners have come, together; every figure opens the rows that it counts."""

from __future__ import annotations

import reflex as rx
from components.narrowing import narrowing

from components.charts import chart
from components.figures import figures
from components.shell import page_head, screen
from growthos_ui.auth.permissions import Permission
from state.learning import ProgressState

FIGURES = ("Enrolments", "Active, 7 days", "Mean progress", "Median progress", "Completion")


@screen(
    route="/learning/progress",
    title="Progress",
    about="How far learners have come, together: activity, progress, results and marks",
    needs=Permission.LEARNING_PROGRESS_READ,
    on_load=(
        ProgressState.open,
        ProgressState.load_figures,
        ProgressState.load_results,
        ProgressState.load_spread,
        ProgressState.load_weeks,
        ProgressState.load_marks,
    ),
)
def progress() -> rx.Component:
    return rx.fragment(
        page_head("Progress", ProgressState.scope),
        narrowing(ProgressState),
        figures(ProgressState.figures, names=FIGURES, title="Key figures", retry=ProgressState.load_figures),
        rx.el.div(
            chart(
                ProgressState.results,
                id="results",
                title="Results by course",
                shown=ProgressState.tables.contains("results"),
                turn=ProgressState.turn("results"),
                retry=ProgressState.load_results,
                span=12,
            ),
            chart(
                ProgressState.spread,
                id="spread",
                title="Progress of live enrolments",
                shown=ProgressState.tables.contains("spread"),
                turn=ProgressState.turn("spread"),
                retry=ProgressState.load_spread,
            ),
            chart(
                ProgressState.weeks,
                id="weeks",
                title="Active enrolments by week",
                shown=ProgressState.tables.contains("weeks"),
                turn=ProgressState.turn("weeks"),
                retry=ProgressState.load_weeks,
            ),
            chart(
                ProgressState.marks,
                id="marks",
                title="Marks by assessment",
                shown=ProgressState.tables.contains("marks"),
                turn=ProgressState.turn("marks"),
                retry=ProgressState.load_marks,
                span=12,
            ),
            class_name="grid",
        ),
    )
