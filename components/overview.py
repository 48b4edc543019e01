"""A screen of figures and charts over one set of filters: head, toolbar, strip, cards; or why the address cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import reflex as rx

from components.annotations import Writing
from components.charts import chart
from components.controls import toolbar
from components.explain import explain_panel
from components.figures import figures
from components.links import link
from components.section import empty
from components.shell import page_head, whose
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.overview import STRIP, OverviewState

Card = tuple[str, str, int]
"""The name of the card's variable, its title, and its width in twelfths."""


def overview(
    state: type[OverviewState],
    *cards: Card,
    names: tuple[str, ...] = (),
    over_time: tuple[str, ...] = (),
    needs: Mapping[str, Permission] = MappingProxyType({}),
    actions: tuple[rx.Component, ...] = (),
    drawn: tuple[str, ...] = (),
) -> rx.Component:
    """Draw the screen of this state. `names` are the labels of its strip, of which those in `drawn` have a course; the cards in `over_time` take annotations.

    A card in `needs` is drawn for those with the permission.
    """
    return rx.fragment(
        page_head(state.listing.title, whose(), *actions),
        rx.el.div(
            toolbar(state, _all_again(state)),
            class_name="narrowing",
            custom_attrs={"data-list": state.listing.title.lower()},
        ),
        rx.cond(
            state.refusal != "",
            _refused(state),
            rx.fragment(strip(state, names, drawn), cards_of(state, *cards, over_time=over_time, needs=needs)),
        ),
        explain_panel(),
    )


def strip(state: type[OverviewState], names: tuple[str, ...], drawn: tuple[str, ...] = ()) -> rx.Component:
    """Draw the strip of a state, where it has one."""
    if not names:
        return rx.fragment()
    return figures(state.figures, names=names, title="Key figures", retry=state.again(STRIP), drawn=drawn)


def cards_of(
    state: type[OverviewState],
    *cards: Card,
    over_time: tuple[str, ...] = (),
    needs: Mapping[str, Permission] = MappingProxyType({}),
) -> rx.Component:
    """Draw the charts of a state."""
    return rx.el.div(
        *(
            _for_some(
                needs.get(name),
                chart(
                    getattr(state, name),
                    id=name,
                    title=title,
                    shown=state.tables.contains(name),
                    turn=state.turn(name),
                    retry=state.again(name),
                    span=span,
                    written=Writing(state, name) if name in over_time else None,
                ),
            )
            for name, title, span in cards
        ),
        class_name="grid",
    )


def _for_some(needed: Permission | None, card: rx.Component) -> rx.Component:
    return rx.cond(ActorState.access.contains(needed.value), card, rx.fragment()) if needed else card


def _all_again(state: type[OverviewState]) -> rx.Component:
    """Draw what lets go of a mark that was chosen in a chart: a button, and a key for it."""
    return rx.cond(
        state.uncross != "",
        link(
            "Undo the choice",
            rx.el.span("Esc", class_name="kbd", aria_hidden="true"),
            to=state.uncross,
            class_name="button button--plain button--small",
            custom_attrs={"data-uncross": "", "preventScrollReset": True},
        ),
    )


def _refused(state: type[OverviewState]) -> rx.Component:
    return empty(
        "warning",
        "This address cannot be shown",
        state.refusal,
        link("Clear it", to=state.links["reset"], class_name="button button--primary"),
    )
