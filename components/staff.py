"""The person of the staff who stands open beside the list, and the dialogs of their account."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from components.money_boxes import MoneyBoxes, dialog_foot
from components.panel import bones, facts, panel, part
from components.section import empty, fault
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from growthos_ui.people.staff_acts import ACTS, ADDRESS_LENGTH_MAX, NAME_LENGTH_MAX
from state.actor import ActorState
from state.staff import MemberFormState, MemberState

_M = MemberState
_S = MemberFormState
_B = MoneyBoxes(MemberFormState)


def add_button() -> rx.Component:
    """Draw the button that adds somebody, for whoever may."""
    button = rx.el.button(
        icon("plus"),
        "Add to the staff",
        type="button",
        class_name="button button--primary",
        on_click=_S.add,
        custom_attrs={"data-act": "add"},
    )
    return rx.cond(ActorState.access.contains(Permission.PEOPLE_STAFF_MANAGE.value), button, rx.fragment())


def member() -> rx.Component:
    """Draw the panel while somebody is open."""
    inside = rx.match(
        _M.entry.face,
        ("ready", _told()),
        ("missing", rx.el.div(empty("lost", "There is no such person", "Or it is not for you to see them."))),
        ("failed", rx.el.div(fault("The person", _M.entry.fault, _M.again, alone=True), class_name="panel__body")),
        bones(),
    )
    drawn = panel(_M.entry.title, inside, about="One person of the staff", close=_M.close, wide=True)
    return rx.cond(_M.opened != "", drawn, rx.fragment())


def _told() -> rx.Component:
    return rx.el.div(
        rx.el.section(rx.el.p(_M.entry.description), class_name="panel__part"),
        rx.cond(_M.no_password != "", part("First sign-in", *_first_password()), rx.fragment()),
        part("Account", facts(_M.entry.facts)),
        part("See also", _elsewhere()),
        part("Change", rx.cond(_M.why_not != "", rx.el.p(_M.why_not, class_name="muted"), _acts())),
        class_name="panel__body",
    )


def _first_password() -> tuple[rx.Component, ...]:
    return (
        rx.el.p(
            "This account has no password yet, so nobody can sign in with it. Whoever runs the server gives it the first one, with:"
        ),
        rx.el.pre(
            "growthos user reset-password ",
            _M.no_password,
            " --temporary",
            class_name="sql",
            tab_index=0,
            style={"whiteSpace": "pre-wrap", "overflowWrap": "anywhere"},
        ),
        rx.el.p(
            "Then tell it to them in person. They sign in with it at the address of this page, and are asked for one of "
            "their own. No mail is sent.",
            class_name="muted",
        ),
    )


def _elsewhere() -> rx.Component:
    """Draw the ways to what belongs to the person: learners, sign-ins, what they did and changed."""
    learners = rx.cond(_M.learners == 1, "1 learner", _M.learners.to_string() + " learners")
    signed_in = rx.cond(_M.signed_in == 1, "1 open sign-in", _M.signed_in.to_string() + " open sign-ins")
    return rx.el.div(
        rx.cond(_M.learners > 0, _to(learners, "/students?mentor="), rx.fragment()),
        rx.cond(_M.signed_in > 0, _to(signed_in, "/oversight/sign-ins?staff="), rx.fragment()),
        _to("What they did", "/oversight/activity?staff="),
        _to("What they changed", "/oversight/audit?who="),
        class_name="row row--wrap",
    )


def _to(words: rx.Var | str, address: str) -> rx.Component:
    return link(words, to=rx.Var.create(address) + _M.opened, class_name="link")


def _acts() -> rx.Component:
    return rx.el.div(rx.foreach(_M.acts, _button), class_name="row row--wrap")


def _button(act: rx.Var) -> rx.Component:
    return rx.el.button(
        rx.match(act, *((name, each.title) for name, each in ACTS.items()), act),
        type="button",
        class_name="button button--small",
        on_click=_S.open(act, _M.opened),
        custom_attrs={"data-act": act + " " + _M.opened},
    )


def member_form() -> rx.Component:
    """Draw the open dialog; nothing while none is."""
    return rx.cond(
        _S.act != "", rx.match(_S.act, *((name, _dialog(name)) for name in ACTS), rx.fragment()), rx.fragment()
    )


def _dialog(name: str) -> rx.Component:
    act = ACTS[name]
    of: rx.Var | str = name if name == "add" else rx.Var.create(f"{name} ") + _S.person
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.div(
                    rx.el.h2(act.title, class_name="dialog__title", id="staff-title"),
                    rx.cond(_S.about != "", rx.el.p(_S.about, class_name="muted"), rx.fragment()),
                    class_name="grow",
                ),
                class_name="dialog__head",
            ),
            rx.el.div(_B.refusal(), *_boxes(name), _effects(), class_name="dialog__part"),
            dialog_foot(act.does, _S, _S.put_away),
            on_submit=_S.send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": of, "aria-labelledby": "staff-title"},
    )


def _boxes(name: str) -> list[rx.Component]:
    match name:
        case "add":
            return [
                _B.text("full_name", "Full name", most=NAME_LENGTH_MAX),
                rx.el.div(
                    _B.text("email", "E-mail", most=ADDRESS_LENGTH_MAX, hint="They sign in with it.", keys="email"),
                    _B.text("phone", "Phone", is_optional=True, hint="With + and the country.", keys="tel"),
                    class_name="row money__pair",
                ),
                *_role(),
            ]
        case "role":
            return _role()
    is_optional = name in ("unblock", "reactivate")
    return [
        _B.text(
            "reason", "Why", is_optional=is_optional, is_long=True, most=REASON_LENGTH_MAX, hint="Kept in the audit."
        )
    ]


def _role() -> list[rx.Component]:
    ticks = rx.foreach(_S.capabilities, lambda each: _B.tick(each.value, each.words, each.about))
    group = rx.el.div(
        rx.el.span(
            "Capabilities", rx.el.span(" optional", class_name="muted"), class_name="field__label", id="staff-may"
        ),
        rx.el.div(ticks, class_name="stack"),
        _B.wrong("capabilities"),
        role="group",
        class_name="field",
        custom_attrs={"aria-labelledby": "staff-may"},
    )
    return [
        _B.options("role", "Role", _S.roles, "Choose a role", hint=_S.about_role),
        rx.cond(_S.capabilities.length() > 0, group, rx.fragment()),
    ]


def _effects() -> rx.Component:
    said = rx.foreach(_S.effects, rx.el.p)
    return rx.el.div(icon("info"), rx.el.div(said), class_name="notice notice--info", aria_live="polite")
