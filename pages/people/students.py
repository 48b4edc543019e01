"""/students: every learner on every course that the actor may see."""

from __future__ import annotations

import reflex as rx

from components.adding import add_button, adding
from components.listing import listing
from components.shell import screen
from components.uploading import upload_link
from growthos_ui.auth.permissions import Permission
from state.people import StudentsState


@screen(
    route="/students",
    title="Students",
    about="Who learns what, how far they have come, and when they were last here",
    needs=Permission.PEOPLE_STUDENTS_READ,
    on_load=(StudentsState.load,),
    wide=True,
    topics=("student_progress",),
)
def students() -> rx.Component:
    return rx.fragment(listing(StudentsState, upload_link(), add_button()), adding())
