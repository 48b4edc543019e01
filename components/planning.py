"""The dialogs of sessions: to plan one or a weekly series, to change one, and to cancel one with a reason."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.boxes import Boxes, foot, optional
from components.day_box import day_box
from components.icons import icon
from growthos_ui.auth.permissions import Permission
from growthos_ui.mentoring.sessions.planning import (
    DESCRIPTION_LENGTH_MAX,
    LINK_LENGTH_MAX,
    TITLE_LENGTH_MAX,
)
from state.actor import ActorState
from state.planning import PlanningState
from state.session import SessionState

_S = PlanningState
_B = Boxes(PlanningState, "planning")
_REASON_LENGTH_MAX = 500


def plan_button() -> rx.Component:
    """Draw the button that opens the dialog, for whoever may plan."""
    button = rx.el.button(
        icon("plus"),
        "Plan a session",
        type="button",
        class_name="button button--primary",
        on_click=_S.plan,
        custom_attrs={"data-act": "plan"},
    )
    return rx.cond(may_plan(), button, rx.fragment())


def may_plan() -> rx.Var:
    """Return whether the person may plan sessions."""
    return ActorState.access.contains(Permission.MENTORING_SESSIONS_MANAGE.value)


def session_buttons() -> rx.Component:
    """Draw what changes the session of the page while that can still be changed."""
    shown = SessionState.shown
    announce = rx.el.button(
        "Announce", type="button", class_name="button button--primary", on_click=SessionState.announce(shown.id)
    )
    series = rx.el.button(
        "Announce with the later ones",
        type="button",
        class_name="button",
        on_click=SessionState.announce_series(shown.id),
    )
    announcing = rx.fragment(rx.cond(shown.later > 0, series, rx.fragment()), announce)
    change = rx.el.button(
        "Change", type="button", class_name="button", on_click=_S.change, custom_attrs={"data-act": "change"}
    )
    cancel = rx.el.button(
        "Cancel session\u2026",
        type="button",
        class_name="button",
        on_click=_S.cancel,
        custom_attrs={"data-act": "cancel"},
    )
    return rx.cond(
        shown.may_change,
        rx.fragment(cancel, change, rx.cond(shown.may_announce, announcing, rx.fragment())),
        rx.fragment(),
    )


def planning() -> rx.Component:
    """Draw the dialog that is open; nothing while none is."""
    return rx.match(
        rx.cond(_S.is_open, _S.act, ""),
        ("plan", _dialog("plan", "Plan a session", _boxes(is_new=True), "Plan")),
        ("change", _dialog("change", "Change the session", _boxes(is_new=False), "Save")),
        ("cancel", _dialog("cancel", "Cancel the session", _cancelling(), "Cancel session", stays="Keep it")),
        rx.fragment(),
    )


def _dialog(act: str, title: str, inside: rx.Component, does: str, *, stays: str = "Cancel") -> rx.Component:
    about = rx.cond(_S.title != "", rx.el.p(_S.title, class_name="muted"), rx.fragment())
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.div(rx.el.h2(title, class_name="dialog__title", id=f"{act}-title"), about, class_name="grow"),
                class_name="dialog__head",
            ),
            rx.el.div(
                _B.refusal(),
                rx.el.input(type="hidden", name="act", value=act, read_only=True),
                inside,
                class_name="dialog__part",
            ),
            foot(does, _S.put_away, leave=stays, is_danger=act == "cancel"),
            on_submit=_S.send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": act, "aria-labelledby": f"{act}-title"},
    )  # fmt: skip


def _boxes(*, is_new: bool) -> rx.Component:
    host = _field("host", "Host", _select("host", _S.hosts, "Nobody yet"))
    weeks = _field("weeks", "Weeks", _input("weeks", input_mode="numeric", max_length=2, tells=True))
    draft = rx.el.label(
        rx.el.input(type="checkbox", name="draft", value="yes", class_name="check"),
        rx.el.span("Keep as a draft: students are told nothing until it is announced"),
        class_name="row",
    )
    said = "Students who are expected are told of another day, time or link. Whoever comes or goes with another audience or host is told of that."
    return rx.fragment(
        _field("title", "Title", _input("title", max_length=TITLE_LENGTH_MAX, auto_focus=True)),
        rx.el.div(
            _field("audience", "For whom", _select("audience", _S.audiences)),
            rx.cond(_S.may_choose_host, host, rx.fragment()),
            class_name="row said__pair",
        ),
        rx.el.div(
            _field("day", "First day" if is_new else "Day", day_box(**_props("day", tells=True))),
            _field("time", "Begins at", _input("time", type="time", tells=True)),
            class_name="row said__pair",
        ),
        rx.el.div(
            _field("minutes", "Minutes", _input("minutes", input_mode="numeric", max_length=4)),
            weeks if is_new else rx.fragment(),
            class_name="row said__pair",
        ),
        rx.el.p(
            rx.cond(_S.told != "", _S.told, "One week is a single session; more weeks repeat it on the same day and hour."),
            class_name="field__hint",
            role="status",
        ),
        _field("link", "Link to join", _input("link", type="url", max_length=LINK_LENGTH_MAX, placeholder="https://"), may_be_empty=True),
        _field("description", "What it is about", _area("description", DESCRIPTION_LENGTH_MAX), may_be_empty=True),
        rx.fragment() if is_new else rx.cond(_S.later > 0, _later("Give its link and host also to the "), rx.fragment()),
        draft if is_new else rx.el.p(said, class_name="field__hint"),
    )  # fmt: skip


def _cancelling() -> rx.Component:
    return rx.fragment(
        _field("reason", "Why", _area("reason", _REASON_LENGTH_MAX, auto_focus=True), hint="Kept in the audit for staff."),
        rx.cond(_S.later > 0, _later("Also the "), rx.fragment()),
        rx.el.p(
            "Students who were told of it are told that it is cancelled. A cancelled session does not come back: plan a new one.",
            class_name="field__hint",
        ),
    )  # fmt: skip


def _later(words: str) -> rx.Component:
    many = rx.cond(_S.later == 1, "later one that was", f"{_S.later} later ones that were")
    return rx.el.label(
        rx.el.input(type="checkbox", name="later", value="yes", class_name="check"),
        rx.el.span(words, many, " planned together with it"),
        class_name="row",
    )


def _input(name: str, *, tells: bool = False, **more: Any) -> rx.Component:
    return rx.el.input(auto_complete="off", **_props(name, tells=tells), **({"type": "text"} | more))


def _area(name: str, most: int, **more: Any) -> rx.Component:
    return rx.el.textarea(rows="3", max_length=most, **_props(name, "input input--area"), **more)


def _select(name: str, choices: rx.Var, none: str = "") -> rx.Component:
    nobody = [rx.el.option(none, value="")] if none else []
    options = rx.foreach(choices, lambda each: rx.el.option(each.words, value=each.value))
    return rx.el.select(*nobody, options, **_props(name))


def _props(name: str, look: str = "input", *, tells: bool = False) -> dict[str, Any]:
    """Return what every box has: its value of the beginning, and that it is wrong and where why stands."""
    tell = {"on_change": lambda typed: _S.note(name, typed)} if tells else {}
    return {"name": name, "default_value": _S.values[name], **_B.box(name, look), **tell}


def _field(name: str, label: str, box: rx.Component, *, hint: str = "", may_be_empty: bool = False) -> rx.Component:
    below = rx.el.span(hint, class_name="field__hint") if hint else None
    return _B.field(name, optional(label) if may_be_empty else label, box, hint=below, look="field grow")
