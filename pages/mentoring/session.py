"""/sessions/{session}: one session with its roll; missing and hidden ones are the same page."""

from __future__ import annotations

import reflex as rx

from components.planning import planning
from components.roll import roll
from components.section import page_bones, page_fault
from components.session import session_facts, session_head, session_notices, session_recording
from components.shell import screen
from components.stops import missing
from growthos_ui.auth.permissions import Permission
from growthos_ui.mentoring.sessions.words import OPENS, PATH
from state.session import SessionState


@screen(
    route="/sessions/[session]",
    title="Session",
    needs=Permission.MENTORING_SESSIONS_READ,
    on_load=(SessionState.load,),
    listed=False,
    above=PATH,
    named=SessionState.shown.title,
    back=rx.Var.create(PATH + OPENS),
    topics=("success_sessions", "session_attendance"),
    refresh=(SessionState.renew,),
)
def session() -> rx.Component:
    return rx.match(
        SessionState.face,
        ("missing", missing()),
        ("failed", page_fault("This session", SessionState.fault, SessionState.load)),
        ("loading", page_bones(4, 8)),
        rx.fragment(
            planning(),
            session_head(),
            session_notices(),
            rx.el.div(
                rx.el.div(session_facts(), session_recording(), class_name="span-4 stack stack--sections"),
                rx.el.div(roll(), class_name="span-8 stack stack--sections"),
                class_name="grid grid--early",
            ),
        ),
    )
