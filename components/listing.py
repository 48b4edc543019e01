"""A declared list, drawn: its head, views, toolbar, table and foot."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.arrange import arrangement
from components.bulk import bulk, can_pick
from components.cells import look_of, table_cell, width_of
from components.controls import toolbar
from components.empty import empty
from components.icons import icon
from components.keys import keys
from components.links import file_link, link
from components.live import live
from components.pager import pager
from components.views import views
from growthos_ui.listing.columns import Column
from state.actor import ActorState
from state.listing import ListingState
from state.preferences import PreferencesState

BONE_ROWS = 20
# why there are no rows where none were asked for, or none came
_PICK, _NO_PICK = "table__pick", "table__pick table__pick--none"
_UNLOADED = rx.Var.create(["failed", "refused", "not-permitted"])
EXPORT = "list-export"


def listing(
    state: type[ListingState],
    *actions: rx.Component,
    above: rx.Component | None = None,
    under: rx.Component | None = None,
) -> rx.Component:
    """Draw the list of this state with everything around it; `actions` stand at the top right, `under` below its tools.

    What stands `above` its rows is about all of them; the page then scrolls as a whole.
    """
    return rx.el.div(
        rx.el.div(
            _head(state, actions),
            views(state),
            toolbar(state, arrangement(state)),
            under or rx.fragment(),
            class_name="list__head",
        ),
        above or rx.fragment(),
        # Rows that are being replaced are dimmed from here, so that they need not be drawn again for it.
        rx.el.div(class_name=rx.cond(rx.State.is_hydrated, "list__busy", "list__busy is-busy"), aria_hidden="true"),
        rx.cond(
            state.is_ready,
            rx.cond(state.emptiness == "", _table(state), empty(state)),
            _bones(state.listing.columns),
        ),
        bulk(state),
        rx.cond(state.emptiness == "", pager(state), rx.fragment()),
        keys(state),
        class_name="list list--below" if above else "list",
        custom_attrs={"data-list": state.listing.name},
    )


def _head(state: type[ListingState], actions: tuple[rx.Component, ...]) -> rx.Component:
    return rx.el.div(
        rx.el.h1(state.listing.title, class_name="title"),
        rx.el.span(state.words["all"], class_name="meta"),
        live(loaded=~_UNLOADED.contains(state.emptiness)),
        rx.el.div(_export(state), *actions, class_name="page__actions"),
        class_name="page__head",
    )


def _export(state: type[ListingState]) -> rx.Component:
    # It stands there before the rows do, so that nothing moves when they come.
    # Plain links: a file comes over HTTP under the same sign-in, never through the websocket.
    needed = state.listing.export
    if needed is None:
        return rx.fragment()
    return rx.cond(
        ActorState.access.contains(needed.value),
        rx.fragment(
            rx.el.button(
                icon("export"),
                "Export",
                icon("chevron-down", small=True),
                type="button",
                class_name=rx.cond(state.may_export, "button", "button is-disabled"),
                disabled=~state.may_export,
                custom_attrs={"popovertarget": EXPORT},
            ),
            rx.el.div(
                _file("Excel", "typed cells, and a sheet about them", state.links["workbook"]),
                _file("CSV", "for other programs", state.links["export"]),
                id=EXPORT,
                class_name="popover popover--export",
                custom_attrs={"popover": "auto"},
            ),
        ),
    )


def _file(kind: str, about: str, href: rx.Var) -> rx.Component:
    return file_link(
        rx.el.span(kind, class_name="medium"),
        rx.el.span(about, class_name="push meta"),
        href=href,
        class_name="popover__row",
        custom_attrs={"data-closes": ""},
    )


def _table(state: type[ListingState]) -> rx.Component:
    return _frame(
        state.listing.title,
        state.links["here"],
        rx.el.tr(_pick_page(state), rx.foreach(state.columns, _heading)),
        _totals(state),
        rx.foreach(state.rows, lambda row: _row(state, row)),
        density=PreferencesState.density,
    )


def _row(state: type[ListingState], row: rx.Var) -> rx.Component:
    columns = state.listing.columns
    return rx.el.tr(
        _pick(state, row["id"], "Select row"),
        rx.foreach(
            state.columns,
            lambda place: rx.match(
                place["name"], *((each.name, table_cell(each, row, place)) for each in columns), rx.fragment()
            ),
        ),
        key=row["id"],
        tab_index=-1,
        custom_attrs={"data-row": row["id"]},
    )


def _pick(state: type[ListingState], row_id: rx.Var | str, words: str) -> rx.Component:
    return rx.el.td(_box(state, {"data-pick": row_id, "aria-label": words}), class_name=_pick_look(state))


def _pick_page(state: type[ListingState]) -> rx.Component:
    box = _box(state, {"data-pick-all": "", "aria-label": "Select the page"})
    # without a box it is the head of nothing
    return rx.cond(can_pick(state), rx.el.th(box, scope="col", class_name=_PICK), rx.el.td(class_name=_NO_PICK))


def _box(state: type[ListingState], about: dict[str, Any]) -> rx.Component:
    box = rx.el.label(rx.el.input(type="checkbox", class_name="check", custom_attrs=about), class_name="hit")
    return rx.cond(can_pick(state), box, rx.fragment())


def _pick_look(state: type[ListingState]) -> rx.Var:
    return rx.cond(can_pick(state), _PICK, _NO_PICK)


def _totals(state: type[ListingState]) -> rx.Component:
    """Draw the totals over all rows that the filters leave, above the rows, so that no page is taken for the whole."""
    if not any(column.total for column in state.listing.columns):
        return rx.fragment()
    return rx.el.tr(
        rx.el.td(class_name=_pick_look(state)),
        rx.foreach(
            state.columns,
            lambda place, number: rx.el.td(
                rx.cond(
                    state.totals.contains(place["name"]),
                    rx.el.span(
                        state.totals[place["name"]],
                        title=f"{state.totals_about[place['name']]}",
                        class_name="total__value",
                        # amounts have a line for each currency
                        style={"whiteSpace": "pre-line"},
                    ),
                    rx.cond(
                        number == 0,
                        f"All {state.words['total']}",
                        # before it is known, its place
                        rx.cond((place["sums"] == "true") & (state.totals.length() == 0), _total_bone(), ""),
                    ),
                ),
                class_name=place["look"],
                custom_attrs={"data-label": place["label"], "data-column": place["name"]},
            ),
        ),
        class_name="total",
    )


def _total_bone() -> rx.Component:
    return rx.el.span(class_name="bone bone--total total__value")


def _frame(
    title: str, address: rx.Var | str, heads: rx.Component, *rows: Any, density: rx.Var | str = "normal"
) -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(heads),
            rx.el.tbody(*rows),
            class_name=rx.match(
                density,
                ("short", "table table--cards table--pinned table--short"),
                ("tall", "table table--cards table--pinned table--tall"),
                "table table--cards table--pinned",
            ),
        ),
        class_name="table-wrap",
        role="region",
        aria_label=f"{title}, table",
        tab_index=0,
        # Another address is another page: the browser then scrolls back to its first row.
        custom_attrs={"data-page": address},
    )


def _heading(place: rx.Var) -> rx.Component:
    edge = rx.el.span(class_name="edge", aria_hidden="true", custom_attrs={"data-edge": place["name"]})
    label = rx.el.span(place["label"], title=place["about"])
    return rx.el.th(
        rx.cond(
            place["sort"] == "",
            label,
            link(
                label,
                rx.cond(place["sort"] == "ascending", icon("up"), icon("down")),
                to=place["href"],
                class_name=rx.cond(place["sort"] == "none", "sort", "sort is-on"),
                custom_attrs={"data-sort": place["name"]},
            ),
        ),
        edge,
        scope="col",
        class_name=place["look"],
        key=place["name"],
        custom_attrs={
            "aria-sort": rx.cond(place["sort"] == "", "none", place["sort"]),
            "data-column": place["name"],
            "data-pinned": place["pinned"],
            "style": width_of(place),
        },
    )


def _bones(columns: tuple[Column, ...]) -> rx.Component:
    """Draw the table before its rows are known, at its final size."""
    shown = [each for each in columns if not each.starts_hidden]
    heads = rx.el.tr(
        rx.el.th(scope="col", class_name="table__pick"),
        *(rx.el.th(each.label, scope="col", class_name="num" if each.is_number else "") for each in shown),
    )
    rows = (_bone_row(shown) for _ in range(BONE_ROWS))
    return rx.fragment(_frame("Loading", "", heads, _bone_totals(shown), *rows), key="bones")


def _bone_totals(columns: list[Column]) -> rx.Component:
    """Draw the place of the totals, as high as they will be."""
    if not any(each.total for each in columns):
        return rx.fragment()
    cells = (
        rx.el.td(
            "All" if each is columns[0] else _total_bone() if each.total else "",
            class_name=look_of(each),
            custom_attrs={"data-label": each.label},
        )
        for each in columns
    )
    return rx.el.tr(rx.el.td(class_name="table__pick"), *cells, class_name="total", aria_hidden="true")


def _bone_row(columns: list[Column]) -> rx.Component:
    cells = (
        rx.el.td(
            rx.el.span(class_name="bone", style={"width": f"{each.bone_px}px"}),
            class_name=look_of(each),
            custom_attrs={"data-card": each.card} if each.card else {},
        )
        for each in columns
    )
    return rx.el.tr(rx.el.td(class_name="table__pick"), *cells, aria_hidden="true")
