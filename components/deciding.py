"""The decision on a version of work drawn: its boxes, what was decided, and the ways to the versions around it."""

from __future__ import annotations

import reflex as rx

from components.boxes import Boxes, notice
from components.keys import key_cap
from components.links import link
from growthos_ui.coursework.reviews.deciding import FEEDBACK_LENGTH_MAX, PATH, WAITS
from state.reviewing import ReviewState

_PAUSE_MS = 300
_ALL = WAITS.address(PATH)
_S = ReviewState
_B = Boxes(ReviewState, "decide")
_R = ReviewState.shown


def _typed(name: str) -> rx.Var:
    """Return what stands in a box at the moment of the click, however late its own event comes."""
    return rx.Var(f"(document.querySelector('.decide [name={name}]')?.value ?? '')", _var_type=str)


def _decided(decision: str) -> rx.event.EventSpec:
    return _S.decide(_R.id, decision, _typed("score"), _typed("feedback"))


def lost() -> rx.Component:
    """Say that a version went while it was shown, and keep what was typed where it can be copied."""
    typed = rx.cond(_S.feedback != "", _copy(), rx.fragment())
    return rx.cond(
        _S.refusal != "",
        notice("warn", rx.el.div(rx.el.p(_S.refusal), typed, class_name="stack grow")),
        rx.fragment(),
    )


def decision() -> rx.Component:
    """Draw the boxes and buttons for whoever may decide; else what was decided, and by whom."""
    decided = rx.el.div(
        rx.el.p(_R.decision, class_name="medium"),
        rx.cond(_R.feedback != "", rx.el.p(_R.feedback, class_name="prose"), rx.fragment()),
        rx.cond(_S.meanwhile, _unsent(), _B.refusal()),
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
    score = rx.cond(_S.score != "", rx.el.p("Your score: ", _S.score, class_name="meta"), rx.fragment())
    said = "Somebody decided this before you did. Nothing of yours was recorded; what you typed stands here."
    return notice("warn", rx.el.div(rx.el.p(said), _copy(), score, class_name="stack grow"))


def _copy() -> rx.Component:
    return rx.el.textarea(
        default_value=_S.feedback,
        read_only=True,
        rows="2",
        aria_label="What you typed",
        class_name="input input--area",
    )


def _boxes() -> rx.Component:
    passing = rx.cond(_R.passing != "", rx.el.span(_R.passing, class_name="field__hint"), rx.fragment())
    approves = rx.el.span(key_cap("Ctrl+Enter"), " approves", class_name="field__hint decide__hint")
    score = _B.field(
        "score",
        _score_label(),
        rx.el.input(
            type="text",
            name="score",
            default_value=_S.score,
            max_length=9,
            input_mode="numeric",
            auto_complete="off",
            **_B.box("score", "input num"),
            on_change=lambda value: _S.note(_R.id, "score", value),
            custom_attrs={"aria-keyshortcuts": "s"},
        ),
        hint=passing,
        look="field decide__score",
    )
    words = _B.field(
        "feedback",
        rx.fragment("Feedback ", rx.el.span("needed to decline", class_name="muted")),
        rx.el.textarea(
            name="feedback",
            rows="2",
            default_value=_S.feedback,
            max_length=FEEDBACK_LENGTH_MAX,
            **_B.box("feedback", "input input--area"),
            on_change=lambda value: _S.note(_R.id, "feedback", value).debounce(_PAUSE_MS),
        ),
        hint=approves,
        look="field grow",
    )
    return rx.fragment(
        _B.refusal(),
        rx.el.div(score, words, class_name="row decide__boxes"),
    )


def _score_label() -> rx.Component:
    most = rx.el.span("out of ", _R.most, " ", class_name="muted")
    return rx.fragment("Score ", most, key_cap("S", is_letter=True, aria_hidden="true"))


def _buttons() -> rx.Component:
    approve = rx.cond(_S.score != "", rx.Var.create("Approve, ") + _S.score, "Approve")
    return rx.el.div(
        _button("Decline", "D", "declined", "button"),
        _button(approve, "A", "approved", "button button--primary"),
        class_name="row push",
    )


def _button(words: rx.Var | str, key: str, decision: str, look: str) -> rx.Component:
    return rx.el.button(
        words,
        key_cap(key, is_letter=True, aria_hidden="true"),
        type="button",
        class_name=look,
        on_click=_decided(decision),
        custom_attrs={"data-decide": decision, "aria-keyshortcuts": key.lower()},
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
    none = rx.el.div(
        rx.el.span(
            rx.cond(_S.back == _ALL, "Nothing waits any more.", "Nothing in this list waits any more."),
            class_name="muted",
        ),
        link("Back to Submissions", to=_S.back, class_name="button button--primary"),
        class_name="row push",
    )
    is_last = (_R.status != "pending") & (_S.before.length() == 0)
    ends = rx.cond(_S.oldest != "", _to(_S.oldest, "Oldest", "J", "next", look), rx.cond(is_last, none, rx.fragment()))
    return rx.cond(_S.after.length() > 0, _to(_S.after[0].href, "Next", "J", "next", look), ends)


def _to(href: rx.Var, words: str, key: str, way: str, look: str = "button button--plain button--small") -> rx.Component:
    return link(
        words,
        key_cap(key, is_letter=True, aria_hidden="true"),
        to=href,
        class_name=look,
        custom_attrs={f"data-{way}": "", "aria-keyshortcuts": key.lower()},
    )
