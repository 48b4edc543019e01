"""The saved views of a list as tabs, with the menus that save one and change one."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from growthos_ui.listing.views import AUDIENCES, MINE
from state.listing import ListingState

SAVE = "list-save-view"
CHANGE = "list-view"


def views(state: type[ListingState]) -> rx.Component:
    """Draw the list itself and its views as tabs; each is an address."""
    return rx.fragment(
        rx.el.nav(
            rx.foreach(state.views, _tab),
            rx.cond(state.view.contains("slug"), _opener("more", "View", CHANGE), rx.fragment()),
            rx.cond(state.may_keep, _opener("plus", "Save view", SAVE), rx.fragment()),
            class_name="tabs",
            aria_label="Saved views",
            # Where the list opened with a view, or one was saved or removed: the address to go to.
            custom_attrs={"data-moved": state.moved},
        ),
        _popover(SAVE, "Save view", _save(state)),
        _popover(CHANGE, "View", _change(state)),
    )


def _tab(tab: rx.Var) -> rx.Component:
    is_on = tab["on"] == "true"
    return link(
        tab["name"],
        rx.cond(tab["changed"] == "true", rx.el.span("changed", class_name="tab__count"), rx.fragment()),
        to=tab["href"],
        class_name=rx.cond(is_on, "tab is-on", "tab"),
        custom_attrs={"aria-current": rx.cond(is_on, "page", "false"), "title": tab["about"]},
    )


def _opener(shape: str, words: str, opens: str) -> rx.Component:
    return rx.el.button(
        icon(shape, small=True),
        words,
        type="button",
        class_name="tab",
        custom_attrs={"popovertarget": opens, "aria-haspopup": "dialog"},
    )


def _popover(name: str, words: str, inside: rx.Component) -> rx.Component:
    return rx.el.div(
        inside,
        id=name,
        role="dialog",
        aria_label=words,
        class_name="popover popover--view",
        custom_attrs={"popover": "auto"},
    )


def _save(state: type[ListingState]) -> rx.Component:
    return rx.el.form(
        _name(state, "", state.views.length(), "view-new-refused"),
        _audience(state, MINE),
        _opens(state, "false"),
        rx.el.p("Keeps search, filters, order and columns.", class_name="field__hint"),
        _refused(state, "view-new-refused"),
        rx.el.div(
            _close("Cancel", SAVE),
            rx.el.button("Save view", type="submit", class_name="button button--primary button--small"),
            class_name="row row--end",
        ),
        on_submit=state.save_view,
        class_name="stack",
    )


def _change(state: type[ListingState]) -> rx.Component:
    view = state.view
    may_change = view["may_change"] == "true"
    return rx.el.div(
        rx.cond(
            may_change,
            rx.el.form(
                _name(state, view["name"], view["slug"], "view-kept-refused"),
                _audience(state, view["audience"]),
                _opens(state, view["opens"]),
                _refused(state, "view-kept-refused"),
                rx.el.div(
                    rx.el.button("Keep this", type="submit", class_name="button button--primary button--small"),
                    class_name="row row--end",
                ),
                on_submit=state.change_view,
                class_name="stack",
            ),
            rx.el.p(rx.el.b(view["name"]), " is shared with you.", class_name="muted"),
        ),
        rx.el.div(class_name="popover__line"),
        rx.cond(may_change & (view["changed"] == "true"), _row("save", "Save what is shown", state.update_view)),
        rx.cond(view["changed"] == "true", _row("restore", "Back to the view as saved", state.restore)),
        rx.cond(state.may_keep, _row("copy", "Keep a copy for me", state.copy_view)),
        rx.cond(may_change, _row("bin", "Delete view", state.remove_view)),
        class_name="stack",
    )


def _name(state: type[ListingState], value: rx.Var | str, key: rx.Var, why: str) -> rx.Component:
    """Draw the box of the name; `why` is the id of what is said where the view was refused."""
    return rx.el.label(
        rx.el.span("Name", class_name="field__label"),
        rx.el.span(
            rx.el.input(
                name="name",
                default_value=value,
                key=key,
                max_length=60,
                required=True,
                auto_complete="off",
                aria_describedby=rx.cond(state.refused_view != "", why, ""),
            ),
            class_name="input",
        ),
        class_name="field",
    )


def _audience(state: type[ListingState], value: rx.Var | str) -> rx.Component:
    return rx.cond(
        state.may_share,
        rx.el.label(
            rx.el.span("Who sees it", class_name="field__label"),
            rx.el.select(
                *(rx.el.option(words, value=each) for each, words in AUDIENCES.items()),
                name="audience",
                default_value=value,
                key=value,
                class_name="input",
            ),
            class_name="field",
        ),
        rx.fragment(),
    )


def _opens(state: type[ListingState], value: rx.Var | str) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name="opens", default_checked=value == "true", key=value, class_name="check"),
        f"Open {state.listing.title} with this view",
        class_name="row",
    )


def _refused(state: type[ListingState], why: str) -> rx.Component:
    said = rx.el.p(state.refused_view, class_name="field__error", role="alert", custom_attrs={"id": why})
    return rx.cond(state.refused_view != "", said, rx.fragment())


def _close(words: str, opens: str) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name="button button--small",
        custom_attrs={"popovertarget": opens, "popovertargetaction": "hide"},
    )


def _row(shape: str, words: str, handler: rx.event.EventType) -> rx.Component:
    return rx.el.button(
        icon(shape, small=True),
        words,
        type="button",
        class_name="popover__row",
        on_click=handler,
        custom_attrs={"popovertarget": CHANGE, "popovertargetaction": "hide"},
    )
