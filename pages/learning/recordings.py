"""/learning/recordings: how each is watched and rated."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.cohorts import RecordingsState


@screen(
    route="/learning/recordings",
    title="Recordings",
    about="How each recording is started, finished, left early and rated",
    needs=Permission.LEARNING_RECORDINGS_READ,
    on_load=(RecordingsState.load,),
    wide=True,
    topics=("recording_figures", "lesson_recordings", "modules", "courses"),
)
def recordings() -> rx.Component:
    return listing(RecordingsState)
