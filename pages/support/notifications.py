"""/notifications: everything that a person was told, to search, filter and mark."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.news import all_read
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.support import NewsState


@screen(
    route="/notifications",
    title="Notifications",
    about="Everything that you were told",
    needs=Permission.SUPPORT_NOTIFICATIONS_READ,
    on_load=(NewsState.load,),
    wide=True,
    listed=False,
    topics=("notifications",),
)
def notifications() -> rx.Component:
    return listing(NewsState, all_read())
