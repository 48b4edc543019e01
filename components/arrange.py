"""The right end of a list's toolbar: the height of its rows, and the menu that arranges its columns."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from state.listing import ListingState
from state.preferences import PreferencesState

COLUMNS = "list-columns"
_DENSITIES = {"short": "Short, 32", "normal": "Normal, 40", "tall": "Tall, 48"}
_WIDTHS = ("80", "120", "160", "200", "240", "320", "400")


def arrangement(state: type[ListingState]) -> rx.Component:
    """Draw the height of rows and the menu of columns. Whatever is done in it is kept for this person."""
    return rx.el.div(
        rx.cond(state.may_keep, _densities(), rx.fragment()),
        rx.cond(
            state.columns.length() > 0,
            rx.el.button(
                icon("columns"),
                "Columns",
                rx.el.span(state.columns.length(), class_name="meta"),
                type="button",
                class_name="button button--small",
                custom_attrs={"popovertarget": COLUMNS, "aria-haspopup": "dialog"},
            ),
            rx.fragment(),
        ),
        _columns(state),
        sink("arrange", state.arrange_said),
        class_name="row push toolbar__end",
    )


def _densities() -> rx.Component:
    return rx.el.span(
        *(_density(value, words) for value, words in _DENSITIES.items()),
        class_name="segment segment--small",
        role="radiogroup",
        aria_label="Row height",
    )


def _density(value: str, words: str) -> rx.Component:
    is_on = PreferencesState.density == value
    return rx.el.button(
        icon(f"rows-{value}", small=True),
        type="button",
        role="radio",
        class_name=rx.cond(is_on, "is-on", ""),
        aria_label=words,
        on_click=PreferencesState.set_density(value),
        custom_attrs={"aria-checked": rx.cond(is_on, "true", "false")},
    )


def _columns(state: type[ListingState]) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            icon("search", small=True),
            rx.el.input(placeholder="Find a column", aria_label="Find a column", custom_attrs={"data-find": "chooser"}),
            class_name="input input--small",
        ),
        rx.el.p("Shown, in this order", class_name="popover__label"),
        rx.el.div(
            rx.foreach(state.chooser, lambda column: _row(state, column)),
            class_name="chooser",
            role="group",
            aria_label="Columns",
            custom_attrs={"data-chooser": state.columns.length()},
        ),
        rx.el.div(class_name="popover__line"),
        rx.el.button(
            icon("restore", small=True),
            "Back to the role's columns",
            type="button",
            class_name="popover__row muted",
            on_click=state.restore,
        ),
        id=COLUMNS,
        role="dialog",
        aria_label="Columns",
        class_name="popover popover--columns",
        custom_attrs={"popover": "auto"},
    )


def _row(state: type[ListingState], column: rx.Var) -> rx.Component:
    name, is_shown = column["name"], column["shown"] == "true"
    return rx.el.div(
        rx.el.span(icon("grip", small=True), class_name="chooser__grip", aria_hidden="true"),
        rx.el.button(
            rx.cond(
                is_shown,
                rx.el.span(icon("check"), class_name="check is-on", aria_hidden="true"),
                rx.el.span(class_name="check", aria_hidden="true"),
            ),
            rx.el.span(column["label"], class_name="cut"),
            type="button",
            role="checkbox",
            disabled=column["fixed"] == "true",
            class_name="chooser__name",
            on_click=state.arrange(rx.cond(is_shown, "hide", "show"), name, 0),
            custom_attrs={"aria-checked": column["shown"], "data-step": "show"},
        ),
        rx.cond(is_shown, _tools(state, column), rx.fragment()),
        key=name,
        class_name=rx.cond(is_shown, "popover__row chooser__row", "popover__row chooser__row is-hidden"),
        custom_attrs={"data-column": name, "data-place": column["place"], "draggable": "true"},
    )


def _tools(state: type[ListingState], column: rx.Var) -> rx.Component:
    name, is_pinned = column["name"], column["pinned"] == "true"
    return rx.el.span(
        rx.el.select(
            rx.el.option("Auto", value=""),
            *(rx.el.option(f"{px} px", value=px) for px in _WIDTHS),
            rx.cond(column["width"] != "", rx.el.option(f"{column['width']} px", value=column["width"]), rx.fragment()),
            value=column["width"],
            on_change=lambda px: state.size_column(name, px),
            class_name="chooser__width",
            custom_attrs={"aria-label": f"Width of {column['label']}"},
        ),
        _step(state, column, "up", "up", f"Move {column['label']} left", ends="first"),
        _step(state, column, "down", "down", f"Move {column['label']} right", ends="last"),
        rx.el.button(
            icon("pin", small=True),
            type="button",
            class_name=rx.cond(is_pinned, "hit chooser__pin is-on", "hit chooser__pin"),
            on_click=state.arrange(rx.cond(is_pinned, "unpin", "pin"), name, 0),
            custom_attrs={
                "aria-label": f"Keep the columns up to {column['label']} in sight",
                "aria-pressed": column["pinned"],
                "data-step": "pin",
            },
        ),
        class_name="push row chooser__tools",
    )


def _step(
    state: type[ListingState], column: rx.Var, step: str, shape: str, words: rx.Var | str, *, ends: str
) -> rx.Component:
    return rx.el.button(
        icon(shape, small=True),
        type="button",
        disabled=column["ends"].contains(ends),
        class_name="hit",
        on_click=state.arrange(step, column["name"], 0),
        custom_attrs={"aria-label": words, "data-step": step},
    )


def sink(name: str, handler: rx.event.EventType, *, heard: rx.Var | str = "") -> rx.Component:
    """Draw the box through which the browser's own script says what was done by hand, and hears what came of it."""
    return rx.el.input(
        type="text",
        hidden=True,
        tab_index=-1,
        on_change=handler,
        custom_attrs={"data-sink": name, "data-heard": heard, "aria-hidden": "true", "autoComplete": "off"},
    )
