"""What puts a finding of billing drift right: its button in the list, and its dialog."""

from __future__ import annotations

import reflex as rx

from components.cells import cell
from components.money_boxes import MoneyBoxes, dialog_foot
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from growthos_ui.finance.drift import FIXES, WORDS, Fix
from state.actor import ActorState
from state.drift import DriftActState

_S = DriftActState
_B = MoneyBoxes(DriftActState)
_WILL = {
    "unbilled": "The place is billed for what is expected, in as many installments as you say.",
    "too_much": "The invoice becomes cheaper by the difference, spread over the installments on which nothing was paid.",
    "no_place": "The whole invoice is cancelled, with every installment of it.",
}


@cell.register
def _fix(column: Fix, row: rx.Var) -> rx.Component:
    does = row[f"{column.name}__does"]
    may = ActorState.access.contains(Permission.FINANCE_INSTALLMENTS_DECIDE.value)
    return rx.cond(
        (does != "") & may,
        rx.el.button(
            does,
            type="button",
            class_name="button button--small",
            on_click=_S.open(row[f"{column.name}__id"]),
            custom_attrs={"data-act": row[f"{column.name}__id"]},
        ),
        rx.el.span(row[column.name], class_name="muted"),
    )


def putting_right() -> rx.Component:
    """Draw the open dialog; nothing while none is."""
    return rx.cond(
        _S.act != "", rx.match(_S.act, *((kind, _dialog(kind)) for kind in FIXES), rx.fragment()), rx.fragment()
    )


def _dialog(kind: str) -> rx.Component:
    why = _B.text("reason", "Why", is_long=True, most=REASON_LENGTH_MAX, hint="Kept in the audit.")
    parts = _B.text("parts", "Installments", is_number=True, most=2)
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.div(
                    rx.el.h2(WORDS[kind], class_name="dialog__title", id="drift-title"),
                    rx.el.p(_S.student, " ", rx.el.span(_S.code, class_name="code"), " · ", _S.course, class_name="muted"),
                    class_name="grow",
                ),
                class_name="dialog__head",
            ),
            rx.el.div(
                _B.refusal(),
                rx.el.dl(
                    *(part for name, value in (("Expected", _S.expected), ("Billed", _S.billed), ("Difference", _S.difference))
                      for part in (rx.el.dt(name), rx.el.dd(value, class_name="num"))),
                    class_name="pairs",
                ),
                rx.el.p(_WILL[kind]),
                _B.second(),
                parts if kind == "unbilled" else why,
                class_name="dialog__part",
            ),
            dialog_foot(FIXES[kind], _S, _S.put_away),
            on_submit=_S.send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": _S.finding, "aria-labelledby": "drift-title"},
    )  # fmt: skip
