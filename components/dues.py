"""The money of one learner on their page: their installments by currency, the latest of the ledger, and the acts on several."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.learner import state_of
from components.links import link
from components.money_boxes import MoneyBoxes, close_foot, dialog_foot
from components.papers import receipt_link, statement_button
from components.proofs import proofs, renewed
from components.section import fault
from growthos_ui.finance.acts import NOTES_LENGTH_MAX, REFERENCE_LENGTH_MAX
from growthos_ui.finance.words import METHODS, PART_STATES, PAYMENT_METHODS, REFUND_METHODS
from state.dues import DONE, DuesActState, DuesState

_S = DuesActState
_B = MoneyBoxes(DuesActState)
_ACTS = {"pay": "Record payment", "refund": "Refund"}


def dues() -> rx.Component:
    """Draw what the learner owes; nothing for whoever sees no money, and one line where there are no bills."""
    none = rx.el.div(
        rx.el.p("Nothing has been billed to this student yet.", class_name="muted"), class_name="section__body"
    )
    return rx.match(
        DuesState.face,
        ("failed", fault("Money", DuesState.fault, DuesState.load)),
        (
            "ready",
            rx.fragment(
                rx.cond(DuesState.waits.length() > 0, _waits(), rx.fragment()),
                rx.cond(DuesState.sheets.length() > 0, rx.foreach(DuesState.sheets, _sheet), _section("Money", none)),
                rx.cond(DuesState.lines.length() > 0, _history(), rx.fragment()),
                renewed(DuesState.renew),
                dues_dialogs(),
            ),
        ),
        rx.fragment(),
    )


def _waits() -> rx.Component:
    """Say what a second person was asked for about this learner, and lead to where it is decided."""
    line = rx.foreach(
        DuesState.waits,
        lambda each: rx.el.li(
            rx.el.strong(each.what, " ", each.amount),
            " · ",
            each.about,
            rx.el.br(),
            rx.el.span(each.told, class_name="meta"),
        ),
    )
    address = rx.Var.create("/finance/approvals?state=waiting&q=") + DuesState.code
    return rx.el.section(
        icon("info"),
        rx.el.div(
            rx.el.h2("Waits for a second person", class_name="heading"),
            rx.el.ul(line),
            rx.cond(
                DuesState.more_waits > 0,
                rx.el.p("and ", DuesState.more_waits, " more", class_name="meta"),
                rx.fragment(),
            ),
            link("Open in Approvals", to=address, class_name="link"),
            class_name="stack",
        ),
        class_name="notice notice--info",
        aria_label="Waits for a second person",
    )


def _section(title: str, body: rx.Component, *tools: rx.Component) -> rx.Component:
    """Draw a section of a stack: one that spans columns would give the stack as many."""
    head = (rx.el.h2(title, class_name="heading"), rx.el.div(*tools, class_name="row push section__tools"))
    return rx.el.section(rx.el.div(*head, class_name="section__head"), body, class_name="section", aria_label=title)


def _sheet(sheet: rx.Var) -> rx.Component:
    collect = link(
        "Collect", to=sheet.debt, class_name="button button--small", title="Promises, contacts and reminders"
    )
    buttons = (
        statement_button(DuesState.code, sheet.currency),
        rx.cond(sheet.debt != "", collect, rx.fragment()),
        _button("refund", sheet, "button button--small"),
        _button("pay", sheet, "button button--primary button--small"),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Money", class_name="heading"),
            rx.el.div(*buttons, class_name="row row--wrap push section__tools"),
            rx.el.span(
                "Open ", rx.el.strong(sheet.currency, " ", sheet.open, class_name="num", custom_attrs={"data-open": sheet.currency}),
                " · paid ", rx.el.span(sheet.paid, class_name="num"), " · to come of all ", rx.el.span(sheet.left, class_name="num"),
                class_name="meta section__line",
            ),
            class_name="section__head row--wrap",
        ),
        rx.el.div(
            rx.el.table(
                rx.el.caption("Installments in ", sheet.currency, class_name="hidden-visually"),
                rx.el.thead(_heads(("Installment", ""), ("Course", ""), ("Due", ""), ("State", ""), ("Amount", "num"), ("Paid", "num"), ("To come", "num"))),
                rx.el.tbody(rx.foreach(sheet.lines, _line)),
                class_name="table table--cards",
            ),
            class_name="table-wrap",
            role="region",
            aria_label=rx.Var.create("Installments in ") + sheet.currency + ", table",
            tab_index=0,
        ),
        class_name="section",
        aria_label=rx.Var.create("Money in ") + sheet.currency,
    )  # fmt: skip


def _button(act: str, sheet: rx.Var, look: str) -> rx.Component:
    return rx.cond(
        sheet.acts.contains(act),
        rx.el.button(
            _ACTS[act],
            type="button",
            class_name=look,
            on_click=DuesActState.open(act, DuesState.code, sheet.currency),
            custom_attrs={"data-act": rx.Var.create(f"{act} ") + sheet.currency},
        ),
        rx.fragment(),
    )


def _heads(*heads: tuple[str, str]) -> rx.Component:
    return rx.el.tr(*(rx.el.th(name, scope="col", class_name=look) for name, look in heads))


def _line(line: rx.Var) -> rx.Component:
    name = link(rx.el.span(line.name, class_name="code"), to=f"/finance/installments/{line.name}", class_name="link")
    return rx.el.tr(
        rx.el.td(name, class_name="is-first", **_card("title")),
        rx.el.td(line.course, class_name="dim wrap", **_card("sub")),
        rx.el.td(line.due, **_card("pair", "Due")),
        rx.el.td(state_of(line.state, PART_STATES), **_card("state")),
        rx.el.td(line.amount, class_name="num", **_card("pair", "Amount")),
        rx.el.td(line.paid, class_name="num", **_card("pair", "Paid")),
        rx.el.td(line.left, class_name="num", **_card("pair", "To come")),
    )


def _card(place: str, label: str = "") -> dict[str, dict[str, str]]:
    return {"custom_attrs": {"data-card": place} | ({"data-label": label} if label else {})}


def _history() -> rx.Component:
    return _section(
        "Latest money",
        rx.el.div(
            rx.el.table(
                rx.el.caption("Latest entries of the ledger", class_name="hidden-visually"),
                rx.el.thead(_heads(("Day", ""), ("Entry", ""), ("Installment", ""), ("Amount", "num"), ("Receipt", ""), ("Recorded by", ""), ("Proofs", ""))),
                rx.el.tbody(rx.foreach(DuesState.lines, _entry)),
                class_name="table table--cards",
            ),
            class_name="table-wrap",
            role="region",
            aria_label="Latest entries of the ledger, table",
            tab_index=0,
        ),
        link("All of it", to=f"/finance/payments?q={DuesState.code}", class_name="link"),
    )  # fmt: skip


def _entry(line: rx.Var) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.day, **_card("sub")),
        rx.el.td(line.kind, class_name="is-first medium", **_card("title")),
        rx.el.td(rx.el.span(line.part, class_name="code"), **_card("sub")),
        rx.el.td(line.currency, " ", line.amount, class_name="num", **_card("value")),
        rx.el.td(receipt_link(line.receipt, is_void=line.is_undone), **_card("pair", "Receipt")),
        rx.el.td(line.who, class_name="dim wrap", **_card("pair", "Recorded by")),
        rx.el.td(proofs(line), class_name="wrap", **_card("pair", "Proofs")),
    )


def dues_dialogs() -> rx.Component:
    """Draw the open dialog of an act on several installments; nothing while none is."""
    forms = rx.match(
        _S.act,
        ("pay", _dialog("pay", "Record payment", _S.pay, _pay())),
        ("refund", _dialog("refund", "Refund", _S.refund, _refund())),
        rx.fragment(),
    )
    return rx.cond(_S.act != "", rx.cond(_S.face == "done", _told(), forms), rx.fragment())


def _dialog(act: str, title: str, send: rx.event.EventType[()], boxes: list[rx.Component]) -> rx.Component:
    warning = {
        "pay": "A payment is never edited. To undo it, record a refund with a reason.",
        "refund": "A refund is never edited. Not still owed, an equal credit closes each installment.",
    }[act]
    return rx.el.dialog(
        rx.el.form(
            _head(title),
            rx.el.div(
                rx.el.div(_B.refusal(), *boxes, class_name="dialog__part"),
                rx.el.div(_B.changes(), rx.el.p(warning, class_name="meta"), class_name="dialog__part"),
                class_name="dialog__split",
            ),
            dialog_foot(title, _S, _S.put_away),
            on_submit=send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog dialog--wide",
        custom_attrs={
            "data-modal": "",
            "data-of": rx.Var.create(f"{act} ") + _S.currency,
            "aria-labelledby": "dues-title",
        },
    )


def _head(title: str | rx.Var) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2(title, class_name="dialog__title", id="dues-title"),
            rx.el.p(_S.student, " ", rx.el.span(_S.code, class_name="code"), " · ", _S.currency, class_name="muted"),
            class_name="grow",
        ),
        class_name="dialog__head",
    )


def _told() -> rx.Component:
    return rx.el.dialog(
        _head(rx.cond(_S.needs_second, "Asked for", rx.match(_S.act, *DONE.items(), "Done")).to(str)),
        rx.el.div(_B.outcome(), _B.changes(), class_name="dialog__part"),
        close_foot(_S.put_away),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": _S.act + " " + _S.currency, "aria-labelledby": "dues-title"},
    )


def _pay() -> list[rx.Component]:
    ways = (("oldest", "The oldest first"), ("lines", "As I say below"))
    return [
        rx.el.div(
            _B.amount(_S.currency, rx.Var.create("To come of all ") + _S.most),
            _B.day("paid_on", "Paid on", last=_S.today),
            class_name="row money__pair",
        ),
        _B.choice("over", "Goes on", ways),
        rx.cond(_S.by_line, _lines("to come"), rx.fragment()),
        _B.choice("method", "Method", tuple((name, METHODS[name]) for name in PAYMENT_METHODS)),
        *_papers(),
    ]


def _refund() -> list[rx.Component]:
    return [
        _lines("net paid"),
        rx.el.div(
            _B.choice("method", "Method", tuple((name, METHODS[name]) for name in REFUND_METHODS)),
            _B.day("refunded_on", "Refunded on", last=_S.today),
            class_name="row money__pair",
        ),
        _B.reason(),
        *_papers(),
        _B.tick("owed", "Still owed", "The installments are open again. Otherwise credits close them."),
        _B.tick("suspend", "Suspend access", "When nothing that was paid for is left."),
        _B.text("total", "Total", hint="Type the sum of all lines to confirm.", is_number=True),
    ]


def _lines(what: str) -> rx.Component:
    rows = rx.foreach(
        _S.lines,
        lambda line: rx.el.tr(
            rx.el.td(
                rx.el.span(line.name, class_name="code"), rx.el.br(), rx.el.span("Due ", line.due, class_name="meta")
            ),
            rx.el.td(line.most, class_name="num before"),
            rx.el.td(_B.share(line.box, rx.Var.create("Amount on ") + line.name), class_name="num"),
        ),
    )
    heads = _heads(("Installment", ""), (what.capitalize(), "num"), ("Amount", "num"))
    return rx.el.table(rx.el.thead(heads), rx.el.tbody(rows), class_name="change change--boxes")


def _papers() -> list[rx.Component]:
    return [
        _B.text("reference", "Reference", is_optional=True, most=REFERENCE_LENGTH_MAX),
        _B.text("notes", "Notes", is_optional=True, is_long=True, most=NOTES_LENGTH_MAX),
    ]
