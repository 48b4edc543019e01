"""The decision on a version of work drawn: its boxes, what was decided, and the ways to the versions around it."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.keys import key_cap
from components.links import link
from growthos_ui.coursework.reviews.deciding import FEEDBACK_LENGTH_MAX
from state.reviewing import ReviewState

_S = ReviewState
_R = ReviewState.shown


def decision() -> rx.Component:
    """Draw the boxes and buttons for whoever may decide; else what was decided, and by whom."""
    decided = rx.el.div(
        rx.el.p(_R.decision, class_name="medium"),
        rx.cond(_R.feedback != "", rx.el.p(_R.feedback, class_name="prose"), rx.fragment()),
        rx.cond(_S.meanwhile, _unsent(), rx.fragment()),
        class_name="stack",
    )
    waits = rx.el.p("You may read this, and not decide it.", class_name="muted")
    inside = rx.cond(_S.may_decide, _boxes(), rx.cond(_R.decision != "", decided, waits))
    return rx.el.footer(
        inside,
        rx.el.div(
            _ways(), rx.cond(_S.may_decide, _buttons(), _onward("button button--primary push")), class_name="row decide__row"
        ),
        class_name="decide",
    )  # fmt: skip


def _unsent() -> rx.Component:
    """Say that somebody else was faster, and keep what was typed where it can be copied."""
    typed = rx.el.textarea(
        default_value=_S.feedback,
        read_only=True,
        rows="2",
        aria_label="What you typed",
        class_name="input input--area",
    )
    score = rx.cond(_S.score != "", rx.el.p("Your score: ", _S.score, class_name="meta"), rx.fragment())
    return rx.el.div(
        icon("warning"),
        rx.el.div(
            rx.el.p("Somebody decided this before you did. Nothing of yours was recorded; what you typed stands here."),
            typed,
            score,
            class_name="stack grow",
        ),
        class_name="notice notice--warn",
        role="alert",
    )


def _boxes() -> rx.Component:
    score = _field(
        "score",
        rx.fragment("Score ", rx.el.span("out of ", _R.most, class_name="muted")),
        rx.el.input(
            type="text",
            name="score",
            default_value=_S.score,
            max_length=9,
            input_mode="numeric",
            auto_complete="off",
            class_name=_look("score", "input num"),
            on_change=lambda value: _S.note("score", value),
        ),
        rx.cond(_R.passing != "", rx.el.span(_R.passing, class_name="field__hint"), rx.fragment()),
        look="field decide__score",
    )
    words = _field(
        "feedback",
        rx.fragment("Feedback ", rx.el.span("needed to decline", class_name="muted")),
        rx.el.textarea(
            name="feedback",
            rows="2",
            default_value=_S.feedback,
            max_length=FEEDBACK_LENGTH_MAX,
            class_name=_look("feedback", "input input--area"),
            on_change=lambda value: _S.note("feedback", value),
        ),
        look="field grow",
    )
    refusal = rx.el.div(icon("warning"), rx.el.p(_S.refusal), class_name="notice notice--bad", role="alert")
    return rx.fragment(
        rx.cond((_S.refusal != "") & (_S.field == ""), refusal, rx.fragment()),
        rx.el.div(score, words, class_name="row decide__boxes"),
    )


def _field(name: str, label: rx.Component, box: rx.Component, *more: rx.Component, look: str) -> rx.Component:
    wrong = rx.el.span(icon("warning"), _S.refusal, class_name="field__error", role="alert")
    return rx.el.label(
        rx.el.span(label, class_name="field__label"),
        box,
        rx.cond(_S.field == name, wrong, rx.fragment()),
        *more,
        class_name=look,
    )


def _look(name: str, look: str) -> rx.Var:
    return rx.cond(_S.field == name, f"{look} is-error", look)


def _buttons() -> rx.Component:
    approve = rx.cond(_S.score != "", rx.Var.create("Approve, ") + _S.score, "Approve")
    return rx.el.div(
        rx.el.button("Decline", type="button", class_name="button", on_click=_S.decide("declined")),
        rx.el.button(approve, type="button", class_name="button button--primary", on_click=_S.decide("approved")),
        class_name="row push",
    )


def _ways() -> rx.Component:
    """Draw the ways to the versions before and after this one, with their keys."""
    before = rx.cond(_S.before.length() > 0, _to(_S.before[-1].href, "Previous", "K", "previous"), rx.fragment())
    return rx.el.div(
        before,
        rx.cond(_S.may_decide, _onward("button button--plain button--small"), rx.fragment()),
        class_name="row",
    )


def _onward(look: str) -> rx.Component:
    ends = rx.cond(_S.before.length() > 0, _to(_S.before[0].href, "Oldest", "J", "next", look), rx.fragment())
    return rx.cond(_S.after.length() > 0, _to(_S.after[0].href, "Next", "J", "next", look), ends)


def _to(href: rx.Var, words: str, key: str, way: str, look: str = "button button--plain button--small") -> rx.Component:
    return link(
        words,
        key_cap(key, is_letter=True, aria_hidden="true"),
        to=href,
        class_name=look,
        custom_attrs={f"data-{way}": "", "aria-keyshortcuts": key.lower()},
    )
