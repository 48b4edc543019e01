"""/learning/drop-off: who has stopped learning, since when, and which recordings are left early."""

from __future__ import annotations

import reflex as rx

from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.drop_off import DropOffState
from state.explain import ExplainState

FIGURES = ("Active enrolments", "Silent for 7 days", "Silent for 14 days", "Silent for 30 days", "Never started")


@screen(
    route="/learning/drop-off",
    title="Drop-off",
    about="Who has stopped learning, since when, and which recordings are left early",
    needs=Permission.LEARNING_PROGRESS_READ,
    on_load=(
        ExplainState.arrive,
        DropOffState.open,
        DropOffState.load_figures,
        DropOffState.load_courses,
        DropOffState.load_weeks,
        DropOffState.load_recordings,
    ),
    topics=("student_progress", "recording_figures", "annotations"),
    refresh=(
        DropOffState.load_figures,
        DropOffState.load_courses,
        DropOffState.load_weeks,
        DropOffState.load_recordings,
    ),
)
def drop_off() -> rx.Component:
    return overview(
        DropOffState,
        ("courses", "Days since the last activity, by course", 12),
        ("weeks", "Week of the last activity", 6),
        ("recordings", "Recordings left before half", 6),
        names=FIGURES,
        over_time=("weeks",),
    )
