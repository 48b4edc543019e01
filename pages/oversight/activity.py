"""/oversight/activity: what people did, one row for each act."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.oversight import ActivityState


@screen(
    route="/oversight/activity",
    title="Activity",
    about="What people did, one row for each act",
    needs=Permission.OVERSIGHT_ACTIVITY_READ,
    on_load=(ActivityState.load,),
    wide=True,
    topics=("user_activity_logs",),
)
def activity() -> rx.Component:
    return listing(ActivityState)
