"""/sessions: what is to come and what was, for whom, and how many came."""

from __future__ import annotations

import reflex as rx

from components.explain import explain_panel
from components.listing import listing
from components.overview import strip
from components.planning import plan_button, planning
from components.sessions import calendar_link, zone_said
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from growthos_ui.mentoring.sessions.metrics import HEADLINE
from growthos_ui.mentoring.sessions.words import OPENS
from state.explain import ExplainState
from state.sessions import SessionFiguresState, SessionsState

FIGURES = tuple(each.name for each in HEADLINE)


@screen(
    route="/sessions",
    title="Sessions",
    about="Live sessions to come and past ones, for whom they are, and how many came",
    needs=Permission.MENTORING_SESSIONS_READ,
    on_load=(
        ExplainState.arrive,
        SessionsState.load,
        SessionFiguresState.open,
        SessionFiguresState.load_figures,
    ),
    refresh=(SessionsState.load, SessionFiguresState.load_figures),
    wide=True,
    opens=OPENS,
    topics=("success_sessions", "session_attendance"),
)
def sessions() -> rx.Component:
    above = rx.cond(
        SessionFiguresState.refusal == "",
        rx.el.div(strip(SessionFiguresState, FIGURES), class_name="list__above"),
        rx.fragment(),
    )
    return rx.fragment(
        listing(SessionsState, zone_said(), calendar_link(), plan_button(), above=above), explain_panel(), planning()
    )
