"""/coursework/marks: every mark that was given, with its assessment and its learner."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.coursework import MarksState


@screen(
    route="/coursework/marks",
    title="Marks",
    about="Every mark, with the assessment it was given for",
    needs=Permission.COURSEWORK_MARKS_READ,
    on_load=(MarksState.load,),
    wide=True,
    topics=("student_assignments",),
)
def marks() -> rx.Component:
    return listing(MarksState)
