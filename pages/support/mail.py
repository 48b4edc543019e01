"""/support/mail: every mail to a learner and what became of it."""

from __future__ import annotations

import reflex as rx

from components.beside import beside
from components.icons import icon
from components.links import link
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.mail import MailsState, MailState


@screen(
    route="/support/mail",
    title="Mail",
    about="Every mail to a student, and what became of it",
    needs=Permission.SUPPORT_MAIL_READ,
    on_load=(MailState.arrive, MailsState.load_held, MailsState.load),
    refresh=(MailsState.load, MailsState.load_held, MailState.again),
    wide=True,
    topics=("outbox",),
)
def mail() -> rx.Component:
    tomorrow = link("Tomorrow's mail", to="/support/tomorrow", class_name="button")
    return rx.fragment(listing(MailsState, tomorrow, under=_held()), beside(MailState, "One mail"))


def _held() -> rx.Component:
    return rx.cond(
        # with the rows, not after them: they would be pushed down
        (MailsState.held != "") & MailsState.is_ready,
        rx.el.div(icon("warning"), rx.el.p(MailsState.held), class_name="notice list__notice", role="status"),
        rx.fragment(),
    )
