"""Sessions beside other things: a mentor's next ones on Home, and those of one student on their page."""

from __future__ import annotations

import reflex as rx

from components.learner import state_of
from components.links import link
from components.section import fault, section
from growthos_ui.auth.permissions import Permission
from growthos_ui.mentoring.sessions.words import ATTENDANCES, OPENS, PATH, STATES
from state.actor import ActorState
from state.teaching import AttendedState, NextSessionsState


def next_sessions() -> rx.Component:
    """Draw what a mentor teaches next."""
    state = NextSessionsState
    none = rx.el.p("No session of yours is planned.", class_name="muted section__body")
    return rx.cond(
        state.face == "failed",
        rx.el.div(fault("Next sessions", state.fault, state.load_home), class_name="span-4"),
        section(
            "Next sessions",
            rx.match(
                state.face,
                ("loading", _bones()),
                rx.cond(state.rows.length() > 0, rx.el.div(rx.foreach(state.rows, _next), class_name="items"), none),
            ),
            tools=(link("All sessions", to=PATH + OPENS, class_name="link"),),
            span=4,
        ),
    )


def attended_sessions() -> rx.Component:
    """Draw the sessions that a student was expected at, for whoever may read who came."""
    state = AttendedState
    none = rx.el.p("Expected at no session yet.", class_name="muted section__body")
    drawn = rx.cond(
        state.face == "failed",
        fault("Sessions", state.fault, state.load),
        section(
            "Sessions",
            rx.match(
                state.face,
                ("loading", _bones()),
                rx.cond(state.rows.length() > 0, rx.el.div(rx.foreach(state.rows, _one), class_name="items"), none),
            ),
            tools=(rx.el.span(state.share, class_name="meta num"),),
        ),
    )
    return rx.cond(ActorState.access.contains(Permission.MENTORING_ATTENDANCE_READ.value), drawn, rx.fragment())


def _next(each: rx.Var) -> rx.Component:
    return link(
        rx.el.span(rx.el.span(each.title, class_name="medium"), rx.el.br(), rx.el.span(each.about, class_name="muted")),
        rx.el.span(
            rx.cond(each.status == "live", state_of(each.status, STATES), rx.fragment()), class_name="item__end"
        ),
        to=each.href,
        class_name="item item--two",
    )


def _one(each: rx.Var) -> rx.Component:
    return link(
        rx.el.span(rx.el.span(each.title, class_name="medium"), " ", rx.el.span(each.day, class_name="muted")),
        rx.el.span(state_of(each.status, ATTENDANCES), class_name="item__end"),
        to=each.href,
        class_name="item item--two",
    )


def _bones() -> rx.Component:
    bone = rx.el.div(rx.el.span(), rx.el.span(class_name="bone bone--line"), class_name="item item--still")
    return rx.el.div(bone, bone, bone, class_name="items", aria_busy="true")
