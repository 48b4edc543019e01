"""/calendar: sessions on their days, a month or a week, and the days when lessons open."""

from __future__ import annotations

import reflex as rx

from components.calendar import calendar as days
from components.calendar import calendar_tools
from components.links import link
from components.section import empty, page_bones, page_fault
from components.shell import page_head, screen
from growthos_ui.auth.permissions import Permission
from growthos_ui.mentoring.sessions import calendar as pages
from growthos_ui.mentoring.sessions.words import OPENS, PATH
from state.calendar import CalendarState


@screen(
    route=pages.PATH,
    title="Calendar",
    needs=Permission.MENTORING_SESSIONS_READ,
    on_load=(CalendarState.load,),
    listed=False,
    above=PATH,
    back=rx.Var.create(PATH + OPENS),
    topics=("success_sessions", "batches", "courses"),
    wide=False,
)
def calendar() -> rx.Component:
    refused = empty(
        "warning",
        "This address cannot be shown",
        CalendarState.fault,
        link("This month", to=pages.PATH, class_name="button button--primary"),
    )
    return rx.fragment(
        page_head("Calendar", "Sessions, and the days when lessons open"),
        rx.match(
            CalendarState.face,
            ("failed", page_fault("The calendar", CalendarState.fault, CalendarState.load)),
            ("refused", refused),
            ("loading", page_bones(12)),
            rx.el.div(calendar_tools(), days(), class_name="stack"),
        ),
    )
