"""The ticket that stands open beside the list: whose it is, what was said, the answer, and how it goes on."""

from __future__ import annotations

import reflex as rx

from components.boxes import Boxes, notice, refused
from components.cells import cell, mark
from components.icons import icon
from components.links import link
from components.panel import bones, facts, panel, part
from components.section import empty, fault
from growthos_ui.support.tickets.acts import CLOSE, MESSAGE_LENGTH_MAX
from growthos_ui.support.tickets.columns import FirstAnswer
from growthos_ui.support.tickets.words import PRIORITIES, SAID_MAX
from state.explain import ExplainState
from state.tickets import TicketState

_S = TicketState
_B = Boxes(TicketState, "ticket")
_PAUSE_MS = 400
_GROW = "field grow"
_BOXES = ("message", "assigned_to", "priority")


@cell.register
def _first_answer(column: FirstAnswer, row: rx.Var) -> rx.Component:
    words = row[column.name]
    told = ((each.value, mark(each, words)) for each in column.marks)
    return rx.match(row[f"{column.name}__value"], *told, rx.el.span(words, class_name="muted"))


def ticket() -> rx.Component:
    """Draw the panel while a ticket is open; a figure that is explained stands in its place until that is closed."""
    inside = rx.match(
        _S.entry.face,
        ("ready", _told()),
        ("missing", rx.el.div(empty("lost", "There is no such ticket", "Or it is not for you to see."))),
        ("failed", rx.el.div(fault("The ticket", _S.entry.fault, _S.again, alone=True), class_name="panel__body")),
        bones(),
    )
    drawn = panel(_S.entry.title, inside, about="One ticket", close=_S.close, wide=True)
    return rx.cond((_S.opened != "") & (ExplainState.metric == ""), drawn, rx.fragment())


def _told() -> rx.Component:
    return rx.el.div(
        rx.cond(_is_refused(), refused(_S.refusal), rx.fragment()),
        part("Student", _student(), facts(_S.entry.facts)),
        part("What was said", rx.cond(_S.ticket.is_cut, _older(), rx.fragment()), rx.el.ol(rx.foreach(_S.said, _said), class_name="said")),
        rx.cond(_S.ticket.may_answer, part("Answer", _answer()), rx.fragment()),
        rx.cond(_S.ticket.may_move, part("How it goes on", _moves()), rx.fragment()),
        rx.cond(_S.ticket.may_give, part("Assign", _arrange()), rx.fragment()),
        rx.cond(
            _S.ticket.is_closed,
            part(
                "Closed",
                rx.cond(_S.draft != "", _unsent(), rx.fragment()),
                rx.el.p("Nothing more is said on a closed ticket. A new question is a new ticket.", class_name="muted"),
            ),
            rx.fragment(),
        ),
        class_name="panel__body",
    )  # fmt: skip


def _is_refused() -> rx.Var:
    """Return whether something was refused that no box on the screen is about."""
    boxes = rx.cond(_S.field == "message", _S.ticket.may_answer, _S.ticket.may_give)
    return (_S.refusal != "") & ~(rx.Var.create(list(_BOXES)).contains(_S.field) & boxes)


def _unsent() -> rx.Component:
    """Say that it was closed before what was typed was sent, and keep that where it can be copied."""
    typed = rx.el.textarea(
        default_value=_S.draft, read_only=True, rows="3", aria_label="What you typed", class_name="input input--area"
    )
    told = rx.el.p("It was closed before this was sent. What you typed stands here.")
    return notice("warn", rx.el.div(told, typed, class_name="stack grow"))


def _older() -> rx.Component:
    return rx.el.p(
        f"Only the latest {SAID_MAX} answers and notes stand here; older ones are left out.", class_name="muted"
    )


def _student() -> rx.Component:
    name = link(_S.ticket.student, to=rx.Var.create("/students/") + _S.ticket.code, class_name="link medium")
    all_of_them = link(
        "All tickets of this student", to=rx.Var.create("/support/tickets?q=") + _S.ticket.code, class_name="link"
    )
    known = rx.el.p(name, rx.el.span(_S.ticket.code, class_name="code muted"), all_of_them, class_name="row row--wrap")
    return rx.cond(_S.ticket.code != "", known, rx.el.p(_S.ticket.student, class_name="muted"))


def _said(each: rx.Var) -> rx.Component:
    note = rx.el.span(icon("lock", small=True), "Note for staff: the student never sees it", class_name="said__note")
    return rx.el.li(
        rx.el.p(
            rx.el.span(each.by, class_name="medium"),
            rx.cond(each.kind == "note", note, rx.fragment()),
            rx.el.span(each.when, class_name="meta push"),
            class_name="row row--wrap",
        ),
        rx.el.p(each.message, class_name="said__words"),
        class_name=rx.match(each.kind, ("note", "said__one is-note"), ("asked", "said__one is-asked"), "said__one"),
    )


def _answer() -> rx.Component:
    words = rx.el.textarea(
        name="message",
        rows="4",
        default_value=_S.draft,
        max_length=MESSAGE_LENGTH_MAX,
        aria_label=rx.cond(_S.is_note, "Note for staff", "Answer to the student"),
        auto_focus=_S.has_sent,
        **_B.box("message", "input input--area"),
        on_change=lambda typed: _S.note(_S.opened, _S.turn, typed).debounce(_PAUSE_MS),
    )
    return rx.el.form(
        rx.el.div(
            _kind("Answer to the student", is_note=False),
            _kind("Note for staff", is_note=True),
            class_name="segment segment--small said__whom",
            role="group",
            aria_label="To whom",
        ),
        rx.el.div(words, _B.wrong("message"), class_name="field"),
        _hidden("is_note", rx.cond(_S.is_note, "yes", "")),
        _hidden("ticket", _S.opened),
        _hidden("turn", _S.turn.to_string()),
        rx.el.div(
            rx.el.span(rx.cond(_S.is_note, "Only staff read it.", "The student is told of it, and reads it."), class_name="field__hint"),
            rx.el.button(rx.cond(_S.is_note, "Keep note", "Send answer"), type="submit", class_name="button button--primary push"),
            class_name="row",
        ),
        on_submit=_S.answer,
        key=_S.opened + _S.turn.to_string(),
        no_validate=True,
        class_name="stack",
    )  # fmt: skip


def _kind(words: str, *, is_note: bool) -> rx.Component:
    chosen = _S.is_note if is_note else ~_S.is_note
    return rx.el.button(
        words,
        type="button",
        class_name=rx.cond(chosen, "is-on", ""),
        aria_pressed=chosen.to_string(),
        on_click=_S.choose(_S.opened, is_note),
    )


def _hidden(name: str, value: rx.Var) -> rx.Component:
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def _moves() -> rx.Component:
    """Draw the ways on; that to the end stands apart, and asks first."""
    # another way is another button: the focus never stays on one that came in the place of what was clicked
    buttons = rx.foreach(
        _S.moves,
        lambda each: rx.fragment(rx.cond(each.value == "closed", _close(), _way(each)), key=each.value),
    )
    about = "A ticket that stays resolved for seven days is closed by itself. What is closed is not opened again."
    return rx.cond(
        _S.closing,
        _closing(),
        rx.fragment(rx.el.div(buttons, class_name="row row--wrap"), rx.el.p(about, class_name="field__hint")),
    )


def _way(each: rx.Var) -> rx.Component:
    to = _S.move(_S.opened, _S.ticket.status, each.value)
    return rx.el.button(each.words, type="button", class_name="button button--small", on_click=to)


def _close() -> rx.Component:
    asks = f"{CLOSE.label}\u2026"
    return rx.el.button(asks, type="button", class_name="button button--small push", on_click=_S.weigh(True))


def _closing() -> rx.Component:
    """Ask before it is closed for good; a second click where "Close" stood leaves it open."""
    close = rx.el.button(
        "Close for good",
        type="button",
        class_name="button button--small button--danger",
        on_click=_S.move(_S.opened, _S.ticket.status, "closed"),
    )
    leave = rx.el.button(
        "Leave it open",
        auto_focus=True,
        type="button",
        class_name="button button--small push",
        on_click=_S.weigh(False),
    )
    return rx.fragment(rx.el.div(close, leave, class_name="row row--wrap"), rx.el.p(CLOSE.confirm, role="status"))


def _arrange() -> rx.Component:
    people = rx.el.select(
        rx.el.option("Nobody", value=""),
        rx.foreach(_S.people, lambda each: rx.el.option(each.words, value=each.value)),
        name="assigned_to",
        default_value=_S.ticket.assigned_to,
        **_B.box("assigned_to"),
    )
    priorities = rx.el.select(
        *(rx.el.option(each.words, value=each.value) for each in PRIORITIES),
        name="priority",
        default_value=_S.ticket.priority,
        **_B.box("priority"),
    )
    take = rx.el.button(
        "Take it yourself", type="button", class_name="button", on_click=_S.take(_S.opened, _S.ticket.assigned_to)
    )
    return rx.el.form(
        _hidden("ticket", _S.opened),
        _hidden("was_assigned_to", _S.ticket.assigned_to),
        _hidden("was_priority", _S.ticket.priority),
        rx.el.div(_B.field("assigned_to", "Assigned to", people, look=_GROW), _B.field("priority", "Priority", priorities, look=_GROW), class_name="row said__pair"),
        rx.el.div(
            rx.el.span("The first answer is due by the priority, counted from when it was asked.", class_name="field__hint"),
            rx.cond(_S.ticket.may_take, take, rx.fragment()),
            rx.el.button("Save", type="submit", class_name="button push"),
            class_name="row row--wrap",
        ),
        on_submit=_S.arrange,
        key=_S.opened + _S.ticket.assigned_to + _S.ticket.priority,
        no_validate=True,
        class_name="stack",
    )  # fmt: skip
