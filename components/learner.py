"""The parts of one learner's page: measures beside their medians, the course as a tree, the work, the line of activity."""

from __future__ import annotations

import reflex as rx

from components.cells import mark
from components.icons import glyph, icon
from components.links import link
from growthos_ui.coursework.tables import DECISIONS
from growthos_ui.listing.columns import Mark
from growthos_ui.people.tables import FEE_FLAGS, STATUSES
from state.student import StudentState

LMS = (
    Mark("inactive", "Not started", "ring", "neutral"),
    Mark("active", "Active", "dot", "good"),
    Mark("suspended", "Suspended", "paused", "bad", is_tinted=True),
    Mark("dropout", "Dropped out", "struck", "off"),
    Mark("complete", "Complete", "done", "good"),
    Mark("refunded", "Refunded", "returned", "off"),
)
_DONE = {"done": ("done", "good", "Done"), "begun": ("half", "info", "Begun"), "open": ("ring", "neutral", "Open")}


def state_of(value: rx.Var, marks: tuple[Mark, ...]) -> rx.Component:
    """Draw a state by its shape, its word and its colour."""
    return rx.match(value, *((each.value, mark(each)) for each in marks), rx.el.span(value, class_name="muted"))


def enrolment_state(value: rx.Var) -> rx.Component:
    """Draw the state of an enrolment."""
    return state_of(value, STATUSES)


def fee_flag(value: rx.Var) -> rx.Component:
    """Draw how the fees of a learner stand: no amount is in it."""
    return rx.cond(value != "", rx.el.span("Fees ", state_of(value, FEE_FLAGS), class_name="row nowrap"), rx.fragment())


def measure(each: rx.Var) -> rx.Component:
    """Draw one number with its bar, and a notch where the median stands."""
    return rx.el.div(
        rx.el.span(each.label, class_name="label"),
        rx.el.span(each.value, class_name="measure__value"),
        rx.cond(
            each.filled != "",
            rx.el.span(
                rx.el.i(style={"width": each.filled}),
                rx.cond(each.middle != "", rx.el.b(style={"left": each.middle}), rx.fragment()),
                class_name="measure__track",
                aria_hidden="true",
            ),
            rx.el.span(class_name="measure__track measure__track--none", aria_hidden="true"),
        ),
        rx.el.span(each.note, class_name="meta"),
        rx.el.span("Median ", each.median, class_name="meta"),
        class_name="measure",
    )


def tree(seat: rx.Var) -> rx.Component:
    """Draw the modules of a course; the recordings of those that are open stand below them."""
    return rx.el.ul(
        rx.foreach(
            seat.branches,
            lambda branch: rx.el.li(
                _branch(seat, branch),
                rx.cond(branch.is_open, rx.el.ul(rx.foreach(branch.leaves, _leaf)), rx.fragment()),
            ),
        ),
        class_name="tree",
    )


def _branch(seat: rx.Var, branch: rx.Var) -> rx.Component:
    return rx.el.button(
        rx.cond(branch.is_open, icon("chevron-down", small=True), icon("chevron-right", small=True)),
        _shape(branch.state),
        rx.el.span(branch.title, class_name="cut tree__name"),
        rx.el.span(branch.note, class_name="tree__note cut"),
        rx.el.span(branch.size, class_name="tree__size"),
        _bar(branch),
        type="button",
        class_name=rx.cond(branch.state == "locked", "tree__row tree__row--m is-locked", "tree__row tree__row--m"),
        aria_expanded=branch.is_open,
        on_click=StudentState.turn(seat.id, branch.id),
    )


def _leaf(leaf: rx.Var) -> rx.Component:
    return rx.el.li(
        _shape(leaf.state),
        rx.el.span(leaf.title, class_name="cut tree__name"),
        rx.el.span(leaf.note, class_name="tree__note cut"),
        rx.el.span(leaf.size, class_name="tree__size"),
        rx.cond(leaf.watched != "", _bar(leaf), rx.el.span(class_name="tree__bar")),
        class_name=rx.cond(leaf.state == "locked", "tree__row tree__row--r is-locked", "tree__row tree__row--r"),
    )


def _shape(state: rx.Var) -> rx.Component:
    shapes = (
        (value, rx.el.span(glyph(shape), _unseen(words), class_name=f"state state--{tone}"))
        for value, (shape, tone, words) in _DONE.items()
    )
    locked = rx.el.span(icon("lock", small=True), _unseen("Locked"), class_name="state state--off")
    return rx.match(state, *shapes, locked)


def _unseen(words: str) -> rx.Component:
    return rx.el.span(words, class_name="hidden-visually")


def _bar(each: rx.Var) -> rx.Component:
    return rx.el.span(
        rx.el.span(
            rx.el.span(rx.el.i(style={"width": each.filled}), class_name="bar", aria_hidden="true"),
            rx.el.span(each.watched, "%", class_name="num"),
            class_name="progress",
        ),
        class_name="tree__bar",
    )


def work(seat: rx.Var) -> rx.Component:
    """Draw every version that was handed in, with its score and its feedback."""
    heads = (("Assignment", ""), ("Version", "num"), ("Handed in", ""), ("State", ""), ("Score", "num"))
    return rx.el.div(
        rx.el.table(
            rx.el.caption("Assignments of ", seat.course, class_name="hidden-visually"),
            rx.el.thead(rx.el.tr(*(rx.el.th(name, scope="col", class_name=look) for name, look in heads))),
            rx.el.tbody(rx.foreach(seat.versions, _version)),
            class_name="table table--cards",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=f"Assignments of {seat.course}, table",
    )


def _version(each: rx.Var) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.cond(each.href != "", link(each.title, to=each.href, class_name="link"), each.title),
            rx.cond(each.feedback != "", rx.el.p(each.feedback, class_name="meta feedback"), rx.fragment()),
            class_name="is-first",
            custom_attrs={"data-card": "title"},
        ),
        rx.el.td(each.version, class_name="num", custom_attrs={"data-card": "pair", "data-label": "Version"}),
        rx.el.td(
            each.submitted,
            rx.cond(each.late, rx.el.span(" late", class_name="ink-warn"), rx.fragment()),
            class_name="dim",
            custom_attrs={"data-card": "pair", "data-label": "Handed in"},
        ),
        rx.el.td(
            rx.cond(
                each.state == "none",
                rx.el.span("Not handed in", class_name="muted"),
                state_of(each.state, DECISIONS),
            ),
            custom_attrs={"data-card": "state"},
        ),
        rx.el.td(each.score, class_name="num", custom_attrs={"data-card": "pair", "data-label": "Score"}),
    )


def event(each: rx.Var) -> rx.Component:
    """Draw one act, under its day where that begins."""
    return rx.fragment(
        rx.cond(each.day != "", rx.el.p(each.day, class_name="timeline__day"), rx.fragment()),
        rx.el.div(
            rx.el.span(_dot(each.shape), class_name="timeline__dot", aria_hidden="true"),
            rx.el.span(
                rx.el.span(each.words, class_name="medium"),
                rx.cond(each.about != "", rx.el.span(rx.el.br(), each.about, class_name="muted"), rx.fragment()),
                rx.cond(each.staff, rx.el.span(" staff only", class_name="tag"), rx.fragment()),
                class_name="grow",
            ),
            rx.el.span(each.time, class_name="meta"),
            class_name="timeline__item",
        ),
    )


def _dot(shape: rx.Var) -> rx.Component:
    shapes = ("learning", "coursework", "check", "close", "lock", "plus", "minus", "people", "calendar", "sign-out")
    return rx.match(shape, *((each, icon(each, small=True)) for each in shapes), icon("info", small=True))
