"""A declared list, drawn: its head, toolbar, table and foot."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.cells import look_of, table_cell
from components.controls import toolbar
from components.empty import empty
from components.icons import icon
from components.links import file_link, link
from components.live import live
from components.pager import pager
from growthos_ui.listing.columns import Column
from state.listing import ListingState

BONE_ROWS = 20


def listing(state: type[ListingState], *actions: rx.Component) -> rx.Component:
    """Draw the list of this state with everything around it; `actions` stand at the top right."""
    return rx.el.div(
        rx.el.div(_head(state, actions), toolbar(state), class_name="list__head"),
        # Rows that are being replaced are dimmed from here, so that they need not be drawn again for it.
        rx.el.div(class_name=rx.cond(rx.State.is_hydrated, "list__busy", "list__busy is-busy"), aria_hidden="true"),
        rx.cond(
            state.is_ready,
            rx.cond(state.emptiness == "", _table(state), empty(state)),
            _bones(state.listing.columns),
        ),
        rx.cond(state.emptiness == "", pager(state), rx.fragment()),
        class_name="list",
        custom_attrs={"data-list": state.listing.name},
    )


def _head(state: type[ListingState], actions: tuple[rx.Component, ...]) -> rx.Component:
    return rx.el.div(
        rx.el.h1(state.listing.title, class_name="title"),
        rx.el.span(state.words["all"], class_name="meta"),
        live(),
        rx.el.div(_export(state), *actions, class_name="page__actions"),
        class_name="page__head",
    )


def _export(state: type[ListingState]) -> rx.Component:
    # A plain link: the file comes over HTTP under the same sign-in, never through the websocket.
    return rx.cond(
        state.may_export,
        file_link(icon("export"), "Export", href=state.links["export"], class_name="button"),
    )


def _table(state: type[ListingState]) -> rx.Component:
    columns = state.listing.columns
    return _frame(
        state.listing.title,
        state.links["here"],
        rx.el.tr(*(_if_shown(state, each, _heading(state, each)) for each in columns)),
        rx.foreach(
            state.rows,
            lambda row: rx.el.tr(
                *(_if_shown(state, each, table_cell(each, row)) for each in columns),
                key=row["id"],
                tab_index=-1,
                custom_attrs={"data-row": ""},
            ),
        ),
    )


def _frame(title: str, address: rx.Var | str, heads: rx.Component, *rows: Any) -> rx.Component:
    return rx.el.div(
        rx.el.table(rx.el.thead(heads), rx.el.tbody(*rows), class_name="table table--cards table--pinned"),
        class_name="table-wrap",
        role="region",
        aria_label=f"{title}, table",
        tab_index=0,
        # Another address is another page: the browser then scrolls back to its first row.
        custom_attrs={"data-page": address},
    )


def _if_shown(state: type[ListingState], column: Column, drawn: rx.Component) -> rx.Component:
    return drawn if column.needs is None else rx.cond(state.withheld.contains(column.name), rx.fragment(), drawn)


def _heading(state: type[ListingState], column: Column) -> rx.Component:
    look = "num" if column.is_number else ""
    if not column.sort_by:
        return rx.el.th(column.label, scope="col", class_name=look)
    head = state.heads[column.name]
    return rx.el.th(
        link(
            column.label,
            rx.cond(head["sort"] == "ascending", icon("up"), icon("down")),
            to=head["href"],
            class_name=rx.cond(head["sort"] == "none", "sort", "sort is-on"),
            custom_attrs={"data-sort": column.name},
        ),
        scope="col",
        class_name=look,
        custom_attrs={"aria-sort": head["sort"]},
    )


def _bones(columns: tuple[Column, ...]) -> rx.Component:
    """Draw the table before its rows are known, at its final size."""
    heads = rx.el.tr(
        *(rx.el.th(each.label, scope="col", class_name="num" if each.is_number else "") for each in columns)
    )
    return _frame("Loading", "", heads, *(_bone_row(columns) for _ in range(BONE_ROWS)))


def _bone_row(columns: tuple[Column, ...]) -> rx.Component:
    cells = (
        rx.el.td(
            rx.el.span(class_name="bone", style={"width": f"{each.bone_px}px"}),
            class_name=look_of(each),
            custom_attrs={"data-card": each.card} if each.card else {},
        )
        for each in columns
    )
    return rx.el.tr(*cells, aria_hidden="true")
