"""/learning/progress: how far learners have come, together; every figure opens the rows that it counts."""

from __future__ import annotations

import reflex as rx

from components.charts import chart
from components.controls import toolbar
from components.explain import explain_panel
from components.figures import figures
from components.links import link
from components.section import empty
from components.shell import page_head, screen, whose
from growthos_ui.auth.permissions import Permission
from state.explain import ExplainState
from state.learning import ProgressState

FIGURES = ("Enrolments", "Active, 7 days", "Mean progress", "Median progress", "Completion")


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
    topics=("student_progress", "learner_weeks", "student_assignments"),
    refresh=(
        ProgressState.load_figures,
        ProgressState.load_results,
        ProgressState.load_spread,
        ProgressState.load_weeks,
        ProgressState.load_marks,
    ),
)
def progress() -> rx.Component:
    return rx.fragment(
        page_head("Progress", whose()),
        rx.el.div(toolbar(ProgressState), class_name="narrowing", custom_attrs={"data-list": "progress"}),
        rx.cond(ProgressState.refusal != "", _refused(), rx.fragment(_strip(), _charts())),
        explain_panel(),
    )


def _strip() -> rx.Component:
    return figures(ProgressState.figures, names=FIGURES, title="Key figures", retry=ProgressState.load_figures)


def _charts() -> rx.Component:
    cards = (
        ("results", "Results by course", ProgressState.results, ProgressState.load_results, 12),
        ("spread", "Progress of live enrolments, %", ProgressState.spread, ProgressState.load_spread, 6),
        ("weeks", "Active enrolments by week", ProgressState.weeks, ProgressState.load_weeks, 6),
        ("marks", "Average marks, %", ProgressState.marks, ProgressState.load_marks, 12),
    )
    return rx.el.div(
        *(
            chart(
                card,
                id=name,
                title=title,
                shown=ProgressState.tables.contains(name),
                turn=ProgressState.turn(name),
                retry=retry,
                span=span,
            )
            for name, title, card, retry, span in cards
        ),
        class_name="grid",
    )


def _refused() -> rx.Component:
    return empty(
        "warning",
        "This address cannot be shown",
        ProgressState.refusal,
        link("Clear it", to=ProgressState.links["reset"], class_name="button button--primary"),
    )
