"""/profile: one's own account, how the dashboard looks, and where else one is signed in."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components import themes
from components.icons import icon
from components.links import door_link
from components.section import section
from components.shell import page_head, screen
from growthos_ui.auth.permissions import Permission
from state.account import AccountState
from state.actor import ActorState
from state.preferences import PreferencesState

DENSITIES = (("short", "Short"), ("normal", "Normal"), ("tall", "Tall"))


@screen(
    route="/profile",
    title="Profile",
    needs=Permission.PEOPLE_ACCOUNT_READ,
    on_load=(AccountState.load,),
    listed=False,
)
def profile() -> rx.Component:
    return rx.fragment(
        page_head("Profile", f"{ActorState.name}, {ActorState.role_words}"),
        rx.cond(
            AccountState.is_ready & ~AccountState.is_home,
            rx.el.p(
                icon("info"),
                rx.el.span(
                    "You work in ", ActorState.organisation, " now; your own account is of ", AccountState.home, "."
                ),
                class_name="notice notice--info",
            ),
        ),
        rx.el.div(
            rx.el.div(_account(), _password(), class_name="span-6 stack stack--sections"),
            rx.el.div(_looks(), class_name="span-6 stack stack--sections"),
            _devices(),
            class_name="grid",
        ),
    )


def _account() -> rx.Component:
    pairs = (
        ("Name", ActorState.name),
        ("E-mail", ActorState.email),
        ("Role", ActorState.role_words),
        ("Organisation", rx.cond(AccountState.home != "", AccountState.home, ActorState.organisation)),
    )
    return section(
        "Account",
        rx.el.dl(
            *(part for name, words in pairs for part in (rx.el.dt(name), rx.el.dd(words))),
            rx.cond(themes.may_keep(), rx.fragment(), _phone_as_it_is()),
            class_name="pairs pairs--left section__body",
        ),
        rx.cond(themes.may_keep(), _phone()),
        span=6,
    )


def _phone_as_it_is() -> rx.Component:
    number = rx.cond(AccountState.phone != "", AccountState.phone, "—")
    return rx.fragment(rx.el.dt("Phone"), rx.el.dd(number))


def _phone() -> rx.Component:
    wrong = AccountState.phone_fault != ""
    return rx.el.form(
        rx.el.label("Phone", html_for="phone", class_name="field__label"),
        rx.el.div(
            rx.el.input(
                name="phone",
                custom_attrs={"id": "phone"},  # as an id of Reflex's own it would be asked for by reference
                type="tel",
                auto_complete="tel",
                max_length=40,
                default_value=AccountState.phone,
                placeholder="+92 300 1234567",
                key=AccountState.phone,
                class_name=rx.cond(wrong, "input is-error", "input"),
                aria_invalid=wrong,
                aria_describedby="phone-hint",
            ),
            rx.el.button("Save phone", type="submit", class_name="button"),
            class_name="row",
        ),
        rx.el.p(
            rx.cond(
                wrong, AccountState.phone_fault, "With the country first. Only your organisation's office sees it."
            ),
            id="phone-hint",
            class_name=rx.cond(wrong, "field__error", "field__hint"),
            role="status",
        ),
        on_submit=AccountState.keep_phone,
        class_name="field section__body section__body--line",
    )


def _password() -> rx.Component:
    since = rx.cond(
        AccountState.password_since != "",
        f"Changed on {AccountState.password_since}.",
        "Not changed since the account was made.",
    )
    return section(
        "Password",
        rx.el.div(
            rx.el.p(since, " A new one signs out every other device.", class_name="muted grow"),
            door_link("Change password", href="/auth/password", class_name="button"),
            class_name="section__body row profile__act",
        ),
        span=6,
    )


def _looks() -> rx.Component:
    kept = rx.cond(
        themes.may_keep(),
        "Kept with your account, on every device.",
        "Your role is read only: the theme is kept in this browser.",
    )
    return section(
        "How it looks",
        rx.el.div(
            _choice("Theme", themes.THEMES, themes.chosen(), themes.choosing),
            rx.cond(themes.may_keep(), _kept_looks()),
            rx.el.p(kept, class_name="meta"),
            class_name="section__body stack profile__looks",
        ),
        span=6,
    )


def _kept_looks() -> rx.Component:
    return rx.fragment(
        _choice("Rows of lists", DENSITIES, PreferencesState.density, PreferencesState.set_density),
        rx.el.div(
            rx.el.span("Letter keys", id="letter-keys", class_name="field__label"),
            rx.el.button(
                rx.el.span(
                    class_name=rx.cond(PreferencesState.letter_keys, "switch is-on", "switch"), aria_hidden="true"
                ),
                rx.cond(PreferencesState.letter_keys, "On", "Off"),
                type="button",
                role="switch",
                aria_checked=PreferencesState.letter_keys,
                aria_labelledby="letter-keys",
                aria_describedby="letter-keys-hint",
                on_click=PreferencesState.set_letter_keys(~PreferencesState.letter_keys),
                class_name="switch-button",
            ),
            rx.el.p("j and k move between rows, / searches.", id="letter-keys-hint", class_name="field__hint"),
            class_name="field",
        ),
    )


def _choice(title: str, options: tuple[tuple[str, str], ...], chosen: rx.Var, choosing: Any) -> rx.Component:
    """Draw one choice of a few as buttons side by side; the pressed one is in force."""
    return rx.el.div(
        rx.el.span(title, class_name="field__label"),
        rx.el.div(
            *(
                rx.el.button(
                    words,
                    type="button",
                    aria_pressed=chosen == value,
                    class_name=rx.cond(chosen == value, "is-on", ""),
                    on_click=choosing(value),
                )
                for value, words in options
            ),
            role="group",
            aria_label=title,
            class_name="segment",
        ),
        class_name="field",
    )


def _devices() -> rx.Component:
    others = AccountState.devices.length() > 1
    return section(
        "Devices",
        rx.cond(
            AccountState.is_ready,
            rx.el.ul(rx.foreach(AccountState.devices, _device), class_name="items"),
            rx.el.div(rx.el.span(class_name="bone bone--line"), class_name="section__body", aria_busy="true"),
        ),
        rx.cond(
            others,
            rx.el.div(
                rx.el.p("Open pages there leave at once.", class_name="muted grow"),
                rx.el.button(
                    "Sign out everywhere else",
                    type="button",
                    class_name="button button--danger",
                    on_click=AccountState.sign_out_elsewhere,
                ),
                class_name="section__body section__body--line row profile__act",
            ),
        ),
        span=12,
    )


def _device(device: rx.Var) -> rx.Component:
    here = rx.el.span("This device", class_name="tag")
    end = rx.el.button(
        "Sign out there",
        type="button",
        aria_label=f"Sign out on {device.words}, last seen {device.seen}",
        class_name="button button--small",
        on_click=AccountState.sign_out(device.id),
    )
    return rx.el.li(
        icon("device"),
        rx.el.span(
            rx.el.span(device.words, class_name="medium"),
            rx.el.br(),
            rx.el.span(
                "Last seen ", device.seen, ", signed in ", device.since,
                rx.cond(device.address != "", f", from {device.address}", ""),
                class_name="muted",
            ),
            class_name="grow",
        ),
        rx.el.span(rx.cond(device.is_this, here, end), class_name="item__end"),
        class_name="item item--still",
    )  # fmt: skip
