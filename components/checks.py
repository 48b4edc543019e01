"""The data audit, drawn: each check with what it means and how many rows are not so; the rows beside it."""

from __future__ import annotations

import reflex as rx

from components.icons import glyph
from components.links import link
from components.panel import panel
from state.checks import ChecksState


def checks() -> rx.Component:
    """Draw every check in a line."""
    return rx.el.ul(rx.foreach(ChecksState.checks, _check), class_name="items checks")


def _check(check: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.match(
            check.face,
            ("holds", rx.el.span(glyph("done"), "Holds", class_name="state state--good")),
            ("differs", rx.el.span(glyph("alarm"), "Differs", class_name="badge badge--bad")),
            ("failed", rx.el.span(glyph("ring"), "Not known", class_name="state state--warn")),
            rx.el.span(glyph("dashed"), "Checking", class_name="state state--neutral"),
        ),
        rx.el.span(
            rx.el.span(check.title, class_name="medium"),
            rx.el.br(),
            rx.el.span(check.meaning, class_name="muted"),
            rx.cond(check.fault != "", rx.el.span(rx.el.br(), check.fault, class_name="field__error"), rx.fragment()),
            class_name="grow",
        ),
        rx.el.span(rx.cond(check.face == "differs", _rows_of(check), rx.fragment()), class_name="item__end"),
        class_name="item item--still",
        custom_attrs={"data-check": check.face},
    )


def _rows_of(check: rx.Var) -> rx.Component:
    return rx.el.button(
        f"Show {check.count}",
        type="button",
        class_name="button button--small",
        aria_label=f"Show the rows of: {check.title}",
        aria_expanded=(ChecksState.opened == check.title).to_string(),
        custom_attrs={"data-explain": ""},
        on_click=ChecksState.open(check.title),
    )


def differing() -> rx.Component:
    """Draw the rows of the opened check."""
    inside = rx.el.div(
        rx.el.ul(rx.foreach(ChecksState.rows, _row), class_name="panel__part"),
        rx.cond(ChecksState.more != "", rx.el.p(ChecksState.more, class_name="muted panel__part"), rx.fragment()),
        class_name="panel__body",
    )
    drawn = panel(ChecksState.opened, inside, about="Rows that are not so", close=ChecksState.close)
    return rx.cond(ChecksState.opened != "", drawn, rx.fragment())


def _row(row: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.cond(
            row.href != "", link(row.words, to=row.href, class_name="link"), rx.el.span(row.words, class_name="code")
        )
    )
