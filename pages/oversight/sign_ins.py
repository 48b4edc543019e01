"""/oversight/sign-ins: who is signed in, on which device and since when; and the end of any of them."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.oversight import SignInsState


@screen(
    route="/oversight/sign-ins",
    title="Active sign-ins",
    about="Who is signed in, on which device and since when",
    needs=Permission.OVERSIGHT_SIGN_INS_READ,
    on_load=(SignInsState.load,),
    wide=True,
    topics=("user_sessions",),
)
def sign_ins() -> rx.Component:
    return listing(SignInsState)
