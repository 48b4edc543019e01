"""Undoing a match of the bank, drawn: the button of a matched line, and the dialog that says what is taken out."""

from __future__ import annotations

import reflex as rx

from components.money_boxes import MoneyBoxes, dialog_foot
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from state.actor import ActorState
from state.bank import BankState
from state.unmatch import UnmatchState

_S = UnmatchState
_B = MoneyBoxes(UnmatchState)


def undo_button(line: rx.Var) -> rx.Component:
    """Draw the button that opens the dialog, for whoever decides about money."""
    return rx.cond(
        ActorState.access.contains(Permission.FINANCE_INSTALLMENTS_DECIDE.value) & (BankState.status == "matched"),
        rx.el.button("Undo", type="button", class_name="button button--small button--plain", on_click=_S.open(line.id),
                     aria_label=rx.Var.create("Undo the match of ") + line.amount + " of " + line.day, custom_attrs={"data-explain": "", "data-act": line.id}),
        rx.fragment(),
    )  # fmt: skip


def undo_dialog() -> rx.Component:
    """Draw the dialog: what stands, what undoing does, and the reason."""
    why = _B.text("reason", "Why it was wrong", most=REASON_LENGTH_MAX, hint="Kept in the audit, and with the entry.")
    return rx.cond(
        _S.of.id != "",
        rx.el.dialog(
            rx.el.form(
                rx.el.div(rx.el.h2(_S.of.title, class_name="dialog__title", id="unmatch-title"), class_name="dialog__head"),
                rx.el.div(_B.refusal(), rx.el.p(_S.of.stands), rx.el.p(_S.of.does), _B.second(), class_name="dialog__part stack"),
                rx.el.div(why, class_name="dialog__part"),
                dialog_foot("Undo the match", _S, _S.put_away),
                on_submit=_S.undo,
                custom_attrs={"noValidate": True},
            ),
            class_name="dialog",
            custom_attrs={"data-modal": "", "data-of": _S.of.id, "aria-labelledby": "unmatch-title"},
        ),
        rx.fragment(),
    )  # fmt: skip
