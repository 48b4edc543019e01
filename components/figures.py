"""The strip of figures: each tile names its figure, says its scope, and opens the rows that it counts."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from components.section import fault, stopped, stopper
from components.sparkline import sparkline
from state.explain import ExplainState

# of a longer number the letters are as small as its tile wants
_WIDE, _WIDER = len("4,429,000.00"), len("33,137,000.00")
# a longer name goes on below on a phone, and the number of the tile beside it stands as low
_ONE_LINE = len("Contract collected")


def figures(
    strip: rx.Var, *, names: tuple[str, ...], title: str, retry: rx.event.EventType[()], drawn: tuple[str, ...] = ()
) -> rx.Component:
    """Draw a `state.cards.Strip`. `names` are the labels that stand there, with bones, before the first answer.

    Those in `drawn` have a course over time, and room for it from the first.
    """
    return rx.match(
        strip.face,
        ("failed", fault(title, strip.fault, retry)),
        ("stopped", stopped(title, retry)),
        ("loading", _asked(title, strip, _strip(title, *(_bones(name, drawn=name in drawn) for name in names)))),
        _asked(title, strip, _tiles(title, strip)),
    )


def _asked(title: str, strip: rx.Var, tiles: rx.Component) -> rx.Component:
    return rx.el.div(tiles, stopper(title, strip.run), class_name="figures__frame")


def _tiles(title: str, strip: rx.Var) -> rx.Component:
    return _strip(title, rx.foreach(strip.tiles, lambda tile: _tile(tile, strip.face == "stale")))


def _strip(title: str, *tiles: rx.Component) -> rx.Component:
    return rx.el.section(*tiles, class_name="figures", aria_label=title)


def _tile(tile: rx.Var, stale: rx.Var) -> rx.Component:
    opened = (tile.metric != "") & (ExplainState.metric == tile.metric)
    return rx.el.div(
        rx.cond(
            tile.href != "",
            link(*_named(tile, icon("open")), to=tile.href, class_name="figure__door"),
            rx.el.div(*_named(tile), class_name="figure__door"),
        ),
        rx.cond(
            tile.change.words != "",
            rx.fragment(change(tile.change), rx.el.span(f"{tile.note} · {tile.scope}", class_name="scope")),
            rx.fragment(
                rx.el.span(rx.cond(tile.halves.length() > 1, _halves(tile), tile.note), class_name="delta"),
                rx.el.span(tile.scope, class_name="scope"),
            ),
        ),
        rx.cond(tile.spark.words != "", _course(tile.spark), rx.fragment()),
        rx.cond(tile.metric != "", explainer(tile.metric, tile.query, tile.label), rx.fragment()),
        class_name="figure"
        + rx.cond(tile.href != "", "", " figure--still")
        + rx.cond(stale, " is-stale", "")
        + rx.cond(opened, " is-open", ""),
    )


def _course(spark: rx.Var) -> rx.Component:
    return rx.el.span(
        sparkline(spark.words, line=spark.line, base="", dash=spark.dash, x=spark.x, y=spark.y),
        class_name="figure__course",
    )


def change(moved: rx.Var) -> rx.Component:
    """Draw how a figure moved: an arrow, by how much, and against what. The arrow says the direction, the tone whether it is good."""
    return rx.el.span(
        rx.match(
            moved.direction,
            ("up", rx.fragment(icon("up"), rx.el.b("up ", class_name="hidden-visually"))),
            ("down", rx.fragment(icon("down"), rx.el.b("down ", class_name="hidden-visually"))),
            rx.fragment(),
        ),
        moved.words,
        rx.el.span(moved.on),
        class_name=f"{moved.look} delta--moved",
    )


def explainer(metric: rx.Var, query: rx.Var, name: rx.Var | str) -> rx.Component:
    """Draw the button that opens the panel of a figure."""
    return rx.el.button(
        icon("info"),
        type="button",
        class_name="button button--plain button--icon button--small figure__explain",
        aria_label=f"Explain {name}",
        aria_expanded=(ExplainState.metric == metric).to_string(),
        custom_attrs={"data-explain": ""},
        on_click=ExplainState.explain(metric, query),
    )


def _halves(tile: rx.Var) -> rx.Component:
    part, over = tile.halves[0], tile.halves[1]
    return rx.fragment(
        _half(part),
        " of ",
        _half(over),
    )


def _half(half: rx.Var) -> rx.Component:
    return rx.cond(half.href != "", link(half.words, to=half.href, class_name="link figure__half"), half.words)


def _named(tile: rx.Var, *end: rx.Component) -> tuple[rx.Component, ...]:
    return (
        rx.el.span(
            tile.label,
            *end,
            class_name="figure__label" + rx.cond(tile.label.length() > _ONE_LINE, " is-two", ""),
        ),
        rx.el.span(
            tile.value,
            class_name="figure__value"
            + rx.cond(tile.known, "", " is-unknown")
            + rx.cond(tile.value.length() > _WIDER, " is-longer", rx.cond(tile.value.length() > _WIDE, " is-long", "")),
        ),
    )


def _bones(name: str, *, drawn: bool) -> rx.Component:
    return rx.el.div(
        rx.el.span(name, class_name="figure__label is-two" if len(name) > _ONE_LINE else "figure__label"),
        rx.el.span(rx.el.span(class_name="bone bone--value"), class_name="figure__value"),
        rx.el.span(rx.el.span(class_name="bone bone--line"), class_name="delta"),
        rx.el.span(rx.el.span(class_name="bone bone--short"), class_name="scope"),
        rx.el.span(class_name="figure__course") if drawn else rx.fragment(),
        class_name="figure figure--still",
        aria_busy="true",
    )
