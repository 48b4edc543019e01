"""How the columns that only lists of money have are drawn."""

from __future__ import annotations

import reflex as rx

from components.cells import cell, mark
from components.icons import glyph
from growthos_ui.finance.columns import Due, Entry, Standing


@cell.register
def _due(column: Due, row: rx.Var) -> rx.Component:
    first = row[f"{column.name}__agreed"]
    moved = rx.el.s(rx.el.span("agreed first: ", class_name="hidden-visually"), first, class_name="muted")
    return rx.el.span(row[column.name], rx.cond(first == "", rx.fragment(), rx.fragment(" ", moved)))


@cell.register
def _standing(column: Standing, row: rx.Var) -> rx.Component:
    plain = rx.el.span(row[column.name], class_name="muted")
    return rx.el.span(
        rx.match(row[f"{column.name}__value"], *((each.value, mark(each)) for each in column.marks), plain),
        rx.cond(
            row[f"{column.name}__part"] == "",
            rx.fragment(),
            rx.fragment(" ", rx.el.span("part", title="Paid in part", class_name="tag")),
        ),
        class_name="nowrap",
    )


@cell.register
def _entry(column: Entry, row: rx.Var) -> rx.Component:
    undone = rx.el.span(glyph("struck"), row[column.name], class_name="state state--off")
    return rx.match(row[f"{column.name}__value"], *((each.value, mark(each)) for each in column.marks), undone)
