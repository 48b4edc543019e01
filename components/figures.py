"""The strip of figures: each tile names its figure, says its scope, and opens the rows that it counts."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from components.section import fault


def figures(strip: rx.Var, *, names: tuple[str, ...], title: str, retry: rx.event.EventType[()]) -> rx.Component:
    """Draw a `state.cards.Strip`. `names` are the labels that stand there, with bones, before the first answer."""
    return rx.match(
        strip.face,
        ("failed", fault(title, strip.fault, retry)),
        ("loading", _strip(title, *(_bones(name) for name in names))),
        _strip(title, rx.foreach(strip.tiles, lambda tile: _tile(tile, strip.face == "stale"))),
    )


def _strip(title: str, *tiles: rx.Component) -> rx.Component:
    return rx.el.section(*tiles, class_name="figures", aria_label=title)


def _tile(tile: rx.Var, stale: rx.Var) -> rx.Component:
    return rx.cond(
        tile.href != "",
        link(
            *_inside(tile, icon("open")),
            to=tile.href,
            class_name=rx.cond(stale, "figure is-stale", "figure"),
        ),
        rx.el.div(*_inside(tile), class_name=rx.cond(stale, "figure figure--still is-stale", "figure figure--still")),
    )


def _inside(tile: rx.Var, *end: rx.Component) -> tuple[rx.Component, ...]:
    return (
        rx.el.span(tile.label, *end, class_name="figure__label"),
        rx.el.span(tile.value, class_name=rx.cond(tile.known, "figure__value", "figure__value is-unknown")),
        rx.el.span(tile.note, class_name="delta"),
        rx.el.span(tile.scope, class_name="scope"),
    )


def _bones(name: str) -> rx.Component:
    return rx.el.div(
        rx.el.span(name, class_name="figure__label"),
        rx.el.span(rx.el.span(class_name="bone bone--value"), class_name="figure__value"),
        rx.el.span(rx.el.span(class_name="bone bone--line"), class_name="delta"),
        rx.el.span(rx.el.span(class_name="bone bone--short"), class_name="scope"),
        class_name="figure figure--still",
        aria_busy="true",
    )
