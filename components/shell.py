"""The frame around every screen: menu, top bar, page; and the decorator that makes a function a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import reflex as rx

from components.banner import banner
from components.crumbs import crumbs, name_of
from components.icons import icon
from components.links import door_link
from components.live import live
from components.logo import logo
from components.navigation import SCREENS, Screen, menu
from components.palette import palette
from components.stops import broken, forbidden
from components.themes import account_theme
from components.toasts import toasts
from components.topbar import topbar
from state.actor import ActorState
from state.dialogs import DialogsState
from state.faults import FaultState
from state.people import OrganizationsState
from state.push import EVERYWHERE, WATCHED, LiveState, Watched
from state.support import NotificationsState

if TYPE_CHECKING:
    from collections.abc import Callable

    from growthos_ui.auth.permissions import Permission


def screen(
    *,
    route: str,
    title: str,
    needs: Permission,
    on_load: tuple[Any, ...] = (),
    wide: bool = False,
    listed: bool = True,
    about: str = "",
    topics: tuple[str, ...] = (),
    refresh: tuple[Any, ...] = (),
    above: str = "",
    named: rx.Var | None = None,
    opens: str = "",
    back: rx.Var | None = None,
) -> Callable[[Callable[[], rx.Component]], Callable[[], rx.Component]]:
    """Make a function a screen: it draws the page's inside, the shell does the rest.

    `needs` decides what is shown and offered; row security decides what is true. `wide` gives the
    page the whole width and its own scrolling, as lists have it; `listed=False` keeps it off the menu.
    `topics` names the tables whose changes the open page follows, by the handlers of `refresh`, or else of `on_load`.
    `above` is the route of the page that this one is below; `named` what it is about, once that is known.
    `opens` is the question with which the menu opens it: `?state=open`. `back` is the address of the page above as it was left.
    """

    def declare(draw: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
        what = {"route": route, "title": title, "needs": needs, "draw": draw, "about": about}
        where = {"above": above, "named": named, "opens": opens, "back": back}
        when = {"on_load": on_load, "topics": topics, "refresh": refresh or on_load}
        SCREENS.append(Screen(**what, **where, **when, wide=wide, listed=listed))
        return draw

    return declare


def add_screens(app: rx.App) -> None:
    """Give every declared screen to the app."""
    WATCHED[EVERYWHERE] = Watched(("notifications",), (NotificationsState.load,))
    for each in SCREENS:
        if each.topics:
            WATCHED[each.route] = Watched(each.topics, each.refresh)
        app.add_page(
            _as_function(each),
            route=each.route,
            title=_title(each),
            on_load=[
                FaultState.clear,
                DialogsState.leave,
                ActorState.arrive,
                OrganizationsState.load,
                LiveState.watch(each.route),
                *each.on_load,
                NotificationsState.load,
            ],
        )


def _as_function(here: Screen) -> Callable[[], rx.Component]:
    """Return the function that draws the framed screen. Reflex splits the bundle by the module of that function."""

    def framed() -> rx.Component:
        return _framed(here)

    framed.__module__ = here.draw.__module__
    return framed


def _title(here: Screen) -> rx.Var | str:
    return f"{here.title} · Growth OS" if here.named is None else rx.Var.create(name_of(here)).to(str) + " · Growth OS"


def page_head(title: str, meta: rx.Var | str = "", *actions: rx.Component) -> rx.Component:
    """Draw the head of a page: its name, one line about it, and at most one primary action."""
    return rx.el.div(
        rx.el.h1(title, class_name="title"),
        rx.el.span(meta, class_name="meta"),
        live(),
        rx.el.div(*actions, class_name="page__actions") if actions else rx.fragment(),
        class_name="page__head",
    )


def whose() -> rx.Var:
    """Say over whom a page speaks: the organisation, or for a mentor the learners assigned to them."""
    return rx.cond(
        ActorState.role_words.startswith("Mentor"),
        f"{ActorState.organisation} · the students assigned to you",
        ActorState.organisation,
    )


def _framed(here: Screen) -> rx.Component:
    return rx.fragment(
        # A plain anchor: the router's would name the file that was drawn beforehand, `/students/#main`, and lead there.
        door_link("Skip to content", href="#main", class_name="skip"),
        rx.el.div(
            _nav(here),
            rx.el.div(topbar(), banner(), _print_line(here), _page(here), class_name="frame"),
            class_name="app",
        ),
        palette(),
        toasts(refused=(ActorState.refusal != "") & ActorState.access.contains(here.needs.value)),
        account_theme(),
    )


def _print_line(here: Screen) -> rx.Component:
    """Say on paper what the menu and the bar say on a screen: whose figures, for whom, and when."""
    return rx.el.div(
        rx.el.span(ActorState.organisation, class_name="strong"),
        rx.el.span(here.title),
        rx.el.span(f"{ActorState.name}, {ActorState.role_words}"),
        rx.el.span(f"{ActorState.as_of} {ActorState.timezone}"),
        class_name="print-line",
        aria_hidden="true",
    )


def _nav(here: Screen) -> rx.Component:
    return rx.el.aside(_organisation(), menu(here), class_name="nav", id="nav")


def _organisation() -> rx.Component:
    """Draw the organisation's logo and name; for those who may choose another, a menu of them."""
    name = rx.el.span(ActorState.organisation, class_name="cut")
    return rx.cond(
        OrganizationsState.choices.length() > 0,
        rx.fragment(
            rx.el.button(
                logo(), name, icon("chevrons", small=True),
                type="button", class_name="nav__org", aria_label=f"{ActorState.organisation}, work in another organisation",
                custom_attrs={"popovertarget": "organisations"},
            ),
            rx.el.div(
                rx.el.p("Work in", class_name="popover__label"),
                rx.foreach(OrganizationsState.choices, _organisation_row),
                id="organisations",
                class_name="popover popover--nav",
                custom_attrs={"popover": "auto"},
            ),
        ),
        rx.el.div(logo(), name, class_name="nav__org"),
    )  # fmt: skip


def _organisation_row(choice: rx.Var) -> rx.Component:
    return rx.el.button(
        rx.el.span(choice.name, class_name="grow cut"),
        rx.cond(choice.chosen, icon("check"), rx.fragment()),
        type="button",
        class_name="popover__row",
        on_click=OrganizationsState.choose(choice.id),
        custom_attrs={"popovertarget": "organisations", "popovertargetaction": "hide"},
    )


def _page(here: Screen) -> rx.Component:
    failed = (FaultState.at != "") | (ActorState.refusal != "")
    inside = rx.cond(
        ActorState.name == "",
        rx.cond(failed, _as_page(broken(), here), _waiting(here)),
        rx.cond(
            ActorState.access.contains(here.needs.value),
            rx.fragment(crumbs(here), here.draw()),
            _as_page(forbidden(here), here),
        ),
    )
    return rx.el.main(inside, id="main", class_name="main--wide" if here.wide else "page", tab_index=-1)


def _as_page(stop: rx.Component, here: Screen) -> rx.Component:
    return rx.el.div(stop, class_name="page") if here.wide else stop


def _waiting(here: Screen) -> rx.Component:
    """Draw the head before it is known who looks, where it will stand."""
    head = page_head(here.title)
    return rx.fragment(crumbs(here), rx.el.div(head, class_name="list__head") if here.wide else head)
