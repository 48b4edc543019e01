"""The parts of an installment's page: its facts, what may be done with it, its ledger, and its terms over time."""

from __future__ import annotations

import reflex as rx

from components.learner import LMS, state_of
from components.links import link
from components.papers import invoice_button, receipt_link
from components.proofs import proofs, renewed
from components.section import section
from growthos_ui.finance.acts import ACTS
from growthos_ui.finance.words import BILL_STATES, PART_STATES
from state.installment import InstallmentState
from state.money_act import MoneyActState

_PART = InstallmentState.part
_ON_BILL = ("discount", "cancel")
_NUMBER = {"class_name": "num"}


def part_state(value: rx.Var) -> rx.Component:
    """Draw the state of an installment."""
    return state_of(value, PART_STATES)


def head() -> rx.Component:
    """Draw what it is, whose and of which invoice; and the act that is wanted most."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Installment ", _PART.place, class_name="title"), part_state(_PART.state), class_name="row"
            ),
            rx.el.p(
                link(_PART.student, to=f"/students/{_PART.code}", class_name="link"),
                rx.el.span(_PART.code, class_name="code"),
                rx.el.span(_PART.course),
                link(
                    _PART.invoice,
                    to=f"/finance/installments?q={_PART.invoice}",
                    class_name="link code",
                    title="All installments of this invoice",
                ),
                class_name="row profile__facts",
            ),
            class_name="stack grow",
        ),
        rx.el.div(invoice_button(_PART.invoice), _button("pay", "button button--primary"), class_name="page__actions"),
        class_name="page__head page__head--person",
    )


def facts() -> rx.Component:
    """Draw the amounts and the days; a line that does not apply is not there."""
    return section(
        "What is owed",
        rx.el.dl(
            *_pair("Amount", _PART.amount),
            *_pair("Late fee", _PART.fee, _PART.fee_note),
            *_pair("Paid", _PART.paid),
            *_pair("Refunded", _PART.refunded),
            *_pair("Credited", _PART.credited),
            *_pair("Written off", _PART.written_off),
            rx.el.dt(rx.cond(_PART.is_issued, "Open", "To come"), class_name="strong"),
            rx.el.dd(_PART.currency, " ", _PART.left, class_name="num strong", custom_attrs={"data-left": ""}),
            *_pair("Issued", _PART.issued, rx.cond(_PART.is_issued, "", "not owed before")),
            rx.el.dt("Due"),
            rx.el.dd(
                rx.cond(_PART.first_due != "", rx.el.s(_PART.first_due, class_name="muted"), rx.fragment()),
                " ",
                _PART.due,
                rx.cond(_PART.extension != "", rx.el.p(_PART.extension, class_name="meta"), rx.fragment()),
            ),
            *_pair("To come on the invoice", _PART.left_on_bill),
            rx.el.dt("Invoice"),
            rx.el.dd(rx.match(_PART.bill_state, *BILL_STATES.items(), _PART.bill_state)),
            rx.el.dt("Access"),
            rx.el.dd(state_of(_PART.access, LMS)),
            class_name="pairs section__body money",
        ),
        tools=(rx.el.span(_PART.currency, class_name="meta"),),
        span=12,
    )


def _pair(name: str, words: rx.Var, note: rx.Var | None = None) -> tuple[rx.Component, rx.Component]:
    beside = (
        rx.fragment() if note is None else rx.cond(note != "", rx.el.span(" ", note, class_name="meta"), rx.fragment())
    )
    there = words != ""
    return (
        rx.cond(there, rx.el.dt(name), rx.fragment()),
        rx.cond(there, rx.el.dd(words, beside, **_NUMBER), rx.fragment()),
    )


def acts() -> rx.Component:
    """Draw what else may be done, as far as the role and the state allow it."""
    own = [name for name in ACTS if name not in ("pay", *_ON_BILL)]
    none = rx.el.p("Nothing more can be done with it by your role as it is now.", class_name="muted")
    inside = rx.el.div(
        *(_button(name) for name in own),
        rx.cond(_any(_ON_BILL), rx.el.p("On the whole invoice", class_name="label"), rx.fragment()),
        *(_button(name) for name in _ON_BILL),
        rx.cond(_any((*own, *_ON_BILL)), rx.fragment(), none),
        class_name="section__body stack money__acts",
    )
    return section("What can be done", inside, span=12)


def _any(names: tuple[str, ...]) -> rx.Var:
    found = InstallmentState.acts.contains(names[0])
    for name in names[1:]:
        found = found | InstallmentState.acts.contains(name)
    return found


def _button(name: str, look: str = "button") -> rx.Component:
    return rx.cond(
        InstallmentState.acts.contains(name),
        rx.el.button(
            ACTS[name].title,
            type="button",
            class_name=look,
            on_click=MoneyActState.open(name, _PART.name),
            custom_attrs={"data-act": name},
        ),
        rx.fragment(),
    )


def ledger() -> rx.Component:
    """Draw every entry of money on it, the latest first."""
    none = rx.el.div(
        rx.el.p("No money has moved on this installment yet.", class_name="muted"), class_name="section__body"
    )
    heads = ("Day", "Entry", "How", "Receipt", "Why", "Recorded by", "Proofs")
    table = rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    *(rx.el.th(each, scope="col") for each in heads[:2]),
                    rx.el.th("Amount, ", _PART.currency, scope="col", class_name="num"),
                    *(rx.el.th(each, scope="col") for each in heads[2:]),
                )
            ),
            rx.el.tbody(rx.foreach(InstallmentState.lines, _line)),
            class_name="table table--cards",
        ),
        class_name="table-wrap",
        role="region",
        aria_label="Ledger, table",
        tab_index=0,
    )
    return section(
        "Ledger", rx.cond(InstallmentState.lines.length() > 0, table, none), renewed(InstallmentState.renew), span=12
    )


def _line(line: rx.Var) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.day, **_card("sub")),
        rx.el.td(line.kind, class_name="is-first medium", **_card("title")),
        rx.el.td(
            line.amount,
            rx.cond(line.of_fee != "", rx.el.span(rx.el.br(), line.of_fee, class_name="meta"), rx.fragment()),
            class_name="num",
            **_card("value"),
        ),
        rx.el.td(line.how, class_name="wrap wrap--any", **_card("pair", "How")),
        rx.el.td(receipt_link(line.receipt, is_void=line.is_undone), **_card("pair", "Receipt")),
        rx.el.td(line.why, class_name="wrap", **_card("pair", "Why")),
        rx.el.td(line.by, class_name="dim wrap", **_card("pair", "Recorded by")),
        rx.el.td(proofs(line), class_name="wrap", **_card("pair", "Proofs")),
    )


def _card(place: str, label: str = "") -> dict[str, dict[str, str]]:
    return {"custom_attrs": {"data-card": place} | ({"data-label": label} if label else {})}


def terms() -> rx.Component:
    """Draw what was owed by when, from each change on."""
    heads = ("Since", "Due", "Amount", "Late fee", "What changed")
    return section(
        "Terms over time",
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(*(rx.el.th(each, scope="col", class_name="num" if each in heads[2:4] else "") for each in heads))
                ),
                rx.el.tbody(
                    rx.foreach(
                        InstallmentState.terms,
                        lambda term: rx.el.tr(
                            rx.el.td(term.since, class_name="dim", **_card("sub")),
                            rx.el.td(term.due, class_name="is-first", **_card("title")),
                            rx.el.td(term.amount, class_name="num", **_card("value")),
                            rx.el.td(rx.cond(term.fee != "", term.fee, "—"), class_name="num", **_card("pair", "Late fee")),
                            rx.el.td(term.note, **_card("pair", "What changed")),
                        ),
                    )
                ),
                class_name="table table--cards",
            ),
            class_name="table-wrap",
            role="region",
            aria_label="Terms, table",
            tab_index=0,
        ),
        span=12,
    )  # fmt: skip
