"""The command palette: Ctrl-K, then go, find or act. assets/palette.js filters, moves and chooses by keyboard.

Screens and acts are in the page and filtered there; students are asked for, and row security answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from components.adding import may_add
from components.icons import icon
from components.links import door_link, link
from components.navigation import SCREENS, Screen, listed
from components.planning import may_plan
from components.themes import choosing
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.adding import AddStudentState
from state.palette import PaletteState
from state.people import OrganizationsState
from state.planning import PlanningState
from state.staff import MemberFormState
from state.support import NotificationsState

PAUSE_MS = 60
_THEMES = (("light", "Light theme"), ("dark", "Dark theme"), ("system", "Theme of the system"))
_STUDENT = "/students/[student_code]"


def opener() -> rx.Component:
    """Draw the box in the top bar that opens the palette, and on phones its button."""
    return rx.el.div(
        rx.el.button(
            icon("search"),
            rx.el.span(rx.cond(_may_find(), "Find a student or page", "Find a page"), class_name="grow"),
            rx.el.span("Ctrl K", class_name="kbd"),
            type="button",
            class_name="input",
            custom_attrs={"data-palette-open": "", "aria-keyshortcuts": "Control+K", "aria-haspopup": "dialog"},
        ),
        class_name="top__search",
    )


def opener_on_phones() -> rx.Component:
    """Draw the button that opens the palette where there is no room for the box."""
    return rx.el.button(
        icon("search"),
        type="button",
        class_name="button button--plain button--icon top__find",
        aria_label="Find",
        custom_attrs={"data-palette-open": "", "aria-haspopup": "dialog"},
    )


def palette() -> rx.Component:
    """Draw the palette, closed."""
    return rx.el.dialog(
        rx.el.div(
            icon("search"),
            _box(rx.cond(_may_find(), "Find a student, page or act", "Find a page or act")),
            rx.el.button(
                "Esc",
                type="button",
                class_name="kbd palette__close",
                aria_label="Close",
                custom_attrs={"data-palette-close": ""},
            ),
            class_name="palette__box",
        ),
        rx.el.div(
            _group("Go to", *(_screen(each) for each in _screens())),
            _group("Students", rx.foreach(PaletteState.hits, _student), found=True),
            _group("Do", *_acts()),
            id="palette-list",
            class_name="palette__list",
            role="listbox",
            aria_label="Results",
        ),
        rx.el.p("Looking…", class_name="palette__none", hidden=True, custom_attrs={"data-palette-asking": ""}),
        rx.el.p(
            "Nothing by these words.", class_name="palette__none", hidden=True, custom_attrs={"data-palette-none": ""}
        ),
        rx.el.p(class_name="hidden-visually", role="status", custom_attrs={"data-palette-status": ""}),
        _keys(),
        id="palette",
        class_name="palette",
        aria_label="Find or do",
    )


def _may_find() -> rx.Var:
    return ActorState.access.contains(Permission.PEOPLE_STUDENTS_READ.value)


def _may_add_staff() -> rx.Var:
    return ActorState.access.contains(Permission.PEOPLE_STAFF_MANAGE.value)


def _box(words: rx.Var) -> rx.Component:
    """Draw the box: one and the same for everybody, so that what was typed early stays typed."""
    return rx.el.input(
        type="text",
        placeholder=words,
        aria_label=words,
        auto_complete="off",
        spell_check=False,
        max_length=100,
        role="combobox",
        custom_attrs={
            "data-palette-box": "",
            "aria-expanded": "true",
            "aria-controls": "palette-list",
            "aria-autocomplete": "list",
        },
        on_change=PaletteState.find.debounce(PAUSE_MS),
    )


def _group(title: str, *options: rx.Component, found: bool = False) -> rx.Component:
    marks = {"data-palette-group": "", "data-found-for": PaletteState.words} if found else {"data-palette-group": ""}
    return rx.el.div(
        rx.el.div(title, class_name="popover__label", aria_hidden="true"),
        *options,
        role="group",
        aria_label=title,
        custom_attrs=marks,
    )


def _screens() -> list[Screen]:
    alone = [each for each in SCREENS if not each.listed and "[" not in each.route and each.route != "404"]
    return [*listed(), *alone]


def _screen(screen: Screen) -> rx.Component:
    return rx.cond(
        ActorState.access.contains(screen.needs.value),
        link(
            icon(screen.group or screen.title.lower()) if screen.listed else icon("profile"),
            rx.el.span(screen.title, class_name="grow"),
            rx.el.span(screen.group.capitalize() if screen.listed else "", class_name="meta"),
            to=screen.route + screen.opens,
            **_option(),
        ),
    )


def _student(hit: rx.Var) -> rx.Component:
    has_page = any(each.route == _STUDENT for each in SCREENS)
    return link(
        icon("profile"),
        rx.el.span(hit.name, class_name="grow cut"),
        rx.el.span(hit.code, class_name="meta code"),
        to=f"/students/{hit.code}" if has_page else f"/students?q={hit.code}",
        **_option(),
    )


def _acts() -> Sequence[rx.Component]:
    unread = (NotificationsState.unread > 0) & ActorState.access.contains(Permission.SUPPORT_NOTIFICATIONS_CHANGE.value)
    return (
        *(_act("theme" if theme == "system" else theme, words, on_click=choosing(theme)) for theme, words in _THEMES),
        rx.cond(unread, _act("bell", "Mark all notifications as read", on_click=NotificationsState.read_all)),
        rx.cond(_may_add_staff(), _act("plus", "Add to the staff", on_click=MemberFormState.add)),
        rx.cond(may_add(), _act("plus", "Add a student", on_click=AddStudentState.open)),
        rx.cond(may_plan(), _act("plus", "Plan a session", on_click=PlanningState.plan)),
        _act("print", "Print this page", marks={"data-print": ""}),
        door_link(icon("lock"), rx.el.span("Change password", class_name="grow"), href="/auth/password", **_option()),
        rx.foreach(OrganizationsState.choices, _organisation),
        _act("sign-out", "Sign out", type="submit", form="sign-out"),
    )


def _organisation(choice: rx.Var) -> rx.Component:
    return rx.cond(
        choice.chosen,
        rx.fragment(),
        _act("people", f"Work in {choice.name}", on_click=OrganizationsState.choose(choice.id)),
    )


def _act(shape: str, words: str | rx.Var, *, marks: dict[str, str] | None = None, **props: Any) -> rx.Component:
    return rx.el.button(
        icon(shape), rx.el.span(words, class_name="grow"), **({"type": "button"} | props), **_option(marks or {})
    )


def _option(marks: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "class_name": "popover__row palette__row",
        "custom_attrs": {
            "role": "option",
            "tabindex": "-1",
            "aria-selected": "false",
            "data-option": "",
            **(marks or {}),
        },
    }


def _keys() -> rx.Component:
    pairs = (("↑ ↓", "move"), ("Enter", "choose"), ("Esc", "close"))
    return rx.el.div(
        *(rx.el.span(rx.el.span(key, class_name="kbd"), words) for key, words in pairs),
        class_name="palette__keys pager__keys",
        aria_hidden="true",
    )
