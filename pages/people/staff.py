"""/staff: who works here, in which role, and whether they may sign in."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from components.staff import add_button, member, member_form
from growthos_ui.auth.permissions import Permission
from state.staff import ROUTE, MemberState, StaffState


@screen(
    route=ROUTE,
    title="Staff",
    about="Who works here, in which role, and whether they may sign in",
    needs=Permission.PEOPLE_STAFF_READ,
    on_load=(MemberState.arrive, StaffState.load),
    refresh=(MemberState.again, StaffState.load),
    wide=True,
    topics=("admin_logs", "user_sessions"),
)
def staff() -> rx.Component:
    return rx.fragment(listing(StaffState, add_button()), member(), member_form())
