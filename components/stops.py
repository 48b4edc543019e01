"""What stands where a page cannot: not permitted, not there, did not open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import reflex as rx

from components.icons import icon
from components.links import link
from growthos_ui.auth.denied import DENIED
from state.actor import ActorState
from state.faults import FaultState

if TYPE_CHECKING:
    from components.navigation import Screen


def forbidden(screen: Screen) -> rx.Component:
    """Say that this person's role does not open this screen, which role that is, and who may change it."""
    denied = DENIED[screen.needs]
    above = denied.startswith("Only a superadmin")
    decides = "A superadmin" if above else rx.fragment("An admin of ", ActorState.organisation)
    return _stop(
        "lock",
        f"You may not open {screen.title}",
        rx.el.p(
            denied,
            " You are signed in to ",
            ActorState.organisation,
            " as ",
            ActorState.name,
            ", ",
            ActorState.role_words,
            ".",
            class_name="muted",
        ),
        rx.el.div(_home("button button--primary", "Go to Home"), class_name="row"),
        _facts(("Asked for", screen.route), ("Who decides", decides)),
    )


def missing() -> rx.Component:
    """Say that there is no such page."""
    return _stop(
        "lost",
        "There is no such page",
        rx.el.p("The address may be mistyped, or what it named was moved or is not yours to see.", class_name="muted"),
        rx.el.div(_home("button button--primary", "Go to Home"), class_name="row"),
        _facts(("Asked for", rx.State.router.url.path)),
    )


def broken() -> rx.Component:
    """Say that the page did not open, with the id under which the log has the details."""
    return _stop(
        "cloud-off",
        "This page did not open",
        rx.el.p(
            rx.match(
                FaultState.sentence + ActorState.refusal,
                ("", "The server could not answer. Nothing was saved or changed."),
                FaultState.sentence + ActorState.refusal,
            ),
            class_name="muted",
        ),
        rx.el.div(_again(), _home("button", "Home"), class_name="row"),
        rx.cond(
            FaultState.request != "",
            _facts(
                (
                    "Request",
                    rx.fragment(rx.el.span(FaultState.request, class_name="code"), " ", _copy(FaultState.request)),
                ),
                ("Time", FaultState.at),
            ),
        ),
    )


def crashed() -> rx.Component:
    """Say that drawing the page failed in this browser. Asks nothing of the state, which may be the cause."""
    return rx.el.main(
        _stop(
            "cloud-off",
            "This page stopped working",
            rx.el.p(
                "Something went wrong in this browser while drawing it. Nothing was saved or changed.",
                class_name="muted",
            ),
            rx.el.div(_again(), rx.el.a("Home", href="/", class_name="button"), class_name="row"),
        ),
        class_name="page",
    )


def _stop(shape: str, title: str, *body: rx.Component) -> rx.Component:
    return rx.el.div(icon(shape), rx.el.h1(title, class_name="title"), *body, class_name="stop")


def _facts(*pairs: tuple[str, rx.Component | rx.Var | str]) -> rx.Component:
    return rx.el.dl(
        *(part for name, words in pairs for part in (rx.el.dt(name), rx.el.dd(words))),
        class_name="pairs pairs--left stop__facts",
    )


def _home(look: str, words: str) -> rx.Component:
    return link(words, to="/", class_name=look)


def _again() -> rx.Component:
    return rx.el.button(
        icon("again"), "Try again", type="button", class_name="button button--primary", custom_attrs={"data-reload": ""}
    )


def _copy(words: rx.Var) -> rx.Component:
    return rx.el.button("Copy", type="button", class_name="link", custom_attrs={"data-copy": words})
