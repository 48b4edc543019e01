"""/learning/drop-off: who has stopped learning, since when, and which recordings are left early."""

from __future__ import annotations

import reflex as rx

from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.drop_off import DropOffState

FIGURES = ("Active enrolments", "Silent for 7 days", "Silent for 14 days", "Silent for 30 days", "Never started")


@screen(
    route="/learning/drop-off",
    title="Drop-off",
    about="Who has stopped learning, since when, and which recordings are left early",
    needs=Permission.LEARNING_PROGRESS_READ,
    on_load=(
        DropOffState.open,
        DropOffState.load_figures,
        DropOffState.load_courses,
        DropOffState.load_weeks,
        DropOffState.load_recordings,
    ),
    topics=("student_progress", "recording_figures"),
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
        ("courses", "Days since the last activity, by course", DropOffState.load_courses, 12),
        ("weeks", "Week of the last activity", DropOffState.load_weeks, 6),
        ("recordings", "Recordings left before half", DropOffState.load_recordings, 6),
        names=FIGURES,
        retry=DropOffState.load_figures,
    )
