"""What staff wrote down about a learner, and the dialog in which a note is written."""

from __future__ import annotations

import reflex as rx

from components.boxes import Boxes, foot
from components.section import fault, section
from growthos_ui.auth.permissions import Permission
from growthos_ui.people.notes import NOTE_LENGTH_MAX
from state.actor import ActorState
from state.notes import NotesState, NotingState

_S = NotingState
_B = Boxes(NotingState, "note")


def notes() -> rx.Component:
    """Draw the notes of the learner of the page, and the button that adds one, for whoever may."""
    button = rx.el.button(
        "Add a note",
        type="button",
        class_name="button button--small",
        on_click=_S.open,
        custom_attrs={"data-act": "note"},
    )
    inside = rx.match(
        NotesState.face,
        ("failed", fault("Notes", NotesState.fault, NotesState.load)),
        ("some", rx.el.div(_told(), _older(), class_name="section__body stack")),
        rx.el.div(rx.el.p("Nothing was noted yet.", class_name="muted"), class_name="section__body"),
    )
    may = ActorState.access.contains(Permission.PEOPLE_NOTES_CREATE.value)
    return section("Notes", inside, tools=(rx.cond(may, button, rx.fragment()),), span=4)


def _told() -> rx.Component:
    return rx.el.ol(rx.foreach(NotesState.notes, _note), class_name="said")


def _older() -> rx.Component:
    more = rx.el.button("Older", type="button", class_name="button button--small push", on_click=NotesState.older)
    return rx.cond(NotesState.has_more, rx.el.p(more, class_name="row"), rx.fragment())


def _note(each: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.cond(each.title != "", rx.el.span(each.title, class_name="medium"), rx.fragment()),
            rx.cond(
                each.by != "",
                rx.el.span(each.by, class_name=rx.cond(each.title != "", "meta", "medium")),
                rx.fragment(),
            ),
            rx.el.span(each.when, class_name="meta push"),
            class_name="row row--wrap",
        ),
        rx.cond(each.words != "", rx.el.p(each.words, class_name="said__words"), rx.fragment()),
        class_name=rx.cond(each.kind == "note", "said__one", "said__one is-asked"),
    )


def noting() -> rx.Component:
    """Draw the dialog while it is open."""
    return rx.cond(_S.is_open, _dialog(), rx.fragment())


def _dialog() -> rx.Component:
    readers = rx.el.p(
        "About ", _S.name, ". Read by staff and by their mentor, never by the student.", class_name="muted"
    )
    box = rx.el.textarea(
        name="note", rows="6", max_length=NOTE_LENGTH_MAX, auto_focus=True, **_B.box("note", "input input--area")
    )
    hint = f"Up to {NOTE_LENGTH_MAX:,} characters. A note is never changed or taken away."
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.div(
                    rx.el.h2("Add a note", class_name="dialog__title", id="note-title"), readers, class_name="grow"
                ),
                class_name="dialog__head",
            ),
            rx.el.div(
                _B.refusal(),
                _B.field("note", "Note", box, hint=rx.el.span(hint, class_name="field__hint")),
                class_name="dialog__part",
            ),
            foot("Add note", _S.put_away),
            on_submit=_S.send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": "note", "aria-labelledby": "note-title"},
    )
