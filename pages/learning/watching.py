"""/learning/watching: which learners started a recording, and how far they watched."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.cohorts import WatchingState


@screen(
    route="/learning/watching",
    title="Watching",
    needs=Permission.LEARNING_RECORDINGS_READ,
    on_load=(WatchingState.load,),
    wide=True,
    topics=("student_recordings", "student_progress", "lesson_recordings"),
    listed=False,
    above="/learning/recordings",
)
def watching() -> rx.Component:
    return listing(WatchingState)
