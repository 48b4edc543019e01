"""The dialog of an act of money: its boxes, what will change before and after, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import reflex as rx

from components.icons import icon
from components.money_boxes import MoneyBoxes, close_foot, dialog_foot
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.acts import ACTS, NOTES_LENGTH_MAX, REFERENCE_LENGTH_MAX, Act
from growthos_ui.finance.words import METHODS, PAYMENT_METHODS, REFUND_METHODS
from state.money_act import MoneyActState

if TYPE_CHECKING:
    from collections.abc import Callable

_S = MoneyActState
_B = MoneyBoxes(MoneyActState)
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
                rx.el.div(_B.refusal(), *_BOXES[act.name](), class_name="dialog__part"),
                rx.el.div(_B.changes(), _shares(), _warning(act.name), class_name="dialog__part"),
                class_name="dialog__split",
            ),
            dialog_foot(act.does, _S, _S.put_away),
            on_submit=_SENDS[act.needs],
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog dialog--wide",
        custom_attrs={"data-modal": "", "data-of": act.name, "aria-labelledby": "money-title"},
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
        _head(rx.cond(_S.needs_second, "Asked for", rx.match(_S.act, *titles, "Done")).to(str)),
        rx.el.div(_B.outcome(), _B.changes(), _shares(), class_name="dialog__part"),
        close_foot(_S.put_away),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": _S.act, "aria-labelledby": "money-title"},
    )  # fmt: skip


def _pay() -> list[rx.Component]:
    where = (("part", "This installment"), ("oldest", "The oldest first, over all that the student owes"))
    return [
        rx.el.div(
            _B.amount(_S.part.currency, _open()),
            _B.day("paid_on", "Paid on", last=_S.today),
            class_name="row money__pair",
        ),
        _B.choice("over", "Goes on", where),
        _B.choice("method", "Method", _methods(PAYMENT_METHODS)),
        *_papers(),
    ]


def _refund() -> list[rx.Component]:
    return [
        rx.el.div(
            _B.amount(_S.part.currency, rx.Var.create("Net paid ") + _S.part.net),
            _B.day("refunded_on", "Refunded on", last=_S.today),
            class_name="row money__pair",
        ),
        _B.choice("method", "Method", _methods(REFUND_METHODS)),
        _B.reason(),
        *_papers(),
        _B.tick("owed", "Still owed", "The installment is open again. Otherwise a credit closes it."),
        _B.tick("suspend", "Suspend access", "When nothing that was paid for is left."),
        _B.text("total", "Amount again", hint="Type the amount once more to confirm.", is_number=True),
    ]


def _open() -> rx.Var:
    fee = rx.cond(_S.part.fee_left != "", rx.Var.create(", late fee ") + _S.part.fee_left + " in it", "")
    return rx.cond(_S.part.is_issued, "Open ", "To come ").to(str) + _S.part.left + fee.to(str)


def _papers() -> list[rx.Component]:
    return [
        _B.text("reference", "Reference", is_optional=True, most=REFERENCE_LENGTH_MAX),
        _B.text("notes", "Notes", is_optional=True, is_long=True, most=NOTES_LENGTH_MAX),
    ]


def _extend() -> list[rx.Component]:
    return [_B.day("extended_to", "New due date", first=_S.first_day), _B.reason()]


def _discount() -> list[rx.Component]:
    kinds = (("amount", "An amount off the list price"), ("percentage", "A percentage of the list price"))
    return [_B.choice("by", "Kind", kinds), _B.text("discount", "Discount", is_number=True), _B.reason()]


def _methods(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, METHODS[name]) for name in names)


_BOXES: dict[str, Callable[[], list[Any]]] = {
    "pay": _pay,
    "extend": _extend,
    "clear": lambda: [_B.reason()],
    "refund": _refund,
    "waive": lambda: [_B.reason()],
    "credit": lambda: [_B.amount(_S.part.currency, _open()), _B.reason()],
    "write_off": lambda: [_B.reason()],
    "discount": _discount,
    "cancel": lambda: [_B.reason()],
}
