"""The bank, drawn: each line with what it may be and why, the dialog of one, and the bank beside the ledger."""

from __future__ import annotations

import reflex as rx

from components.boxes import Boxes
from components.icons import icon
from components.imports import choose_file, said
from components.links import link
from components.section import empty, section
from components.shell import page_head
from components.unmatch import undo_button
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.bank import BankState

_S = BankState
_B = Boxes(BankState, "bank")
_STATUSES = (("open", "Open"), ("matched", "Matched"), ("ignored", "Set aside"))
_CARD = "data-card"
_RULE = "A statement is CSV, XLSX, CAMT.053 or MT940. A line that is here already is not brought in again."


def head() -> rx.Component:
    """Draw the head, and one button for all that is certain."""
    return page_head(
        "Bank",
        "What came in and went out, line by line, against the ledger",
        rx.cond(_may(), choose_file("Hand in a statement", "bank"), rx.fragment()),
        rx.cond(
            _may() & (_S.certain > 0) & (_S.status == "open"),
            rx.el.button("Match all that are certain", type="button", class_name="button button--primary", disabled=_S.is_busy, on_click=_S.confirm_certain),
            rx.fragment(),
        ),
    )  # fmt: skip


def _may() -> rx.Var:
    return ActorState.access.contains(Permission.FINANCE_IMPORTS_CREATE.value)


def lines() -> rx.Component:
    """Draw the lines of the chosen status."""
    tabs = rx.el.div(
        *(
            rx.el.button(
                words,
                type="button",
                class_name=rx.cond(_S.status == value, "is-on", ""),
                aria_pressed=(_S.status == value).to_string(),
                on_click=_S.show(value),
            )
            for value, words in _STATUSES
        ),
        role="group",
        aria_label="Which lines",
        class_name="segment segment--small",
    )
    heads = ("Booked on", "Amount", "From", "What it is")
    table = rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*(rx.el.th(each, scope="col", class_name="num" if each == "Amount" else "") for each in heads),
                                 rx.el.th(rx.el.span("Decide", class_name="hidden-visually"), scope="col"))),
            rx.el.tbody(rx.foreach(_S.lines, _line)),
            class_name="table table--tall table--cards",
        ),
        class_name="table-wrap",
        role="region",
        aria_label="Lines of the bank, table",
        tab_index=0,
    )  # fmt: skip
    return section(
        "Lines",
        rx.cond(_may(), rx.el.div(said(_RULE), class_name="section__body"), rx.fragment()),
        rx.cond(_S.lines.length() > 0, table, _nothing()),
        rx.cond(_S.more != "", rx.el.p(_S.more, class_name="muted section__body"), rx.fragment()),
        tools=(tabs,),
    )


def _nothing() -> rx.Component:
    """Say what comes here, where no line has the chosen status."""
    return rx.match(
        _S.status,
        (
            "matched",
            empty("table", "Nothing is matched yet", "Lines come here when it is decided which payment they are."),
        ),
        (
            "ignored",
            empty("table", "Nothing was set aside", "Fees of the bank and money between own accounts come here."),
        ),
        empty(
            "table",
            "No line is open",
            "What came in appears here once a statement is handed in, with whose money it may be.",
        ),
    )


def _line(line: rx.Var) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.day, class_name="dim", custom_attrs={_CARD: "sub"}),
        rx.el.td(line.currency, " ", line.amount, class_name="num", custom_attrs={_CARD: "value"}),
        rx.el.td(
            rx.el.span(rx.cond(line.payer != "", line.payer, "—"), rx.cond(line.details != "", rx.el.span(rx.el.br(), line.details, class_name="meta"), rx.fragment())),
            class_name="is-first wraps", custom_attrs={_CARD: "title"},
        ),
        rx.el.td(_what(line), class_name="wraps", custom_attrs={_CARD: "pair", "data-label": "What it is"}),
        rx.el.td(rx.cond(_may() & (_S.status == "open"), _acts(line), undo_button(line)), custom_attrs={_CARD: "pair", "data-label": "Decide"}),
    )  # fmt: skip


def _what(line: rx.Var) -> rx.Component:
    nothing = rx.cond(_S.status == "ignored", "Set aside", rx.cond(line.is_out, "Went out", "Nobody fits"))
    return rx.cond(
        line.best.code != "",
        offer(line.best),
        rx.el.span(rx.el.span(nothing, class_name="muted"), _below(line.best.why)),
    )


def offer(of: rx.Var) -> rx.Component:
    """Draw what a line may be, or was decided to be: whose money, what it does, and why."""
    sure = rx.match(
        of.sure,
        ("certain", rx.el.span("Certain", class_name="badge badge--good")),
        ("maybe", rx.el.span("Maybe", class_name="badge badge--warn")),
        rx.fragment(),
    )
    return rx.el.span(
        sure, " ",
        link(of.student, to="/students/" + of.code, class_name="link"), " ", rx.el.span(of.code, class_name="code"),
        rx.cond(of.receipt != "", rx.el.span(" · ", rx.el.span(of.receipt, class_name="code")), rx.fragment()),
        _below(of.about),
        _below(of.why),
    )  # fmt: skip


def _below(words: rx.Var) -> rx.Component:
    return rx.cond(words != "", rx.el.span(rx.el.br(), words, class_name="meta"), rx.fragment())


def _acts(line: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.cond(
            line.best.sure != "",
            rx.el.button(line.best.does, type="button", class_name="button button--small", disabled=_S.is_busy, on_click=_S.confirm(line.id, 0),
                         aria_label=line.best.does + " " + line.best.student + " for " + line.amount),
            rx.fragment(),
        ),
        rx.el.button(rx.cond(line.best.sure != "", "Other", "Decide"), type="button",
                     class_name=rx.cond(line.best.sure != "", "button button--small button--plain", "button button--small"), on_click=_S.open_line(line.id),
                     aria_label=rx.Var.create("Decide otherwise on ") + line.amount + " of " + line.day, custom_attrs={"data-explain": "", "data-act": line.id}),
        class_name="row",
    )  # fmt: skip


def dialog() -> rx.Component:
    """Draw the dialog of the open line: what else it may be, match it by hand, or set it aside."""
    about = rx.el.div(
        rx.el.h2(_S.line.currency, " ", _S.line.amount, class_name="dialog__title", id="bank-title"),
        rx.el.p(
            _S.line.day, _after(_S.line.account), _after(_S.line.payer), _after(_S.line.details), class_name="muted"
        ),
        class_name="grow",
    )
    return rx.cond(
        _S.line.id != "",
        rx.el.dialog(
            rx.el.div(about, class_name="dialog__head"),
            rx.cond(
                _S.line.offers.length() > 1,
                rx.el.ul(rx.foreach(_S.line.offers, _choice), class_name="dialog__part bank__offers"),
                rx.fragment(),
            ),
            rx.cond(
                _S.line.is_out,
                _form("receipt", "Receipt of the payment that came back", "What it paid is owed again.", "Take back", _S.take_back),
                _form("student", "Code of the student", "It becomes a bank transfer of that day, over the oldest that is owed.", "Match", _S.match),
            ),
            _form("reason", "Or set it aside, because", "A fee of the bank, money between own accounts. Kept in the audit.", "Set aside", _S.ignore),
            rx.el.div(
                rx.el.button("Cancel", type="button", class_name="button push", on_click=_S.put_away, custom_attrs={"data-put-away": ""}),
                class_name="dialog__foot",
            ),
            class_name="dialog",
            custom_attrs={"data-modal": "", "data-of": _S.line.id, "aria-labelledby": "bank-title"},
        ),
        rx.fragment(),
    )  # fmt: skip


def _after(words: rx.Var) -> rx.Component:
    return rx.cond(words != "", rx.el.span(" · ", words), rx.fragment())


def _choice(of: rx.Var, at: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(offer(of), class_name="grow"),
        rx.el.button(of.does, type="button", class_name="button button--small", disabled=_S.is_busy, on_click=_S.confirm(_S.line.id, at),
                     aria_label=of.does + " " + of.student),
        class_name="row",
    )  # fmt: skip


def _form(name: str, label: str, hint: str, does: str, send: rx.event.EventType) -> rx.Component:
    box = rx.el.input(type="text", name=name, max_length=500, auto_complete="off", **_B.box(name))
    return rx.el.form(
        _B.field(name, label, box, hint=rx.el.span(hint, class_name="field__hint"), look="field grow"),
        rx.el.button(does, type="submit", class_name="button"),
        on_submit=send,
        class_name="dialog__part row bank__form",
        custom_attrs={"noValidate": True},
    )  # fmt: skip


def reconciliation() -> rx.Component:
    """Draw the bank and the ledger side by side, and each cause of the difference."""
    return section(
        "Reconciliation",
        rx.cond(
            _S.sides.length() > 0,
            rx.el.div(rx.foreach(_S.sides, _side), class_name="section__body stack"),
            rx.el.p("No line of the bank is here yet.", class_name="muted section__body"),
        ),
        span=5,
    )


def _side(side: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.el.p(rx.el.span(side.currency, class_name="medium"), " · ", side.days, class_name="muted"),
        rx.el.dl(rx.foreach(side.rows, lambda row: rx.fragment(rx.el.dt(row["name"]), rx.el.dd(row["amount"], class_name="num"))), class_name="pairs"),
        rx.cond(
            side.is_whole,
            rx.el.p(icon("good", small=True), rx.el.span("The rows above explain the whole difference."), class_name="meta row"),
            rx.el.p(icon("warning", small=True), rx.el.span("A part of the difference is in no row."), class_name="field__error", role="alert"),
        ),
        class_name="stack",
    )  # fmt: skip


def alone() -> rx.Component:
    """Draw the transfers of the ledger that are on no statement."""
    heads = ("Date", "Receipt", "Student", "Amount")
    return section(
        "In the ledger, on no line",
        rx.cond(
            _S.alone.length() > 0,
            rx.el.div(
                rx.el.table(
                    rx.el.thead(rx.el.tr(*(rx.el.th(each, scope="col", class_name="num" if each == "Amount" else "") for each in heads))),
                    rx.el.tbody(
                        rx.foreach(
                            _S.alone,
                            lambda each: rx.el.tr(
                                rx.el.td(each.day, class_name="dim", custom_attrs={_CARD: "sub"}),
                                rx.el.td(each.receipt, class_name="code", custom_attrs={_CARD: "pair", "data-label": "Receipt"}),
                                rx.el.td(link(each.student, to="/students/" + each.code, class_name="link"), class_name="is-first", custom_attrs={_CARD: "title"}),
                                rx.el.td(each.amount, class_name="num", custom_attrs={_CARD: "value"}),
                            ),
                        )
                    ),
                    class_name="table table--cards",
                ),
                class_name="table-wrap", role="region", aria_label="In the ledger, on no line, table", tab_index=0,
            ),
            rx.el.p(
                rx.cond(_S.sides.length() > 0, "Every bank transfer of these days is on a line.", "It is known once there is a line of the bank."),
                class_name="muted section__body",
            ),
        ),
        rx.cond(_S.others != "", rx.el.p(_S.others, class_name="muted section__body"), rx.fragment()),
        span=7,
    )  # fmt: skip
