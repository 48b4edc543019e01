"""A chart in a section: drawn by Plotly for the eye, written as a table for everybody, each mark a door to its rows."""

from __future__ import annotations

import reflex as rx
from reflex.vars.function import ArgsFunctionOperation
from reflex_components_plotly.plotly import PlotlyBasic

from components.annotations import Writing, annotator, notes
from components.figures import explainer
from components.icons import icon
from components.links import link
from components.section import fault, section, stopped, stopper


class Plot(PlotlyBasic):
    """Plotly's smallest bundle, given a plain dict: no figure object ever sits in state."""

    data: rx.Var[dict]


_SMALL = "typeof window !== 'undefined' && window.matchMedia('(max-width: 45rem)').matches"
_CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False}


def chart(
    card: rx.Var,
    *,
    id: str,  # noqa: A002  the word of HTML
    title: str,
    shown: rx.Var,
    turn: rx.event.EventType[()],
    retry: rx.event.EventType[()],
    span: int = 6,
    written: Writing | None = None,
) -> rx.Component:
    """Draw a `state.cards.Chart`, over `span` of twelve columns. `shown` is true while the table stands in the chart's place, `turn` turns it.

    The table is always in the page, so a click on a mark follows the very link that the table shows. On a chart over
    time, `written` is how annotations are added and removed.
    """
    pen = annotator(id, written) if written else rx.fragment()
    tools = rx.el.div(
        rx.cond((card.face == "loading") | (card.face == "stale"), stopper(title, card.run)),
        rx.cond(
            (card.face == "ready") | (card.face == "stale"), rx.fragment(pen, _tools(card, id, title, shown, turn))
        ),
        class_name="row section__tools plot__tools",
    )
    return section(
        title,
        rx.el.div(
            rx.match(
                card.face,
                ("failed", fault(title, card.fault, retry)),
                ("stopped", stopped(title, retry)),
                ("loading", _bones(shown)),
                ("empty", rx.el.div(rx.el.p(card.name, class_name="muted"), class_name="plot plot--empty")),
                _drawn(card, id, shown, notes(card, id, written) if written else rx.fragment()),
            ),
            class_name="section__body",
        ),
        tools=(tools,),
        span=span,
    )


def _bones(shown: rx.Var) -> rx.Component:
    """Draw the chart before it is known, at its final size; of a table that is not known."""
    return rx.fragment(
        rx.el.div(
            rx.el.span(class_name="bone bone--plot"),
            class_name=rx.cond(shown, "plot plot--rows", "plot"),
            aria_busy="true",
        ),
        rx.el.div(class_name="plot__foot plot__foot--waiting"),
    )


def _tools(card: rx.Var, id: str, title: str, shown: rx.Var, turn: rx.event.EventType[()]) -> rx.Component:  # noqa: A002
    return rx.fragment(
        _turner(shown, turn, id),
        rx.cond(card.metric != "", explainer(card.metric, card.query, title), rx.fragment()),
    )


def _files(card: rx.Var, shown: rx.Var) -> rx.Component:
    """Draw the two ways to take a chart away. assets/figures.js makes both files in the browser from what is on the page."""
    stamp = rx.cond(card.scope != "", f"{card.scope} · {card.stamp}", card.stamp)
    return rx.el.span(
        _file("picture", "PNG", "Save as a picture", stamp, disabled=shown),
        _file("table", "CSV", "Save the table as CSV", stamp),
        class_name="row plot__files",
    )


def _file(kind: str, words: str, title: str, stamp: rx.Var, **props: rx.Var) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name="button button--plain button--small",
        aria_label=title,
        custom_attrs={f"data-{kind}-file": stamp},
        **props,
    )


def _turner(shown: rx.Var, turn: rx.event.EventType[()], id: str) -> rx.Component:  # noqa: A002
    return rx.el.button(
        rx.cond(shown, icon("chart"), icon("table")),
        rx.cond(shown, "Chart", "Table"),
        type="button",
        class_name="button button--plain button--small",
        aria_pressed=shown,
        aria_controls=f"{id}-table",
        on_click=turn,
    )


def _drawn(card: rx.Var, id: str, shown: rx.Var, notes: rx.Component) -> rx.Component:  # noqa: A002
    return rx.fragment(
        rx.el.div(
            rx.el.div(_plot(card, id), aria_hidden="true"),
            role="img",
            aria_label=card.name,
            class_name=rx.cond(card.face == "stale", "plot is-stale", "plot"),
            hidden=shown,
        ),
        rx.el.div(_table(card), id=f"{id}-table", class_name="table-wrap twin", hidden=~shown),
        notes,
        rx.el.div(
            rx.el.span(
                rx.foreach(card.legend, lambda key: rx.el.span(rx.el.i(class_name=f"key {key.look}"), key.words)),
                class_name="legend",
            ),
            rx.el.span(card.scope, class_name="scope push"),
            _files(card, shown),
            class_name="row row--wide plot__foot",
        ),
    )


def _plot(card: rx.Var, id: str) -> rx.Component:  # noqa: A002
    figure = rx.color_mode_cond(light=card.light, dark=card.dark).to(dict)
    return Plot.create(
        data=figure,
        layout=rx.Var(f"(({_SMALL}) ? {{...{figure}?.layout, ...{figure}?.phone}} : {figure}?.layout)").to(dict),
        template=None,
        config=_CONFIG,
        use_resize_handler=True,
        on_click=_follow(id),
        class_name="plot__canvas",
    )


def _follow(id: str) -> ArgsFunctionOperation:  # noqa: A002
    """Tell the table which mark was clicked: its own links lead on, see assets/figures.js. No address comes from the server."""
    mark = "{bubbles: true, detail: `${points[0].curveNumber}:${points[0].pointIndex}`}"
    return ArgsFunctionOperation.create(
        ("points",),
        rx.Var(
            f"points.length && document.getElementById('{id}-table')?.dispatchEvent(new CustomEvent('mark', {mark}))"
        ),
    )


def _table(card: rx.Var) -> rx.Component:
    return rx.el.table(
        rx.el.caption(card.name, class_name="hidden-visually"),
        rx.el.thead(
            rx.el.tr(
                rx.foreach(
                    card.head,
                    lambda cell: rx.el.th(cell.words, scope="col", class_name=rx.cond(cell.number, "num", "")),
                )
            )
        ),
        rx.el.tbody(rx.foreach(card.body, lambda row: rx.el.tr(rx.foreach(row, _cell)))),
        class_name="table table--short",
    )


def _cell(cell: rx.Var) -> rx.Component:
    return rx.el.td(
        # before a number, which ends below its head
        rx.cond((cell.cross != "") & cell.number, _crosser(cell), rx.fragment()),
        rx.cond(
            cell.href != "",
            link(cell.words, to=cell.href, class_name="link", custom_attrs={"data-mark": cell.mark}),
            cell.words,
        ),
        rx.cond((cell.cross != "") & ~cell.number, _crosser(cell), rx.fragment()),
        class_name=rx.cond(cell.number, "num", ""),
        custom_attrs={"data-size": cell.size},
    )


def _crosser(cell: rx.Var) -> rx.Component:
    """Draw the way to narrow the whole page to a mark, or, where it is chosen, to let it go."""
    words = rx.cond(cell.chosen, f"Show all again, not only {cell.only}", f"Show only {cell.only} on this page")
    return link(
        icon("filter", small=True),
        to=cell.cross,
        class_name=rx.cond(cell.chosen, "crosser is-on", "crosser"),
        title=words,
        custom_attrs={
            "aria-label": words,
            "aria-current": rx.cond(cell.chosen, "true", "false"),
            "data-crosses": cell.crosses,
            "preventScrollReset": True,
        },
    )
