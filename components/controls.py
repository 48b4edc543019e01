"""The toolbar of a list: the search box, a chip for each filter in force, and one menu with all filters."""

from __future__ import annotations

from functools import singledispatch

import reflex as rx

from components.day_box import day_box
from components.icons import icon
from components.keys import key_cap
from components.links import link
from growthos_ui.listing.filters import Band, Choice, DayRange, Filter, Flag, Related
from growthos_ui.listing.ranges import NumberRange
from state.actor import ActorState
from state.listing import ListingState

MENU = "list-filters"


def toolbar(state: type[ListingState], *end: rx.Component) -> rx.Component:
    """Draw search and filters, and at the right `end`. What is chosen goes to an address: the address is the state."""
    listing = state.listing
    has_menu = any(draws_menu(each) for each in listing.filters)
    return rx.el.div(
        _search(state) if listing.search else rx.fragment(),
        rx.foreach(state.chips, _chip),
        _menu(state) if has_menu else rx.fragment(),
        rx.cond(
            (state.chips.length() > 0) | (state.search != ""),
            link("Clear all", to=state.links["clear"], class_name="button button--plain button--small"),
        ),
        *end,
        class_name="toolbar",
    )


@singledispatch
def control(narrowing: Filter, state: type[ListingState]) -> rx.Component | None:  # noqa: ARG001
    """Draw the inside of a filter in the menu; a kind without one is opened by other screens, and shows only its chip."""
    return None


@control.register(Choice)
@control.register(Band)
@control.register(Flag)
def _options(narrowing: Filter, state: type[ListingState]) -> rx.Component:
    return rx.el.div(
        rx.foreach(state.menus[narrowing.name], _option),
        role="group",
        aria_label=narrowing.label,
        class_name="filters__options",
    )


@control.register
def _related(narrowing: Related, state: type[ListingState]) -> rx.Component:
    """Draw the options of another query. They may be more than are offered at first: typing finds the others."""
    if not hasattr(state, "find_option"):
        return _options(narrowing, state)
    about = f"Find in {narrowing.label.lower()}"
    return rx.el.div(
        rx.el.label(
            icon("search", small=True),
            rx.el.input(
                placeholder=about,
                aria_label=about,
                auto_complete="off",
                on_change=lambda typed: state.find_option(narrowing.name, typed).debounce(200),
            ),
            class_name="input input--small",
        ),
        _options(narrowing, state),
        class_name="filters__found",
    )


@control.register
def _days(narrowing: DayRange, state: type[ListingState]) -> rx.Component:
    return rx.el.div(_options(narrowing, state), _span(narrowing, state, "date", ""))


@control.register
def _numbers(narrowing: NumberRange, state: type[ListingState]) -> rx.Component:
    return _span(narrowing, state, "number", narrowing.unit)


def _span(narrowing: Filter, state: type[ListingState], kind: str, unit: str) -> rx.Component:
    span = state.spans[narrowing.name]
    end = f", {unit}" if unit else ""
    return rx.el.div(
        _end(f"From{end}", "from", kind, span),
        _end(f"To{end}", "to", kind, span),
        rx.el.button("Apply", type="button", class_name="button button--small", custom_attrs={"data-apply": ""}),
        class_name="filters__days",
        custom_attrs={"data-span": narrowing.name, "data-address": span["address"]},
    )


def draws_menu(narrowing: Filter) -> bool:
    """Tell whether the filter can be set from the menu."""
    return control.dispatch(type(narrowing)) is not control.dispatch(Filter)


def _search(state: type[ListingState]) -> rx.Component:
    about = state.listing.search.placeholder
    return rx.el.label(
        icon("search"),
        rx.el.input(
            type="search",
            placeholder=about,
            aria_label=f"Search {state.listing.title.lower()}: {about}",
            auto_complete="off",
            spell_check=False,
            custom_attrs={"data-search": state.search, "data-address": state.links["search"]},
        ),
        key_cap("/", is_letter=True, aria_hidden="true"),
        class_name="input",
    )


def _chip(chip: rx.Var) -> rx.Component:
    opens = {"popovertarget": MENU, "data-filter": chip["name"]}
    return rx.el.span(
        rx.el.span(chip["label"], class_name="chip__key"),
        rx.el.button(chip["words"], type="button", class_name="chip__value", custom_attrs=opens),
        link(
            icon("close", small=True),
            to=chip["href"],
            class_name="chip__end",
            custom_attrs={"aria-label": f"Remove filter {chip['label']}"},
        ),
        class_name="chip",
    )


def _menu(state: type[ListingState]) -> rx.Component:
    return rx.fragment(
        rx.el.button(
            rx.el.span(icon("filter", small=True), "Filter"),
            type="button",
            class_name="chip chip--add",
            custom_attrs={"popovertarget": MENU, "aria-haspopup": "dialog"},
        ),
        rx.el.div(
            *(_offered(each, state) for each in state.listing.filters if draws_menu(each)),
            id=MENU,
            role="dialog",
            aria_label="Filters",
            class_name="popover filters",
            custom_attrs={"popover": "auto"},
        ),
    )


def _offered(narrowing: Filter, state: type[ListingState]) -> rx.Component:
    """Draw the section of a filter for those who may narrow by it."""
    section = _section(narrowing, state)
    needed = narrowing.needs
    return rx.cond(ActorState.access.contains(needed.value), section, rx.fragment()) if needed else section


def _section(narrowing: Filter, state: type[ListingState]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(narrowing.label, icon("chevron-right", small=True), class_name="popover__row"),
        control(narrowing, state),
        name=MENU,
        custom_attrs={"data-filter": narrowing.name},
    )


def _option(option: rx.Var) -> rx.Component:
    return link(
        rx.cond(
            option["on"] == "true",
            rx.el.span(icon("check"), class_name="check is-on", aria_hidden="true"),
            rx.el.span(class_name="check", aria_hidden="true"),
        ),
        rx.el.span(option["label"], class_name="cut"),
        to=option["href"],
        class_name="popover__row",
        custom_attrs={"role": "checkbox", "aria-checked": option["on"], "preventScrollReset": True},
    )


def _end(label: str, name: str, kind: str, span: rx.Var) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="label"),
        # A new key draws the input anew: its value follows the address, yet typing stays in the browser.
        day_box(name=name, default_value=span[name], key=span[name], placeholder="Any day", class_name="input")
        if kind == "date"
        else rx.el.input(
            type=kind, name=name, min=0, step="any", default_value=span[name], key=span[name], class_name="input"
        ),
        class_name="field",
    )
