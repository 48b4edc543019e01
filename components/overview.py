"""A screen of figures and charts over one set of filters: head, toolbar, strip, cards; or why the address cannot be shown."""

from __future__ import annotations

import reflex as rx

from components.charts import chart
from components.controls import toolbar
from components.explain import explain_panel
from components.figures import figures
from components.links import link
from components.section import empty
from components.shell import page_head, whose
from state.overview import OverviewState

Card = tuple[str, str, rx.event.EventType[()], int]
"""The name of the card's variable, its title, the handler that asks it again, and its width in twelfths."""


def overview(
    state: type[OverviewState],
    *cards: Card,
    names: tuple[str, ...] = (),
    retry: rx.event.EventType[()] | None = None,
    actions: tuple[rx.Component, ...] = (),
) -> rx.Component:
    """Draw the screen of this state. `names` are the labels of its strip, `retry` asks the strip again."""
    strip = figures(state.figures, names=names, title="Key figures", retry=retry) if names and retry else rx.fragment()
    return rx.fragment(
        page_head(state.listing.title, whose(), *actions),
        rx.el.div(toolbar(state), class_name="narrowing", custom_attrs={"data-list": state.listing.title.lower()}),
        rx.cond(state.refusal != "", _refused(state), rx.fragment(strip, _grid(state, cards))),
        explain_panel(),
    )


def _grid(state: type[OverviewState], cards: tuple[Card, ...]) -> rx.Component:
    return rx.el.div(
        *(
            chart(
                getattr(state, name),
                id=name,
                title=title,
                shown=state.tables.contains(name),
                turn=state.turn(name),
                retry=retry,
                span=span,
            )
            for name, title, retry, span in cards
        ),
        class_name="grid",
    )


def _refused(state: type[OverviewState]) -> rx.Component:
    return empty(
        "warning",
        "This address cannot be shown",
        state.refusal,
        link("Clear it", to=state.links["reset"], class_name="button button--primary"),
    )
