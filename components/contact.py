"""The dialog that corrects how to reach a learner, and the button that opens it."""

from __future__ import annotations

import reflex as rx

from components.boxes import Boxes, foot
from growthos_ui.auth.permissions import Permission
from growthos_ui.people.contacts import FIELDS, LENGTH_MAX
from state.actor import ActorState
from state.contact import ContactState

_S = ContactState
_B = Boxes(ContactState, "contact")
_KINDS = {"full_name": "text", "email": "email", "phone": "tel"}


def contact_button() -> rx.Component:
    """Draw the button, for whoever may correct a contact."""
    button = rx.el.button(
        "Edit contact",
        type="button",
        class_name="button button--small",
        on_click=_S.open,
        custom_attrs={"data-act": "contact"},
    )
    return rx.cond(ActorState.access.contains(Permission.PEOPLE_CONTACTS_CHANGE.value), button, rx.fragment())


def contact() -> rx.Component:
    """Draw the dialog while it is open."""
    return rx.cond(_S.is_open, _dialog(), rx.fragment())


def _dialog() -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.h2("Edit contact", class_name="dialog__title grow", id="contact-title"), class_name="dialog__head"
            ),
            rx.el.div(
                _B.refusal(),
                *(_box(name, label) for name, label in FIELDS.items()),
                class_name="dialog__part",
            ),
            foot("Save", _S.put_away),
            on_submit=_S.save,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": "contact", "aria-labelledby": "contact-title"},
    )


def _box(name: str, label: str) -> rx.Component:
    box = rx.el.input(
        type=_KINDS[name],
        name=name,
        default_value=_S.start[name],
        max_length=LENGTH_MAX,
        auto_complete="off",
        **_B.box(name),
    )
    return _B.field(name, label, box)
