"""The menu: the screens that were declared, grouped by domain, of which a person sees those they may open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import reflex as rx

from components.icons import icon
from components.links import link
from state.actor import ActorState

if TYPE_CHECKING:
    from collections.abc import Callable

    from growthos_ui.auth.permissions import Permission


@dataclass(frozen=True)
class Screen:
    """A page of the app: where it is, what it is called, what it takes to open it, and what it draws."""

    route: str
    title: str
    needs: Permission
    draw: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = field(default=())
    wide: bool = False
    listed: bool = True
    about: str = ""
    topics: tuple[str, ...] = field(default=())
    refresh: tuple[Any, ...] = field(default=())
    above: str = ""
    named: rx.Var | None = None
    opens: str = ""
    back: rx.Var | None = None

    @property
    def group(self) -> str:
        """The domain, from the folder of the page's module: "people"; empty for a page that stands alone."""
        folders = self.draw.__module__.split(".")[1:-1]
        return folders[0] if folders else ""


SCREENS: list[Screen] = []


# The menu shows the domains in this order, the order of the work.
_GROUPS = ("people", "learning", "coursework", "mentoring", "support", "finance", "growth", "oversight")


# Of money: who is to be called, then what is owed and what came, then what is brought in, then what is looked up.
_MONEY = (
    "", "collections", "promises", "suspensions", "installments", "invoices", "payments", "approvals", "bank",
    "imports", "documents", "receivables", "rates", "expected", "months", "drift",
)  # fmt: skip

# What is done all day stands before what is looked up.
_FIRST = ("/support/tickets",)


def listed() -> list[Screen]:
    """Return the screens of the menu, in its order."""
    return sorted((each for each in SCREENS if each.listed), key=_turn)


def _turn(screen: Screen) -> tuple[int, int, int]:
    """Return when a screen comes: by its domain, then the front page of a domain, such as /finance, before the others; learners before those who look after them."""
    name = screen.route.removeprefix("/finance").lstrip("/")
    place = _MONEY.index(name) if screen.group == "finance" and name in _MONEY else len(_MONEY) + (name == "staff")
    return ("", *_GROUPS).index(screen.group), screen.route.count("/"), place - (screen.route in _FIRST)


def menu(here: Screen) -> rx.Component:
    """Draw the menu as it stands on one screen."""
    alone = [each for each in listed() if not each.group]
    return rx.el.nav(
        *(_entry(each, here, icon(each.title.lower()), look="nav__link") for each in alone),
        *(_group(name, here) for name in _GROUPS),
        class_name="nav__scroll",
        aria_label="Main",
    )


def _group(name: str, here: Screen) -> rx.Component:
    screens = [each for each in listed() if each.group == name]
    if not screens:
        return rx.fragment()
    may_open_one = ActorState.access.contains(screens[0].needs.value)
    for each in screens[1:]:
        may_open_one = may_open_one | ActorState.access.contains(each.needs.value)
    return rx.cond(
        may_open_one,
        rx.el.div(
            rx.el.h2(icon(name), name.capitalize(), class_name="nav__link nav__head"),
            *(_entry(each, here, look="nav__link is-sub") for each in screens),
            class_name="nav__group",
        ),
    )


def _entry(screen: Screen, here: Screen, *before: rx.Component, look: str) -> rx.Component:
    current = screen.route in {here.route, here.above}
    return rx.cond(
        ActorState.access.contains(screen.needs.value),
        link(
            *before,
            screen.title,
            to=screen.route + screen.opens,
            class_name=f"{look} is-on" if current else look,
            custom_attrs={"aria-current": "page" if screen.route == here.route else "true"} if current else {},
        ),
    )
