"""What can be done to the selected rows: the bar above the pager, and the dialog of an act."""

from __future__ import annotations

import reflex as rx

from components.arrange import sink
from components.boxes import refused
from components.day_box import day_box
from components.links import file_link
from state.listing import ListingState


def can_pick(state: type[ListingState]) -> rx.Var:
    """Return whether there is anything to do with selected rows, for this person: else there are no boxes to tick."""
    return (state.acts.length() > 0) | state.may_export


def bulk(state: type[ListingState]) -> rx.Component:
    """Draw the bar while rows are selected, and the dialog while an act is prepared."""
    return rx.fragment(
        rx.cond(state.picks.contains("picked"), _bar(state), rx.fragment()),
        rx.cond(state.act.contains("name"), _dialog(state), rx.fragment()),
        sink("pick", state.pick, heard=state.heard),
    )


def _bar(state: type[ListingState]) -> rx.Component:
    return rx.el.div(
        rx.el.span(state.picks["picked"], class_name="medium", role="status"),
        rx.cond(
            (state.picks["more"] != "") & ~state.is_all,
            rx.el.button(
                f"Select all {state.picks['more']}",
                type="button",
                class_name="link",
                on_click=state.pick_all,
                custom_attrs={"data-pick-page": ""},
            ),
        ),
        rx.el.span(
            rx.foreach(state.acts, lambda act: _act(state, act)),
            rx.cond(
                state.may_export,
                rx.fragment(
                    _file(f"Export {state.picks['count']}", state.pick_links["export"]),
                    _file("Excel", state.pick_links["workbook"]),
                ),
                rx.fragment(),
            ),
            rx.el.button(
                "Clear ",
                rx.el.span("Esc", class_name="kbd", aria_hidden="true"),
                type="button",
                class_name="button button--plain button--small",
                on_click=state.pick_none,
                custom_attrs={"data-pick-none": ""},
            ),
            class_name="row push bulk__verbs",
        ),
        class_name="bulk",
        role="region",
        aria_label="Selection",
    )


def _act(state: type[ListingState], act: rx.Var) -> rx.Component:
    return rx.el.button(
        act["label"], type="button", class_name="button button--small", on_click=state.prepare(act["name"])
    )


def _file(words: rx.Var | str, href: rx.Var) -> rx.Component:
    return file_link(words, href=href, class_name="button button--small")


def _dialog(state: type[ListingState]) -> rx.Component:
    act = state.act
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.h2(act["title"], class_name="dialog__title grow", id="act-title"), class_name="dialog__head"
            ),
            rx.el.div(
                rx.cond(act["button"] != "", _asked(state), rx.fragment()),
                rx.cond(
                    act["error"] != "",
                    refused(act["error"]),
                    rx.fragment(),
                ),
                class_name="dialog__part",
            ),
            _answers(state),
            on_submit=state.perform,
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "aria-labelledby": "act-title"},
    )


def _answers(state: type[ListingState]) -> rx.Component:
    act = state.act
    may = act["button"] != ""
    return rx.el.div(
        rx.el.button(
            rx.cond(may, "Cancel", "Close"),
            type="button",
            class_name="button push",
            on_click=state.put_away,
            custom_attrs={"data-put-away": ""},
        ),
        rx.cond(
            may,
            rx.el.button(
                act["button"],
                type="submit",
                disabled=act["busy"] == "true",
                class_name="button button--primary",
            ),
            rx.fragment(),
        ),
        class_name="dialog__foot",
    )


def _asked(state: type[ListingState]) -> rx.Component:
    return rx.fragment(
        rx.cond(state.act["of"] != "", rx.el.p(state.act["of"], class_name="muted"), rx.fragment()),
        rx.cond(state.meant.length() > 0, _meant(state), rx.fragment()),
        rx.cond(state.act["confirm"] != "", rx.el.p(state.act["confirm"]), rx.fragment()),
        rx.cond(state.act["asks"] != "", _choice(state), rx.fragment()),
        rx.foreach(state.boxes, _box),
        rx.cond(
            state.act["confirm"] == "",
            rx.el.p("All of them or none: if one cannot be done, nothing is changed.", class_name="field__hint"),
            rx.fragment(),
        ),
    )


def _meant(state: type[ListingState]) -> rx.Component:
    return rx.el.ul(rx.foreach(state.meant, rx.el.li), class_name="meant")


def _choice(state: type[ListingState]) -> rx.Component:
    return rx.el.label(
        rx.el.span(state.act["asks"], class_name="field__label"),
        rx.el.select(
            rx.el.option("Choose", value=""),
            rx.foreach(state.options, lambda option: rx.el.option(option["label"], value=option["value"])),
            name="choice",
            required=True,
            default_value="",
            auto_focus=True,
            class_name="input",
        ),
        class_name="field",
    )


def _box(box: rx.Var) -> rx.Component:
    is_needed = box["optional"] == ""
    day = day_box(name=box["name"], required=is_needed, class_name="input")
    text = rx.el.textarea(
        name=box["name"], rows="2", max_length=box["most"].to(int), required=is_needed, class_name="input input--area"
    )
    note = rx.cond(is_needed, rx.fragment(), rx.el.span(" optional", class_name="muted"))
    written = rx.el.label(
        rx.el.span(box["label"], note, class_name="field__label"),
        rx.cond(box["kind"] == "day", day, text),
        class_name="field",
    )
    tick = rx.el.label(
        rx.el.input(type="checkbox", name=box["name"], value="yes", class_name="check"),
        rx.el.span(box["label"]),
        class_name="row money__tick",
    )
    return rx.cond(box["kind"] == "tick", tick, written)
