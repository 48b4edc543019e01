"""The way from a learner to their tickets, and the dialog that opens one for them."""

from __future__ import annotations

import reflex as rx

from components.boxes import Boxes, foot
from components.links import link
from growthos_ui.auth.permissions import Permission
from growthos_ui.support.tickets.acts import MESSAGE_LENGTH_MAX, SUBJECT_LENGTH_MAX
from growthos_ui.support.tickets.words import CATEGORIES, PRIORITIES
from state.actor import ActorState
from state.asking import AskingState
from state.student import StudentState

_S = AskingState
_B = Boxes(AskingState, "asking")
_GROW = "field grow"
_PRIORITIES = tuple((each.value, each.words) for each in PRIORITIES)


def ticket_buttons() -> rx.Component:
    """Draw the way to the learner's tickets and the button that opens one, each for whoever may."""
    theirs = link(
        "Tickets",
        to=rx.Var.create("/support/tickets?q=") + StudentState.learner.code,
        class_name="button button--small",
    )
    button = rx.el.button(
        "Open a ticket",
        type="button",
        class_name="button button--small",
        on_click=_S.open,
        custom_attrs={"data-act": "ticket"},
    )
    return rx.fragment(
        rx.cond(_may(Permission.SUPPORT_TICKETS_READ), theirs, rx.fragment()),
        rx.cond(_may(Permission.SUPPORT_TICKETS_CREATE), button, rx.fragment()),
    )


def asking() -> rx.Component:
    """Draw the dialog while it is open."""
    return rx.cond(_S.is_open, _dialog(), rx.fragment())


def _may(permission: Permission) -> rx.Var:
    return ActorState.access.contains(permission.value)


def _dialog() -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.div(
                    rx.el.h2("Open a ticket", class_name="dialog__title", id="ticket-title"),
                    rx.el.p("For ", _S.name, ". They are told that it was opened.", class_name="muted"),
                    class_name="grow",
                ),
                class_name="dialog__head",
            ),
            rx.el.div(
                _B.refusal(),
                _B.field("subject", "Subject", _subject(), look=_GROW),
                _B.field("message", "What they need", _message(), look=_GROW),
                rx.el.div(
                    _B.field("category", "Category", _choice("category", tuple(CATEGORIES.items()), "general"), look=_GROW),
                    _B.field("priority", "Priority", _choice("priority", _PRIORITIES, "medium"), look=_GROW),
                    class_name="row said__pair",
                ),
                rx.el.p("The more urgent, the sooner the first answer is due: the settings say by when.", class_name="field__hint"),
                class_name="dialog__part",
            ),
            foot("Open ticket", _S.put_away),
            on_submit=_S.send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": "ticket", "aria-labelledby": "ticket-title"},
    )  # fmt: skip


def _subject() -> rx.Component:
    return rx.el.input(
        type="text",
        name="subject",
        max_length=SUBJECT_LENGTH_MAX,
        auto_complete="off",
        auto_focus=True,
        **_B.box("subject"),
    )


def _message() -> rx.Component:
    return rx.el.textarea(
        name="message",
        rows="4",
        max_length=MESSAGE_LENGTH_MAX,
        **_B.box("message", "input input--area"),
    )


def _choice(name: str, choices: tuple[tuple[str, str], ...], first: str) -> rx.Component:
    options = (rx.el.option(words, value=value) for value, words in choices)
    return rx.el.select(*options, name=name, default_value=first, **_B.box(name))
