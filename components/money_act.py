"""The dialog of an act of money: its boxes, what will change before and after, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import reflex as rx

from components.icons import icon
from components.money_boxes import amount_box, box, choice_box, day_box, reason_box, tick_box
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.acts import ACTS, NOTES_LENGTH_MAX, REFERENCE_LENGTH_MAX, Act
from growthos_ui.finance.words import METHODS, PAYMENT_METHODS, REFUND_METHODS
from state.money_act import MoneyActState

if TYPE_CHECKING:
    from collections.abc import Callable

_S = MoneyActState
_SENDS = {
    Permission.FINANCE_PAYMENTS_CREATE: _S.pay,
    Permission.FINANCE_INSTALLMENTS_CHANGE: _S.give_time,
    Permission.FINANCE_INSTALLMENTS_DECIDE: _S.decide,
}


def money_act() -> rx.Component:
    """Draw the open dialog; nothing while none is."""
    forms = rx.match(_S.act, *((name, _dialog(act)) for name, act in ACTS.items()), rx.fragment())
    return rx.cond(_S.act != "", rx.cond(_S.face == "done", _told(), forms), rx.fragment())


def _dialog(act: Act) -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            _head(act.title),
            rx.el.div(
                rx.el.div(_refusal(), *_BOXES[act.name](), class_name="dialog__part"),
                rx.el.div(_changes(), _shares(), _warning(act.name), class_name="dialog__part"),
                class_name="dialog__split",
            ),
            rx.el.div(
                rx.el.button("Cancel", type="button", class_name="button push", on_click=_S.put_away, custom_attrs={"data-put-away": ""}),
                rx.el.button(act.does, type="submit", disabled=_S.is_busy, class_name="button button--primary"),
                class_name="dialog__foot",
            ),
            on_submit=_SENDS[act.needs],
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog dialog--wide",
        custom_attrs={"data-modal": "", "aria-labelledby": "money-title"},
    )  # fmt: skip


def _head(title: str | rx.Var) -> rx.Component:
    part = _S.part
    return rx.el.div(
        rx.el.div(
            rx.el.h2(title, class_name="dialog__title", id="money-title"),
            rx.el.p(
                part.student, " ", rx.el.span(part.code, class_name="code"), " · installment ", part.place, " · ",
                rx.el.span(part.invoice, class_name="code"),
                class_name="muted",
            ),
            class_name="grow",
        ),
        class_name="dialog__head",
    )  # fmt: skip


def _refusal() -> rx.Component:
    """Say why nothing was done, where it is about no single box."""
    return rx.cond(
        (_S.refusal != "") & (_S.field == ""),
        rx.el.div(icon("warning"), rx.el.p(_S.refusal), class_name="notice notice--bad", role="alert"),
        rx.fragment(),
    )


def _changes() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(rx.cond(_S.face == "done", "What changed", "What will change"), scope="col"),
                    rx.el.th("Before", scope="col", class_name="num"),
                    rx.el.th("After", scope="col", class_name="num"),
                )
            ),
            rx.el.tbody(
                rx.foreach(
                    _S.changes,
                    lambda each: rx.el.tr(
                        rx.el.td(each.name),
                        rx.el.td(each.before, class_name="num before"),
                        rx.el.td(each.after, class_name=rx.cond(each.moved, "num after", "num before")),
                    ),
                )
            ),
            class_name="change",
        ),
        rx.cond(
            (_S.forecast != "") & (_S.forecast != _S.refusal), rx.el.p(_S.forecast, class_name="meta"), rx.fragment()
        ),
        class_name="stack",
        aria_live="polite",
    )


def _shares() -> rx.Component:
    """Draw on which installments the amount goes, where it goes on several."""
    rows = rx.foreach(
        _S.shares,
        lambda each: rx.el.tr(
            rx.el.td(each.name),
            rx.el.td(each.amount, rx.cond(each.of_fee != "", rx.el.span(rx.el.br(), each.of_fee, class_name="meta"), rx.fragment()), class_name="num"),
            rx.el.td(each.state, class_name="num after"),
        ),
    )  # fmt: skip
    heads = rx.el.tr(rx.el.th("Goes on", scope="col"), rx.el.th("Amount", scope="col", class_name="num"), rx.el.th("Then", scope="col", class_name="num"))  # fmt: skip
    table = rx.el.table(rx.el.thead(heads), rx.el.tbody(rows), class_name="change")
    return rx.cond((_S.act == "pay") & (_S.shares.length() > 0), table, rx.fragment())


_WARNINGS = {
    "pay": "A payment is never edited. To undo it, record a refund with a reason.",
    "refund": "A refund is never edited. Not still owed, an equal credit closes the installment.",
    "write_off": "What is written off leaves receivables and stays in what was due. It is never edited.",
    "cancel": "The whole invoice is cancelled, with every installment of it.",
    "discount": "The discount is spread evenly over the installments on which nothing was paid.",
}


def _warning(name: str) -> rx.Component:
    words = _WARNINGS.get(name)
    return rx.el.div(icon("warning"), rx.el.span(words), class_name="notice") if words else rx.fragment()


def _told() -> rx.Component:
    """Draw what came of it: the receipt, the new state, before and after."""
    titles = [(name, act.done) for name, act in ACTS.items()]
    return rx.el.dialog(
        _head(rx.match(_S.act, *titles, "Done").to(str)),
        rx.el.div(
            rx.el.div(
                icon("good"),
                rx.el.div(
                    rx.el.p(_S.outcome),
                    rx.cond(
                        _S.receipt != "",
                        rx.el.p("Receipt ", rx.el.span(_S.receipt, class_name="code strong", custom_attrs={"data-receipt": ""})),
                        rx.fragment(),
                    ),
                ),
                class_name="notice notice--good",
                role="status",
            ),
            _changes(),
            _shares(),
            class_name="dialog__part",
        ),
        rx.el.div(
            rx.el.button("Close", type="button", auto_focus=True, class_name="button button--primary push", on_click=_S.put_away, custom_attrs={"data-put-away": ""}),
            class_name="dialog__foot",
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "aria-labelledby": "money-title"},
    )  # fmt: skip


def _pay() -> list[rx.Component]:
    where = (("part", "This installment"), ("oldest", "The oldest first, over all that the student owes"))
    return [
        rx.el.div(amount_box(_open()), day_box("paid_on", "Paid on", last=_S.today), class_name="row money__pair"),
        choice_box("over", "Goes on", where),
        choice_box("method", "Method", _methods(PAYMENT_METHODS)),
        *_papers(),
    ]


def _refund() -> list[rx.Component]:
    return [
        rx.el.div(
            amount_box(rx.Var.create("Came in, net ") + _S.part.net),
            day_box("refunded_on", "Refunded on", last=_S.today),
            class_name="row money__pair",
        ),
        choice_box("method", "Method", _methods(REFUND_METHODS)),
        reason_box(),
        *_papers(),
        tick_box("owed", "Still owed", "The installment is open again. Otherwise a credit closes it."),
        tick_box("suspend", "Suspend access", "When nothing that was paid for is left."),
        box("total", "Total again", hint="Type the amount once more to confirm."),
    ]


def _open() -> rx.Var:
    fee = rx.cond(_S.part.fee_left != "", rx.Var.create(", late fee ") + _S.part.fee_left + " in it", "")
    return rx.cond(_S.part.is_issued, "Open ", "To come ").to(str) + _S.part.left + fee.to(str)


def _papers() -> list[rx.Component]:
    return [
        box("reference", "Reference", is_optional=True, most=REFERENCE_LENGTH_MAX),
        box("notes", "Notes", is_optional=True, is_long=True, most=NOTES_LENGTH_MAX),
    ]


def _extend() -> list[rx.Component]:
    return [day_box("extended_to", "New due date", first=_S.first_day), reason_box()]


def _discount() -> list[rx.Component]:
    kinds = (("amount", "An amount off the list price"), ("percentage", "A percentage of the list price"))
    return [choice_box("by", "Kind", kinds), box("discount", "Discount", is_number=True), reason_box()]


def _methods(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, METHODS[name]) for name in names)


_BOXES: dict[str, Callable[[], list[Any]]] = {
    "pay": _pay,
    "extend": _extend,
    "clear": lambda: [reason_box()],
    "refund": _refund,
    "waive": lambda: [reason_box()],
    "credit": lambda: [amount_box(_open()), reason_box()],
    "write_off": lambda: [reason_box()],
    "discount": _discount,
    "cancel": lambda: [reason_box()],
}
