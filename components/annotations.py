"""Annotations of a chart over time: the button that adds one, and those that stand on it, each with its words."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from components.day_box import day_box
from components.icons import icon
from growthos_ui.learning.annotations.acts import AUDIENCES, TEXT_LENGTH_MAX
from state.overview import OverviewState


@dataclass(frozen=True)
class Writing:
    """Where annotations are written: the state of the screen, and the card on which they are."""

    state: type[OverviewState]
    card: str


def annotator(id: str, written: Writing) -> rx.Component:  # noqa: A002  the word of HTML
    """Draw the button and the form behind it, for those who may."""
    return rx.cond(
        written.state.may_annotate,
        rx.fragment(
            rx.el.button(
                icon("plus"),
                "Annotate",
                type="button",
                class_name="button button--plain button--small",
                custom_attrs={"popovertarget": f"{id}-annotate", "aria-haspopup": "dialog"},
            ),
            rx.el.div(
                _form(id, written),
                id=f"{id}-annotate",
                role="dialog",
                aria_label="Add an annotation",
                class_name="popover popover--view",
                custom_attrs={"popover": "auto"},
            ),
        ),
        rx.fragment(),
    )


def notes(card: rx.Var, id: str, written: Writing) -> rx.Component:  # noqa: A002
    """List what is noted on the chart: the number that the chart shows, the day, the words, by whom."""
    return rx.cond(
        card.notes.length() > 0,
        rx.el.ol(rx.foreach(card.notes, lambda note: _note(note, written)), id=f"{id}-notes", class_name="notes"),
        rx.fragment(),
    )


def _note(note: rx.Var, written: Writing) -> rx.Component:
    return rx.el.li(
        rx.el.b(note.number, class_name="notes__number"),
        rx.el.span(
            rx.el.span(note.day, class_name="muted"),
            rx.el.span(note.text, class_name="notes__text"),
            rx.el.span(note.about, class_name="muted"),
            class_name="notes__said",
        ),
        rx.cond(
            written.state.may_annotate,
            rx.el.button(
                icon("close", small=True),
                type="button",
                class_name="button button--plain button--icon button--small",
                aria_label=f"Remove annotation {note.number}: {note.text}",
                on_click=written.state.remove_annotation(written.card, note.id),
            ),
            rx.fragment(),
        ),
        key=note.id,
    )


def _form(id: str, written: Writing) -> rx.Component:  # noqa: A002
    return rx.el.form(
        rx.el.input(type="hidden", name="card", default_value=written.card),
        _field("Day", day_box(name="day", required=True, class_name="input")),
        _field(
            "Annotation",
            rx.el.input(
                name="text", max_length=TEXT_LENGTH_MAX, required=True, auto_complete="off", class_name="input"
            ),
        ),
        _field(
            "Who sees it",
            rx.el.select(
                *(rx.el.option(words, value=value) for value, words in AUDIENCES.items()),
                name="audience",
                class_name="input",
            ),
        ),
        rx.el.p(f"Up to {TEXT_LENGTH_MAX} characters, on every chart over time.", class_name="field__hint"),
        rx.cond(
            written.state.unannotated != "",
            rx.el.p(written.state.unannotated, class_name="field__error", role="alert"),
            rx.fragment(),
        ),
        rx.el.div(
            rx.el.button(
                "Cancel",
                type="button",
                class_name="button button--small",
                custom_attrs={"popovertarget": f"{id}-annotate", "popovertargetaction": "hide"},
            ),
            rx.el.button("Add annotation", type="submit", class_name="button button--primary button--small"),
            class_name="row row--end",
        ),
        on_submit=written.state.annotate,
        reset_on_submit=True,
        class_name="stack",
        custom_attrs={"data-annotate": f"{id}-annotate"},
    )


def _field(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label, class_name="field__label"), control, class_name="field")
