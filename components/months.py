"""The month that stands open beside the list: its figures, each with its rows, and the form that closes it or opens it again."""

from __future__ import annotations

import reflex as rx

import components.money  # noqa: F401  draws the columns that only money has
from components.boxes import optional, refused
from components.icons import icon
from components.links import link
from components.panel import bones, panel, part
from components.section import empty, fault
from growthos_ui.finance.months.closing import NOTE_LENGTH_MAX
from state.months import MonthState

_S = MonthState
_SAID = "books-refused"


def month() -> rx.Component:
    """Draw the panel while a month is open."""
    inside = rx.match(
        _S.entry.face,
        ("ready", _told()),
        ("missing", rx.el.div(empty("lost", "There is no such month", "Or it is not for you to see."))),
        ("failed", rx.el.div(fault("The month", _S.entry.fault, _S.again, alone=True), class_name="panel__body")),
        bones(),
    )
    drawn = panel(_S.entry.title, inside, about="One month", close=_S.close, wide=True)
    return rx.cond(_S.opened != "", drawn, rx.fragment())


def _told() -> rx.Component:
    return rx.el.div(
        rx.el.section(rx.el.p(_S.entry.description), class_name="panel__part"),
        rx.cond(_S.figures.length() > 0, part("Figures", _figures()), rx.fragment()),
        rx.cond(_S.since != "", part("Entered for it since", _since()), rx.fragment()),
        rx.cond((_S.act == "") & (_S.refusal != ""), rx.el.section(_refusal(), class_name="panel__part"), rx.fragment()),
        rx.cond(_S.why_not != "", rx.el.section(rx.el.p(_S.why_not, class_name="muted"), class_name="panel__part"), rx.fragment()),
        rx.match(_S.act, ("close", part("Close the books", _closing())), ("reopen", part("Open the books again", _reopening())), rx.fragment()),
        class_name="panel__body",
    )  # fmt: skip


def _figures() -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            _S.figures,
            lambda figure: rx.fragment(
                rx.el.dt(figure.name),
                rx.el.dd(
                    rx.cond(figure.href != "", link(figure.words, to=figure.href, class_name="link"), figure.words),
                    class_name="number",
                ),
            ),
        ),
        class_name="pairs",
    )


def _since() -> rx.Component:
    known = _S.since != "—"
    return rx.cond(
        known,
        rx.el.p(link(_S.since, to=_S.since_href, class_name="link"), ". These count on the days on which they were entered; the figures above stay."),
        rx.el.p("Nothing."),
    )  # fmt: skip


def _closing() -> rx.Component:
    return rx.el.form(
        rx.el.p(
            "These figures are kept. Whatever is dated up to ", _S.last_day, " and entered later counts on the day on which it is entered, and "
            "says when the money moved. No installment can be issued before the next day. Only somebody other than you can open the books again.",
        ),
        rx.cond(
            _S.is_first,
            rx.el.p("It is the first month that is closed: all months before it are closed with it, and of them no figures are kept."),
            rx.fragment(),
        ),
        _box("Note", is_optional=True),
        _refusal(),
        _button("Close the books"),
        on_submit=_S.close_books,
        key="close" + _S.opened,
        no_validate=True,
        class_name="stack",
    )  # fmt: skip


def _reopening() -> rx.Component:
    return rx.el.form(
        rx.el.p(
            "What is dated into this month counts in it again, and its figures move. What was entered meanwhile stays where it counts."
        ),
        _box("Why"),
        _refusal(),
        _button("Open the books again"),
        on_submit=_S.reopen_books,
        key="reopen" + _S.opened,
        no_validate=True,
        class_name="stack",
    )


def _box(label: str, *, is_optional: bool = False) -> rx.Component:
    return rx.el.label(
        rx.el.span(optional(label) if is_optional else label, class_name="field__label"),
        rx.el.textarea(
            name="said",
            rows="2",
            max_length=NOTE_LENGTH_MAX,
            aria_invalid=rx.cond(_S.is_said_wrong, "true", "false"),
            aria_describedby=rx.cond(_S.refusal != "", _SAID, ""),
            class_name=rx.cond(_S.is_said_wrong, "input input--area is-error", "input input--area"),
        ),
        rx.cond(
            _S.is_said_wrong,
            rx.el.span(icon("warning"), _S.refusal, id=_SAID, class_name="field__error", role="alert"),
            rx.fragment(),
        ),
        class_name="field",
    )


def _refusal() -> rx.Component:
    return rx.cond((_S.refusal != "") & ~_S.is_said_wrong, refused(_S.refusal, id=_SAID), rx.fragment())


def _button(words: str) -> rx.Component:
    return rx.el.div(
        rx.el.button(words, type="submit", disabled=_S.is_busy, class_name="button button--primary push"),
        class_name="row",
    )
