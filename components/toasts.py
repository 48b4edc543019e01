"""What is said at the lower right, from state: an act that worked, a refusal, a fault with its request id."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.kept import kept
from growthos_ui.listing.acts import UNDO_S
from state.actor import ActorState
from state.faults import FaultState
from state.toasts import ToastState

SAID_S = 6
"""How long what was said stands, in seconds, where there is nothing to do about it."""


def toasts(*, refused: rx.Var) -> rx.Component:
    """Draw both corners of speech: what is only news is told politely, what failed at once."""
    failed = (FaultState.at != "") & (ActorState.name != "")
    return rx.el.div(
        kept(),
        rx.el.div(rx.cond(ToastState.tone != "", _news()), role="status"),
        rx.el.div(
            rx.cond(failed, _failure()),
            rx.cond(
                refused,
                _toast("bad", rx.el.p(ActorState.refusal, class_name="medium"), close=ActorState.dismiss_refusal),
            ),
            class_name="toasts__part",
            role="alert",
        ),
        class_name="toasts",
    )


def _news() -> rx.Component:
    """Draw the last thing said; assets/shell.js closes it after its seconds unless it is bad."""
    return rx.el.div(
        rx.match(ToastState.tone, ("good", icon("good")), ("info", icon("info")), icon("warning")),
        rx.el.div(
            rx.el.p(ToastState.title, class_name="medium"),
            rx.cond(ToastState.words != "", rx.el.p(ToastState.words)),
            class_name="grow",
        ),
        rx.cond(
            ToastState.may_undo,
            rx.el.button("Undo", type="button", class_name="button button--small", on_click=ToastState.undo),
        ),
        _close(ToastState.close),
        key=ToastState.number.to_string(),
        class_name=f"toast toast--{ToastState.tone}",
        custom_attrs={
            "data-toast": ToastState.tone,
            "data-seconds": rx.cond(ToastState.may_undo, UNDO_S, SAID_S).to_string(),
        },
    )


def _failure() -> rx.Component:
    words = rx.cond(FaultState.sentence != "", FaultState.sentence, "That did not work")
    return _toast(
        "bad",
        rx.el.p(words, class_name="medium"),
        rx.cond(
            FaultState.request != "",
            rx.el.p("Nothing was changed. Request ", rx.el.span(FaultState.request, class_name="code")),
        ),
        close=FaultState.clear,
    )


def _toast(tone: str, *said: rx.Component, close: rx.event.EventType[()]) -> rx.Component:
    return rx.el.div(
        icon("warning"), rx.el.div(*said, class_name="grow"), _close(close), class_name=f"toast toast--{tone}"
    )


def _close(event: rx.event.EventType[()]) -> rx.Component:
    return rx.el.button(
        icon("close"),
        type="button",
        class_name="button button--plain button--icon button--small",
        aria_label="Close",
        on_click=event,
    )
