"""The path to a page that is below another: where it belongs, and the way back."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from components.navigation import SCREENS, Screen
from state.actor import ActorState


def crumbs(here: Screen) -> rx.Component:
    """Draw the path to this page; nothing for one that is below none."""
    above = _above(here)
    if not above:
        return rx.fragment()
    last = above[-1]
    steps = [
        part
        for each in above
        for part in (_step(each, here.back if each is last else None), icon("chevron-right", small=True))
    ]
    return rx.el.nav(
        *steps,
        rx.el.span(name_of(here), class_name="cut", aria_current="page"),
        class_name="crumbs",
        aria_label="Path",
    )


def name_of(here: Screen) -> rx.Var | str:
    """Return what the page is about, as soon as that is known; until then what kind of page it is."""
    return here.title if here.named is None else rx.cond(here.named != "", here.named, here.title)


def _above(here: Screen) -> list[Screen]:
    """Return the pages above this one, the highest first."""
    found = next((each for each in SCREENS if each.route == here.above), None) if here.above else None
    return [*_above(found), found] if found else []


def _step(screen: Screen, back: rx.Var | None) -> rx.Component:
    # Somebody may open a page and not the one above it: then its name only says where they are.
    may = ActorState.access.contains(screen.needs.value)
    usual = screen.route + screen.opens
    to = usual if back is None else rx.cond(back != "", back, usual)
    return rx.cond(may, link(screen.title, to=to, class_name="link"), rx.el.span(screen.title))
