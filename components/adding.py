"""The dialog that adds a student with their first place, and what opens it: a button, and an act of the palette."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.money_boxes import close_foot, dialog_foot
from components.place_boxes import PRICED, PlaceBoxes
from growthos_ui.auth.permissions import Permission
from growthos_ui.people.contacts import LENGTH_MAX
from state.actor import ActorState
from state.adding import AddStudentState

_S = AddStudentState
_B = PlaceBoxes(AddStudentState)
_TITLE = "Add a student"
_WHOLE = "Account, place, bill and installments are made together, or nothing of them. "
_ABOUT = "Students do not sign in to this dashboard."
_WAITS = "The student is added at once, without the place. The place waits under Approvals until somebody else agrees."


def may_add() -> rx.Var:
    """Return whether the person may add students."""
    return ActorState.access.contains(Permission.PEOPLE_STUDENTS_CREATE.value)


def add_button() -> rx.Component:
    """Draw the button that opens the dialog, for whoever may add students."""
    button = rx.el.button(
        icon("plus"),
        _TITLE,
        type="button",
        class_name="button button--primary",
        on_click=_S.open,
        custom_attrs={"data-act": "add"},
    )
    return rx.cond(may_add(), button, rx.fragment())


def adding() -> rx.Component:
    """Draw the open dialog; nothing while none is."""
    return rx.cond(_S.act != "", rx.cond(_S.courses.length() > 0, _dialog(), _nothing()), rx.fragment())


def _dialog() -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            _head(),
            rx.el.div(
                rx.el.div(_B.refusal(), *_person(), *_B.place(), class_name="dialog__part"),
                rx.el.div(
                    _B.changes(_WAITS),
                    _B.parts(),
                    rx.el.div(icon("warning"), rx.el.span(PRICED), class_name="notice"),
                    class_name="dialog__part",
                ),
                class_name="dialog__split",
            ),
            dialog_foot(_TITLE, _S, _S.put_away, asks="Add, and ask a second person"),
            on_submit=_S.add,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog dialog--wide",
        custom_attrs={"data-modal": "", "data-of": "add", "aria-labelledby": "add-title"},
    )


def _head() -> rx.Component:
    words = rx.el.div(
        rx.el.h2(_TITLE, class_name="dialog__title", id="add-title"),
        rx.el.p(rx.cond(_S.needs_second, "", _WHOLE), _ABOUT, class_name="muted"),
        class_name="grow",
    )
    return rx.el.div(words, class_name="dialog__head")


def _person() -> list[rx.Component]:
    """Draw the boxes of the person: nothing of the place hangs on them."""
    return [
        _B.fact("full_name", "Name", most=100, is_first=True),
        _B.fact("email", "E-mail", kind="email", most=LENGTH_MAX),
        rx.el.div(
            _B.fact("phone", "Phone", kind="tel", hint="With + and the country."),
            _B.fact("company_name", "Company", most=LENGTH_MAX, is_optional=True),
            class_name="row money__pair",
        ),
    ]


def _nothing() -> rx.Component:
    """Say that there is no course to add somebody to, in place of boxes that lead nowhere."""
    return rx.el.dialog(
        _head(),
        rx.el.p("No course is on offer. A student is added together with a course.", class_name="dialog__part"),
        close_foot(_S.put_away),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": "add", "aria-labelledby": "add-title"},
    )
