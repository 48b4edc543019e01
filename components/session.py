"""The parts of one session's page beside its roll: what it is, how it goes on, and where its recording is."""

from __future__ import annotations

import reflex as rx

from components.boxes import Boxes, notice
from components.icons import icon
from components.learner import state_of
from components.links import outer_link
from components.planning import session_buttons
from components.section import section
from growthos_ui.mentoring.sessions.words import STATES
from state.session import SessionState

_S = SessionState
_B = Boxes(SessionState, "session")


def session_head() -> rx.Component:
    """Draw what it is called, how far it has come, and what is done next."""
    over = rx.el.button(
        "The session is over\u2026", type="button", class_name="button button--primary", on_click=_S.weigh(True)
    )
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.h1(_S.shown.title, class_name="title"), state_of(_S.shown.status, STATES), class_name="row row--wrap"),
            class_name="stack grow",
        ),
        rx.el.div(session_buttons(), rx.cond(_S.shown.may_complete & ~_S.ending, over, rx.fragment()), class_name="page__actions"),
        class_name="page__head page__head--person",
    )  # fmt: skip


def session_notices() -> rx.Component:
    """Draw the question before it ends, and why something was not done that no box is about."""
    shown = _S.shown
    is_late = (shown.status == "draft") & shown.may_change & ~shown.may_announce
    late = rx.el.p("Nobody was told of this draft, and its hour is past. Give it another day, or cancel it.")
    return rx.fragment(
        rx.cond(is_late, notice("warn", late), rx.fragment()),
        rx.cond(_S.ending, _ending(), rx.fragment()),
        _B.refusal(),
    )


def session_facts() -> rx.Component:
    """Draw when it is, for whom, and how to join."""
    opens = rx.el.span("Students can join from ", _S.shown.opens, " on.", class_name="meta")
    join = rx.fragment(
        rx.el.dt("Link"),
        rx.el.dd(
            rx.el.div(_outside(_S.shown.link), rx.cond(_S.shown.opens != "", opens, rx.fragment()), class_name="stack")
        ),
    )
    return section(
        "Session",
        rx.el.dl(
            rx.foreach(_S.shown.facts, lambda fact: rx.fragment(rx.el.dt(fact.name), rx.el.dd(fact.words))),
            rx.cond(_S.shown.link != "", join, rx.fragment()),
            class_name="pairs pairs--left section__body",
        ),
        rx.cond(_S.shown.description != "", rx.el.p(_S.shown.description, class_name="section__body said__words"), rx.fragment()),
    )  # fmt: skip


def session_recording() -> rx.Component:
    """Draw where the recording is, and for whoever holds the session the box of its address."""
    none = rx.el.p("No recording yet.", class_name="muted")
    there = rx.el.p(_outside(_S.shown.recording))
    drawn = section(
        "Recording",
        rx.el.div(
            rx.cond(_S.shown.recording != "", there, none),
            rx.cond(_S.shown.may_hold, _recording_form(), rx.fragment()),
            class_name="section__body stack",
        ),
    )
    return rx.cond(_S.shown.is_before, rx.fragment(), drawn)


def _recording_form() -> rx.Component:
    box = rx.el.input(
        type="url",
        name="recording_url",
        default_value=_S.shown.recording,
        max_length=2000,
        placeholder="https://",
        auto_complete="off",
        **_B.box("recording_url"),
    )
    return rx.el.form(
        rx.el.input(type="hidden", name="session", value=_S.shown.id, read_only=True),
        _B.field("recording_url", "Address of the recording", box),
        rx.el.div(
            rx.el.span("Students of this session see it.", class_name="field__hint"),
            rx.el.button("Save", type="submit", class_name="button push"),
            class_name="row",
        ),
        on_submit=_S.keep_recording,
        key=_S.shown.id + _S.shown.recording,
        no_validate=True,
        class_name="stack",
    )


def _ending() -> rx.Component:
    words = rx.el.div(
        rx.el.p("Is this session over?", class_name="medium"),
        rx.el.p(
            rx.cond(_S.rest > 0, "Students who are not marked are absent then. ", ""), "Marks can still be changed."
        ),
        class_name="grow",
    )
    over = rx.el.button(
        "It is over", type="button", class_name="button button--primary", on_click=_S.complete(_S.shown.id)
    )
    leave = rx.el.button("Not yet", type="button", auto_focus=True, class_name="button", on_click=_S.weigh(False))
    return rx.el.div(
        icon("warning"), words, rx.el.div(leave, over, class_name="row"), class_name="notice", role="status"
    )


def _outside(address: rx.Var) -> rx.Component:
    return rx.el.span(outer_link(address, href=address), class_name="break")
