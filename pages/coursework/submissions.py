"""/submissions: what was handed in, what has waited longest first."""

from __future__ import annotations

import reflex as rx

import components.reviewing  # noqa: F401  draws the time to decide
from components.explain import explain_panel
from components.listing import listing
from components.overview import strip
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.reviews.metrics import NAMES
from state.explain import ExplainState
from state.reviewing import ReviewFiguresState, SubmissionsState


@screen(
    route="/submissions",
    title="Submissions",
    about="Work that was handed in: review what has waited longest",
    needs=Permission.COURSEWORK_REVIEWS_READ,
    on_load=(ExplainState.arrive, SubmissionsState.load, ReviewFiguresState.open, ReviewFiguresState.load_figures),
    wide=True,
    topics=("student_assignments",),
    refresh=(SubmissionsState.load, ReviewFiguresState.load_figures),
    opens="?status=pending",
)
def submissions() -> rx.Component:
    above = rx.cond(
        ReviewFiguresState.refusal == "",
        rx.el.div(strip(ReviewFiguresState, NAMES), class_name="list__above"),
        rx.fragment(),
    )
    return rx.fragment(listing(SubmissionsState, above=above), explain_panel())
