"""/support/tomorrow: which mails the schedule would write tomorrow, as things stand now."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.mail import ComingMailState


@screen(
    route="/support/tomorrow",
    title="Tomorrow's mail",
    about="Which mails would be written tomorrow, as things stand",
    needs=Permission.SUPPORT_MAIL_READ,
    on_load=(ComingMailState.load,),
    wide=True,
    listed=False,
    above="/support/mail",
    topics=("installment_plans", "outbox"),
)
def tomorrow() -> rx.Component:
    return listing(ComingMailState)
