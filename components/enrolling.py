"""The dialogs of a learner's places, and the buttons that open them: enrol, bill, end."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.money_boxes import close_foot, dialog_foot
from components.place_boxes import PRICED, PlaceBoxes
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.enrolling import EnrolState
from state.student import StudentState

_S = EnrolState
_B = PlaceBoxes(EnrolState)
_TITLES = {"enrol": "Enrol in a course", "bill": "Bill the place", "end": "End the enrolment"}
_DONE = {"enrol": "Enrolled", "bill": "Billed", "end": "Enrolment ended"}
_WARNINGS = {
    "enrol": PRICED,
    "bill": "A bill is never edited. It can be made cheaper or cancelled later, with a reason.",
    "end": "Installments on which nothing stands are cancelled, those paid or credited in part stay owed. Money that came stays: return it "
    "with a refund. An ended enrolment is not taken up again; enrol anew instead.",
}


def enrol_button() -> rx.Component:
    """Draw the button that enrols the learner of the page, for whoever may."""
    button = _button("Enrol in a course", "enrol", "")
    return rx.cond(ActorState.access.contains(Permission.LEARNING_ENROLMENTS_CREATE.value), button, rx.fragment())


def seat_buttons(seat: rx.Var) -> rx.Component:
    """Draw what may be done with one enrolment."""
    return rx.el.div(
        rx.cond(seat.acts.contains("bill"), _button("Bill", "bill", seat.id), rx.fragment()),
        rx.cond(seat.acts.contains("end"), _button("End enrolment", "end", seat.id), rx.fragment()),
        class_name="row section__tools",
    )


def _button(words: str, act: str, place: rx.Var | str) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name="button button--small",
        on_click=_S.open(act, place),
        custom_attrs={"data-act": act if act == "enrol" else rx.Var.create(f"{act} ") + place},
    )


def _on(act: str | rx.Var) -> rx.Var:
    """Return what a dialog is on, as its button says it, too."""
    return rx.cond(_S.place != "", rx.Var.create(act) + " " + _S.place, act)


def enrolling() -> rx.Component:
    """Draw the open dialog; nothing while none is."""
    forms = rx.match(
        _S.act,
        ("enrol", rx.cond(_S.courses.length() > 0, _dialog("enrol", "Enrol", _S.enrol, _B.place()), _nothing())),
        ("bill", _dialog("bill", "Bill", _S.enrol, _B.plan())),
        ("end", _dialog("end", "End the enrolment", _S.end, _end())),
        rx.fragment(),
    )
    return rx.cond(_S.act != "", rx.cond(_S.face == "done", _told(), forms), rx.fragment())


def _dialog(act: str, does: str, send: rx.event.EventType[()], boxes: list[rx.Component]) -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            _head(_TITLES[act]),
            rx.el.div(
                rx.el.div(_B.refusal(), *boxes, class_name="dialog__part"),
                rx.el.div(_B.changes(), _B.parts(is_end=_S.act == "end"), _warning(act), class_name="dialog__part"),
                class_name="dialog__split",
            ),
            dialog_foot(does, _S, _S.put_away),
            on_submit=send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog dialog--wide",
        custom_attrs={"data-modal": "", "data-of": _on(act), "aria-labelledby": "enrol-title"},
    )  # fmt: skip


def _nothing() -> rx.Component:
    """Say that there is nothing to enrol in, in place of boxes that lead nowhere."""
    return rx.el.dialog(
        _head(_TITLES["enrol"]),
        rx.el.p("This student has a place in every course on offer.", class_name="dialog__part"),
        close_foot(_S.put_away),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": "enrol", "aria-labelledby": "enrol-title"},
    )


def _head(title: str | rx.Var) -> rx.Component:
    who = StudentState.learner
    about = rx.cond(_S.about != "", rx.el.span(" · ", _S.about), rx.fragment())
    return rx.el.div(
        rx.el.div(
            rx.el.h2(title, class_name="dialog__title", id="enrol-title"),
            rx.el.p(who.name, " ", rx.el.span(who.code, class_name="code"), about, class_name="muted"),
            class_name="grow",
        ),
        class_name="dialog__head",
    )


def _warning(act: str) -> rx.Component:
    return rx.el.div(icon("warning"), rx.el.span(_WARNINGS[act]), class_name="notice")


def _end() -> list[rx.Component]:
    hint = (
        rx.Var.create("What is left of installments paid or credited in part, ")
        + _S.begun
        + ": their price is credited, and a late fee waived on which nothing was paid."
    )
    return [
        _B.reason(),
        rx.cond(
            _S.begun != "",
            _B.tick("credit", "Credit the rest, too", hint),
            rx.fragment(),
        ),
    ]


def _told() -> rx.Component:
    """Draw what came of it."""
    titles = list(_DONE.items())
    return rx.el.dialog(
        _head(rx.cond(_S.needs_second, "Asked for", rx.match(_S.act, *titles, "Done")).to(str)),
        rx.el.div(_B.outcome(), _B.changes(), _B.parts(is_end=_S.act == "end"), class_name="dialog__part"),
        close_foot(_S.put_away),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": _on(_S.act), "aria-labelledby": "enrol-title"},
    )
