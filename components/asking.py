"""The way from a learner to their tickets, and the dialog that opens one for them."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from growthos_ui.auth.permissions import Permission
from growthos_ui.support.tickets.acts import MESSAGE_LENGTH_MAX, SUBJECT_LENGTH_MAX
from growthos_ui.support.tickets.words import CATEGORIES, PRIORITIES
from state.actor import ActorState
from state.asking import AskingState
from state.student import StudentState

_S = AskingState


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
    wrong = rx.el.div(icon("warning"), rx.el.p(_S.refusal), class_name="notice notice--bad", role="alert")
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
                rx.cond((_S.refusal != "") & (_S.field == ""), wrong, rx.fragment()),
                _field("subject", "Subject", rx.el.input(type="text", name="subject", max_length=SUBJECT_LENGTH_MAX, auto_complete="off", auto_focus=True, class_name=_look("subject", "input"), **_said("subject"))),
                _field("message", "What they need", rx.el.textarea(name="message", rows="4", max_length=MESSAGE_LENGTH_MAX, class_name=_look("message", "input input--area"), **_said("message"))),
                rx.el.div(
                    _field("category", "Category", _choice("category", tuple(CATEGORIES.items()), "general")),
                    _field("priority", "Priority", _choice("priority", tuple((each.value, each.words) for each in PRIORITIES), "medium")),
                    class_name="row said__pair",
                ),
                rx.el.p("The more urgent, the sooner the first answer is due: the settings say by when.", class_name="field__hint"),
                class_name="dialog__part",
            ),
            rx.el.div(
                rx.el.button("Cancel", type="button", class_name="button push", on_click=_S.put_away, custom_attrs={"data-put-away": ""}),
                rx.el.button("Open ticket", type="submit", class_name="button button--primary"),
                class_name="dialog__foot",
            ),
            on_submit=_S.send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": "ticket", "aria-labelledby": "ticket-title"},
    )  # fmt: skip


def _choice(name: str, choices: tuple[tuple[str, str], ...], first: str) -> rx.Component:
    options = (rx.el.option(words, value=value) for value, words in choices)
    return rx.el.select(*options, name=name, default_value=first, class_name=_look(name, "input"), **_said(name))


def _field(name: str, label: str, box: rx.Component) -> rx.Component:
    wrong = rx.el.span(icon("warning"), _S.refusal, class_name="field__error", role="alert", id=f"asking-{name}-wrong")
    return rx.el.label(
        rx.el.span(label, class_name="field__label"),
        box,
        rx.cond(_S.field == name, wrong, rx.fragment()),
        class_name="field grow",
    )


def _said(name: str) -> dict[str, rx.Var]:
    """Return what a box says of itself to whoever does not see it: that it is wrong, and where why stands."""
    is_wrong = _S.field == name
    return {
        "aria_invalid": rx.cond(is_wrong, "true", "false"),
        "aria_describedby": rx.cond(is_wrong, f"asking-{name}-wrong", ""),
    }


def _look(name: str, look: str) -> rx.Var:
    return rx.cond(_S.field == name, f"{look} is-error", look)
