"""/students/upload: many students at once, to one course at one price."""

from __future__ import annotations

import reflex as rx

from components.section import page_bones, page_fault
from components.shell import screen
from components.uploading import TITLE, asking, done, nothing
from growthos_ui.auth.permissions import Permission
from state.uploading import UploadState


@screen(
    route="/students/upload",
    title=TITLE,
    needs=Permission.PEOPLE_STUDENTS_CREATE,
    on_load=(UploadState.load,),
    listed=False,
    above="/students",
)
def upload() -> rx.Component:
    return rx.cond(
        UploadState.fault != "",
        page_fault("This page", UploadState.fault, UploadState.load),
        rx.cond(
            UploadState.act == "",
            page_bones(12),
            rx.cond(UploadState.face == "done", done(), rx.cond(UploadState.courses.length() > 0, asking(), nothing())),
        ),
    )
