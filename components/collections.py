"""How the score of the worklist is drawn, and the parts of a debt's page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.cells import cell
from components.icons import icon
from components.keys import key_cap
from components.learner import state_of
from components.links import link, outer_link
from components.section import section
from growthos_ui.finance.collections.columns import Score
from growthos_ui.finance.collections.words import PROMISE_STATES, STAGES
from growthos_ui.finance.words import PART_STATES
from state.collecting import CollectingState
from state.debt import DebtState
from state.dues import DuesActState

_D = DebtState.shown


@cell.register
def _score(column: Score, row: rx.Var) -> rx.Component:
    parts = row[f"{column.name}__parts"]
    return rx.el.span(
        rx.el.span(row[column.name], class_name="strong"),
        rx.cond(parts == "", rx.fragment(), rx.el.span(" = ", parts, class_name="meta score__parts")),
        class_name="nowrap",
    )


def head() -> rx.Component:
    """Draw whose debt it is, how to reach them, and what comes next."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.h1(_D.student, class_name="title"), state_of(_D.stage, STAGES), class_name="row"),
            rx.el.p(
                link(_D.code, to=f"/students/{_D.code}", class_name="link code"),
                rx.cond(_D.phone != "", outer_link(_D.phone, href=f"tel:{_D.phone}"), rx.el.span("No phone number", class_name="muted")),
                _whatsapp(),
                rx.cond(_D.email != "", outer_link(_D.email, href=f"mailto:{_D.email}"), rx.fragment()),
                class_name="row profile__facts",
            ),
            rx.cond(_D.why != "", rx.el.p(_D.why, ".", class_name="muted"), rx.fragment()),
            class_name="stack grow",
        ),
        rx.el.div(_next(), _act("contact", "Log a contact", "", "button button--primary"), class_name="page__actions"),
        class_name="page__head page__head--person",
    )  # fmt: skip


def _whatsapp() -> rx.Component:
    not_agreed = rx.el.span("No WhatsApp: not agreed to", class_name="muted")
    chat = outer_link("WhatsApp", icon("open", small=True), href=_D.whatsapp)
    return rx.cond(_D.whatsapp != "", chat, rx.cond((_D.phone != "") & ~_D.agreed, not_agreed, rx.fragment()))


def _next() -> rx.Component:
    following = DebtState.following
    words = rx.cond(following.student != "", rx.Var.create("Next: ") + following.student, "Next").to(str)
    return rx.cond(
        following.href != "",
        link(
            words,
            key_cap("N", is_letter=True, aria_hidden="true"),
            to=following.href,
            class_name="button",
            title=rx.Var.create("Students left to call: ") + following.left,
            custom_attrs={"data-next": "", "aria-keyshortcuts": "n"},
        ),
        rx.el.span("Nobody else to call", class_name="muted"),
    )


def _act(act: str, words: str, target: rx.Var | str, look: str, about: rx.Var | str = "") -> rx.Component:
    named = {"aria_label": about} if not isinstance(about, str) or about else {}
    return rx.cond(
        DebtState.may_manage,
        rx.el.button(
            words,
            type="button",
            class_name=look,
            on_click=CollectingState.open(act, _D.name, target),
            custom_attrs={"data-act": rx.Var.create(f"{act} ") + target},
            **named,
        ),
        rx.fragment(),
    )


def lines() -> rx.Component:
    """Draw every installment with something to come, the oldest first."""
    pay = rx.cond(
        DebtState.may_pay,
        rx.el.button(
            "Record payment",
            type="button",
            class_name="button button--small",
            on_click=DuesActState.open("pay", _D.code, _D.currency),
            custom_attrs={"data-act": rx.Var.create("pay ") + _D.currency},
        ),
        rx.fragment(),
    )
    none = rx.el.div(rx.el.p("Nothing is to come any more.", class_name="muted"), class_name="section__body")
    heads = (("Installment", ""), ("Course", ""), ("Due", ""), ("Days late", "num"), ("State", ""), ("To come", "num"))
    table = _table("To come", heads, rx.foreach(DebtState.shown.lines, _line), ends=True)
    about = rx.el.span(
        "Overdue ", rx.el.strong(_D.currency, " ", _D.overdue, class_name="num"), " · open ", _D.open, class_name="meta"
    )
    return section("To come", rx.cond(_D.lines.length() > 0, table, none), tools=(about, pay), span=12)  # fmt: skip


def _line(line: rx.Var) -> rx.Component:
    promise = rx.cond(
        line.promise,
        _act("promise", "Promise", line.name, "button button--small", rx.Var.create("Take a promise on ") + line.name),
        rx.fragment(),
    )
    return rx.el.tr(
        rx.el.td(_to(line.name), class_name="is-first", **_card("title")),
        rx.el.td(line.course, class_name="dim wrap", **_card("sub")),
        rx.el.td(line.due, **_card("pair", "Due")),
        rx.el.td(line.days, class_name="num", **_card("pair", "Days late")),
        rx.el.td(state_of(line.state, PART_STATES), **_card("state")),
        rx.el.td(line.left, class_name="num", **_card("pair", "To come")),
        rx.el.td(promise, **_card("sub")),
    )


def _to(part: rx.Var) -> rx.Component:
    return link(rx.el.span(part, class_name="code"), to=f"/finance/installments/{part}", class_name="link")


def promises() -> rx.Component:
    """Draw every promise, the latest first."""
    none = rx.el.div(rx.el.p("Nothing was promised yet.", class_name="muted"), class_name="section__body")
    heads = (
        ("For", ""),
        ("Installment", ""),
        ("State", ""),
        ("Amount", "num"),
        ("Received", "num"),
        ("Taken", ""),
        ("Note", ""),
    )
    table = _table("Promises", heads, rx.foreach(DebtState.shown.promises, _promise), ends=True)
    return section("Promises", rx.cond(_D.promises.length() > 0, table, none), span=12)  # fmt: skip


def _promise(each: rx.Var) -> rx.Component:
    withdraw = rx.cond(
        each.withdraw,
        _act("withdraw", "Withdraw", each.id, "button button--small", rx.Var.create("Withdraw the promise for ") + each.day),
        rx.fragment(),
    )  # fmt: skip
    return rx.el.tr(
        rx.el.td(each.day, class_name="is-first medium", **_card("title")),
        rx.el.td(_to(each.part), **_card("sub")),
        rx.el.td(state_of(each.state, PROMISE_STATES), **_card("state")),
        rx.el.td(each.amount, class_name="num", **_card("pair", "Amount")),
        rx.el.td(each.received, class_name="num", **_card("pair", "Received")),
        rx.el.td(each.made, class_name="dim wrap", **_card("pair", "Taken")),
        rx.el.td(rx.cond(each.note != "", each.note, "—"), class_name="wrap", **_card("pair", "Note")),
        rx.el.td(withdraw, **_card("sub")),
    )


def contacts() -> rx.Component:
    """Draw the log of contacts, the latest first."""
    none = rx.el.div(rx.el.p("Nobody has reached for them yet.", class_name="muted"), class_name="section__body")
    log = rx.el.ol(rx.foreach(DebtState.shown.contacts, _contact), class_name="items")
    return section("Contacts", rx.cond(_D.contacts.length() > 0, log, none), span=12)


def _contact(each: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.span(each.outcome, class_name="medium"), " · ", each.how),
            rx.cond(each.note != "", rx.el.p(each.note), rx.fragment()),
            rx.cond(each.step != "", rx.el.p(each.step, class_name="muted"), rx.fragment()),
            rx.el.p(each.when, class_name="meta"),
            class_name="grow",
        ),
        class_name="item item--still",
    )


def score() -> rx.Component:
    """Draw the parts of the score and their sum."""
    waits = rx.el.p("Nothing is counted while it waits.", class_name="muted")
    rows = rx.el.table(
        rx.el.thead(rx.el.tr(rx.el.th("For", scope="col"), rx.el.th("Points", scope="col", class_name="num"))),
        rx.el.tbody(
            rx.foreach(
                DebtState.shown.points,
                lambda each: rx.el.tr(
                    rx.el.td(each.name, rx.el.br(), rx.el.span(each.what, class_name="meta")),
                    rx.el.td(each.points, rx.el.span(" of ", each.most, class_name="meta"), class_name="num"),
                ),
            ),
            rx.el.tr(rx.el.td("Score", class_name="strong"), rx.el.td(_D.score, class_name="num strong")),
        ),
        class_name="change",
    )
    body = rx.el.div(rows, rx.cond(_D.score == "0", waits, rx.fragment()), class_name="section__body stack")
    none = rx.el.div(rx.el.p("Nothing is overdue.", class_name="muted"), class_name="section__body")
    return section("Why now", rx.cond(_D.points.length() > 0, body, none), span=12)


def reminders() -> rx.Component:
    """Draw whether reminders go out, and the way to pause them."""
    paused = rx.el.div(
        rx.el.p("Paused ", _D.pause, class_name="medium"),
        rx.el.p(_D.pause_about, class_name="muted"),
        _act("resume", "Resume reminders", "", "button button--small"),
        class_name="section__body stack",
    )
    out = rx.el.div(
        rx.el.p("They go out as planned, except on installments with an open promise.", class_name="muted"),
        _act("pause", "Pause reminders", "", "button button--small"),
        class_name="section__body stack",
    )
    return section("Reminders", rx.cond(_D.pause != "", paused, out), span=12)


def _table(about: str, heads: tuple[tuple[str, str], ...], rows: Any, *, ends: bool = False) -> rx.Component:
    acts = (rx.el.th(rx.el.span("Act", class_name="hidden-visually"), scope="col"),) if ends else ()
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*(rx.el.th(name, scope="col", class_name=look) for name, look in heads), *acts)),
            rx.el.tbody(rows),
            class_name="table table--cards",
        ),
        class_name="table-wrap",
        role="region",
        aria_label=f"{about}, table",
        tab_index=0,
    )


def _card(place: str, label: str = "") -> dict[str, dict[str, str]]:
    return {"custom_attrs": {"data-card": place} | ({"data-label": label} if label else {})}
