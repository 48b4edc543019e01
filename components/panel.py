"""The panel beside a list: its head with the way out, and its parts. It holds no page: both can be read."""

from __future__ import annotations

import reflex as rx

from components.icons import icon


def panel(
    title: rx.Var | str, *inside: rx.Component, about: str, close: rx.event.EventType[()], wide: bool = False
) -> rx.Component:
    """Draw a panel; `about` is its accessible name. Escape and the cross close it, and focus goes back to its opener."""
    return rx.el.div(
        rx.el.div(
            rx.el.h2(title, class_name="heading cut"),
            rx.el.button(
                icon("close"),
                type="button",
                class_name="button button--plain button--icon button--small push",
                aria_label="Close",
                auto_focus=True,
                custom_attrs={"data-panel-close": ""},
                on_click=close,
            ),
            class_name="panel__head",
        ),
        *inside,
        class_name="panel panel--wide" if wide else "panel",
        role="dialog",
        aria_label=about,
        custom_attrs={"data-panel": ""},
    )


def part(title: str, *inside: rx.Component) -> rx.Component:
    """Draw one part of a panel under its small heading."""
    return rx.el.section(rx.el.h3(title, class_name="label"), *inside, class_name="panel__part")


def facts(pairs: rx.Var) -> rx.Component:
    """Draw names and what they are; each pair has `name` and `words`."""
    return rx.el.dl(
        rx.foreach(pairs, lambda fact: rx.fragment(rx.el.dt(fact.name), rx.el.dd(fact.words))),
        class_name="pairs pairs--left",
    )


def bones() -> rx.Component:
    """Draw the inside before it is known."""
    line = rx.el.span(class_name="bone bone--line")
    return rx.el.div(
        *(rx.el.section(line, line, class_name="panel__part") for _ in range(3)),
        class_name="panel__body",
        aria_busy="true",
    )
