"""The foot of a list: where these rows lie, how many a page, and the ways to the others."""

from __future__ import annotations

import reflex as rx

from components.bulk import can_pick
from components.icons import icon
from components.keys import KEYS, key_cap
from components.links import link
from state.listing import ListingState
from state.preferences import PreferencesState

SIZES = "list-sizes"
_KEYS = (("J", "K", "move"), ("Enter", "open"), ("X", "select"))
_WITHOUT_LETTERS = (("↓", "↑", "move"), ("Enter", "open"))


def pager(state: type[ListingState]) -> rx.Component:
    """Draw the foot. The neighbouring pages are links, so that they open in a new tab as well."""
    return rx.el.div(
        rx.cond(state.is_ready, _place(state), rx.el.span(rx.el.span(class_name="bone bone--place"))),
        _sizes(state),
        rx.el.span(
            rx.cond(
                PreferencesState.letter_keys,
                rx.cond(can_pick(state), _told(_KEYS), _told(_KEYS[:-1])),
                _told(_WITHOUT_LETTERS),
            ),
            rx.el.button(
                key_cap("?", is_letter=True, aria_hidden="true"),
                "all keys",
                type="button",
                custom_attrs={"popovertarget": KEYS, "aria-haspopup": "dialog"},
            ),
            class_name="pager__keys",
        ),
        rx.el.nav(
            rx.el.span(state.words["page"], class_name="meta"),
            _step(state.links["start"], "first", "First page"),
            _step(state.links["previous"], "chevron-left", "Previous page", rel="prev"),
            _step(state.links["next"], "chevron-right", "Next page", rel="next"),
            _step(state.links["end"], "last", "Last page"),
            class_name="pager__move",
            aria_label="Pages",
        ),
        class_name="pager",
    )


def _place(state: type[ListingState]) -> rx.Component:
    return rx.el.span(
        rx.el.b(state.words["range"]),
        " of ",
        rx.el.b(state.words["total"]),
        role="status",
        custom_attrs={"data-total": ""},
    )


def _sizes(state: type[ListingState]) -> rx.Component:
    return rx.el.span(
        rx.el.span("Rows", class_name="muted"),
        rx.el.button(
            rx.foreach(state.sizes, lambda size: rx.cond(size["on"] == "true", size["label"], "")),
            icon("chevron-down", small=True),
            type="button",
            class_name="button button--plain button--small",
            custom_attrs={"popovertarget": SIZES, "aria-label": "Rows on a page"},
        ),
        rx.el.div(
            rx.foreach(state.sizes, _size),
            id=SIZES,
            class_name="popover popover--sizes",
            custom_attrs={"popover": "auto"},
        ),
        class_name="row pager__size",
    )


def _size(size: rx.Var) -> rx.Component:
    return link(
        size["label"],
        rx.cond(size["on"] == "true", rx.el.span(icon("check"), class_name="push"), rx.fragment()),
        to=size["href"],
        class_name="popover__row",
        custom_attrs={"aria-current": size["on"]},
    )


def _step(href: rx.Var, shape: str, words: str, *, rel: str = "") -> rx.Component:
    look = "button button--small button--icon"
    related = {"rel": rel, "data-step": rel} if rel else {"data-step": "edge"}
    return rx.cond(
        href,
        link(icon(shape), to=href, class_name=look, custom_attrs={"aria-label": words, **related}),
        rx.el.button(
            icon(shape),
            type="button",
            disabled=True,
            class_name=f"{look} is-disabled",
            aria_label=words,
            custom_attrs={} if rel else {"data-step": "edge"},
        ),
    )


def _told(keys: tuple[tuple[str, ...], ...]) -> rx.Component:
    return rx.el.span(
        *(rx.el.span(*(key_cap(key) for key in pressed), words) for *pressed, words in keys), aria_hidden="true"
    )
