"""What Home draws for whoever answers tickets and enrols nobody: the figures of the desk, and what comes next."""

from __future__ import annotations

import reflex as rx

from components.cells import mark
from components.figures import figures
from components.icons import glyph
from components.links import link
from components.section import asked
from growthos_ui.auth.permissions import Permission
from growthos_ui.support.tickets.metrics import HEADLINE
from growthos_ui.support.tickets.words import ANSWERS, PRIORITIES
from state.actor import ActorState
from state.desk import DeskState

_S = DeskState
_SITS_THERE = ActorState.access.contains(Permission.SUPPORT_TICKETS_MANAGE.value) & ~ActorState.access.contains(
    Permission.PEOPLE_STUDENTS_CREATE.value
)


def desk_figures() -> rx.Component:
    """Draw the strip of the desk, for whoever sits at it."""
    names = tuple(each.name for each in HEADLINE)
    strip = figures(_S.figures, names=names, title="Figures of tickets", retry=_S.load_home)
    return rx.cond(_SITS_THERE, strip, rx.fragment())


def desk_next() -> rx.Component:
    """Draw the tickets that come next, for whoever sits at the desk."""
    drawn = asked(
        "Next at the desk",
        rx.el.div(rx.foreach(_S.next_ones, _line), class_name="items"),
        "No student waits for an answer.",
        face=_S.next_face,
        words=_S.next_fault,
        retry=_S.load_home,
        rows=_S.next_ones,
        tools=(link("All tickets", to="/support/tickets?status=open,in_progress", class_name="link"),),
    )
    return rx.cond(_SITS_THERE, drawn, rx.fragment())


def _line(each: rx.Var) -> rx.Component:
    looks = ((state.value, mark(state, each.answer)) for state in ANSWERS)
    urgent = rx.match(each.priority, *((state.value, state.words) for state in PRIORITIES), "")
    return link(
        rx.match(
            each.priority,
            *((state.value, rx.el.span(glyph(state.shape), class_name=f"state state--{state.tone}")) for state in PRIORITIES),
            rx.el.span(),
        ),
        rx.el.span(
            rx.el.span(each.subject, class_name="medium"),
            rx.el.br(),
            rx.el.span(urgent, " · ", each.about, class_name="muted"),
        ),
        rx.el.span(rx.match(each.what, *looks, rx.el.span(each.answer)), class_name="item__end"),
        to=each.href,
        class_name="item",
    )  # fmt: skip
