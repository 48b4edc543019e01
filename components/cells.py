"""How each kind of column is drawn in a row."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import reflex as rx

from components.icons import glyph
from components.links import link
from components.sparkline import sparkline
from growthos_ui.listing.columns import Badge, Code, Column, Day, Link, Mark, Moment, Person, Progress, Text
from growthos_ui.listing.trails import ActiveTrail, Trail


def table_cell(column: Column, row: rx.Var, place: rx.Var) -> rx.Component:
    """Draw one cell, with the width that it was given here and the place that it has on a phone."""
    card = {"data-card": column.card} if column.card else {}
    return rx.el.td(
        cell(column, row),
        key=column.name,
        class_name=look_of(column),
        custom_attrs={"data-label": column.label, "style": width_of(place), **card},
    )


def width_of(place: rx.Var) -> dict[str, Any]:
    """Return the style of a column that was given a width; what does not fit is cut."""
    return {"minWidth": place["width"], "maxWidth": place["width"], "width": place["width"]}


def look_of(column: Column) -> str:
    """Return the class names of a column: numbers right, codes in one width, what is secondary dim."""
    looks = {
        "num": column.is_number,
        "code": isinstance(column, Code),
        "dim": isinstance(column, Code | Day | Moment) or (isinstance(column, Text) and column.is_quiet),
        "is-first": column.card == "title",
    }
    return " ".join(name for name, applies in looks.items() if applies)


@singledispatch
def cell(column: Column, row: rx.Var) -> rx.Component | rx.Var:
    """Draw the inside of a cell; a kind without a drawing of its own shows its words."""
    return row[column.name]


@cell.register
def _link(column: Link, row: rx.Var) -> rx.Component:
    href = row[f"{column.name}__href"]
    # what leads on from a row looks like it; what the row is about is told by its weight
    look: dict[str, Any] = {} if column.card == "title" else {"class_name": "link"}
    own = {"custom_attrs": {"data-own": ""}} if column.is_own else {}
    led = rx.cond(href == "", row[column.name], link(row[column.name], to=href, **look, **own))
    if not column.code:
        return led
    return rx.fragment(led, rx.el.span(row[f"{column.name}__code"], class_name="only-cards code muted"))


@cell.register
def _person(column: Person, row: rx.Var) -> rx.Component:
    name = row[column.name]
    return rx.cond(name == column.nobody, rx.el.span(name, class_name="muted"), name)


@cell.register
def _moment(column: Moment, row: rx.Var) -> rx.Component:
    return rx.el.span(row[column.name], title=row[f"{column.name}__exact"])


@cell.register
def _progress(column: Progress, row: rx.Var) -> rx.Component:
    return rx.el.span(
        rx.el.span(rx.el.i(style={"width": row[f"{column.name}__filled"]}), class_name="bar", aria_hidden="true"),
        rx.el.span(row[column.name], class_name="num"),
        class_name="progress",
    )


@cell.register
def _trail(column: Trail, row: rx.Var) -> rx.Component:
    words, line, base, dash, x, y = (
        row[f"{column.name}__{part}"] for part in ("said", "line", "base", "dash", "x", "y")
    )
    drawn = rx.el.span(
        sparkline(words, line=line, base=base, dash=dash, x=x, y=y, width=column.bone_px),
        rx.el.span(row[column.name], class_name="num", aria_hidden="true"),
        class_name="trail trail--strip" if isinstance(column, ActiveTrail) else "trail",
        title=words,
    )
    return rx.cond(words == "", row[column.name], drawn)


@cell.register
def _badge(column: Badge, row: rx.Var) -> rx.Component:
    plain = rx.el.span(row[column.name], class_name="muted")
    return rx.match(row[f"{column.name}__value"], *((each.value, mark(each)) for each in column.marks), plain)


def mark(each: Mark, words: rx.Var | str = "", **props: Any) -> rx.Component:
    """Draw a state: its shape, its word (or these words), then its colour, and a tint only when somebody has to act."""
    kind = "badge" if each.is_tinted else "state"
    told = each.words if isinstance(words, str) and not words else words
    return rx.el.span(glyph(each.shape), told, class_name=f"{kind} {kind}--{each.tone}", **props)
