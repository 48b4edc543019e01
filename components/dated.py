"""The switches of an overview of money: which currency, as of which day, and whether later entries count."""

from __future__ import annotations

import reflex as rx

from components.day_box import day_box
from components.links import link
from state.dated import DatedState


def switches(state: type[DatedState]) -> rx.Component:
    """Draw which currency is told, as of which day, and what is known of it."""
    return rx.el.div(
        rx.cond(state.currencies.length() > 0, rx.fragment(), rx.el.span(state.told, class_name="meta")),
        _segment("Currency", state.currencies),
        _segment("What is known", state.hindsight),
        rx.el.div(
            rx.el.label(
                rx.el.span("As of", class_name="label"),
                day_box(
                    name="day",
                    default_value=state.as_of,
                    key=state.as_of,
                    max=state.today,
                    class_name="input input--small",
                ),
                class_name="field field--beside",
            ),
            rx.el.button("Show", type="button", class_name="button button--small", custom_attrs={"data-apply": ""}),
            rx.cond(
                (state.as_of != "") & (state.as_of != state.today),
                link("Today", to=state.undated, class_name="button button--plain button--small"),
            ),
            class_name="row",
            custom_attrs={"data-span": "as_of", "data-address": state.undated},
        ),
        class_name="row row--wrap",
    )


def _segment(about: str, choices: rx.Var) -> rx.Component:
    return rx.cond(
        choices.length() > 0,
        rx.el.div(rx.foreach(choices, _choice), role="group", aria_label=about, class_name="segment segment--small"),
    )


def _choice(choice: rx.Var) -> rx.Component:
    return link(
        choice["label"],
        to=choice["href"],
        class_name=rx.cond(choice["on"] == "true", "is-on", ""),
        custom_attrs={"aria-current": choice["on"]},
    )
