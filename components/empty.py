"""What stands in the place of a table that has no rows: what it means, and one thing to do."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from state.listing import ListingState


def empty(state: type[ListingState]) -> rx.Component:
    """Draw why there are no rows: no data, none that match, past the end, not permitted, refused, or failed."""
    title, sentence = state.empty_title, state.empty_sentence
    listing = state.listing
    return rx.match(
        state.emptiness,
        ("no-data", _empty("table", title, sentence)),
        ("no-match", _empty("filter", title, sentence, _to("Clear all filters", state.links["clear"]))),
        ("past", _empty("last", title, sentence, _to("First page", state.links["first"]))),
        ("not-permitted", _empty("lock", f"You may not see {listing.title.lower()}", state.refusal)),
        (
            "refused",
            _empty("warning", "This address cannot be shown", state.refusal, _to("Clear it", state.links["reset"])),
        ),
        _failed(state),
    )


def _failed(state: type[ListingState]) -> rx.Component:
    return _empty(
        "cloud-off",
        "The list did not load",
        "Nothing was changed; your filters are kept.",
        link(icon("again"), "Try again", to=state.links["here"], class_name="button button--primary"),
        rx.el.button(
            "Copy request id",
            type="button",
            class_name="button button--plain",
            custom_attrs={"data-copy": state.request},
        ),
        foot=rx.el.p("Request ", state.request, class_name="meta code"),
    )


def _empty(
    shape: str, title: rx.Var | str, sentence: rx.Var | str, *actions: rx.Component, foot: rx.Component | None = None
) -> rx.Component:
    return rx.el.div(
        icon(shape),
        rx.el.h2(title, class_name="heading"),
        rx.el.p(sentence),
        rx.el.div(*actions, class_name="row") if actions else rx.fragment(),
        foot or rx.fragment(),
        class_name="empty",
        role="status",
    )


def _to(words: str, href: rx.Var) -> rx.Component:
    return link(words, to=href, class_name="button button--primary")
