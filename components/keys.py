"""The keys of a list, told, and the switch for those that are single letters."""

from __future__ import annotations

import reflex as rx

from state.listing import ListingState
from state.preferences import PreferencesState

KEYS = "list-keys"
_TOLD = (
    ("Next row, previous row", ("J", "K")),
    ("The same with arrows", ("↓", "↑")),
    ("Open the row", ("Enter",)),
    ("Select, select to here", ("X", "Shift+X")),
    ("Select the page", ("Ctrl+A",)),
    ("Search, filter", ("/", "F")),
    ("Next page, previous page", ("]", "[")),
    ("Leave, close, clear", ("Esc",)),
)
_WHOLE = frozenset({"↓", "↑", "Enter", "Ctrl+A", "Esc"})
"""Keys that work whether or not letters do."""


def keys(state: type[ListingState]) -> rx.Component:
    """Draw the popover that `?` opens."""
    return rx.el.div(
        rx.el.p("Keys", class_name="heading"),
        rx.el.dl(
            *(each for words, pressed in _TOLD for each in (rx.el.dt(words), _pressed(pressed))), class_name="pairs"
        ),
        rx.cond(state.may_keep, _switch(), rx.fragment()),
        id=KEYS,
        role="dialog",
        aria_label="Keys",
        class_name="popover popover--keys",
        custom_attrs={"popover": "auto"},
    )


def _switch() -> rx.Component:
    is_on = PreferencesState.letter_keys
    return rx.el.button(
        rx.el.span(class_name=rx.cond(is_on, "switch is-on", "switch"), aria_hidden="true"),
        "Single-letter keys",
        type="button",
        role="switch",
        class_name="row",
        on_click=PreferencesState.set_letter_keys(~is_on),
        custom_attrs={"aria-checked": rx.cond(is_on, "true", "false")},
    )


def _pressed(pressed: tuple[str, ...]) -> rx.Component:
    return rx.el.dd(*(key_cap(key, is_letter=key not in _WHOLE) for key in pressed), class_name="row row--end")


def key_cap(key: str, *, is_letter: bool = False, **props: str) -> rx.Component:
    """Draw a key. One that is a letter or a sign is not offered where the reader has switched those off."""
    return rx.el.span(key, class_name="kbd kbd--letter" if is_letter else "kbd", **props)
