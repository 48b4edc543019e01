"""Undoing a match of the bank, drawn: the button of a matched line, and the dialog that says what is taken out."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.asking import GOES
from state.actor import ActorState
from state.bank import BankState
from state.unmatch import UnmatchState

_S = UnmatchState


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
    wrong = rx.el.span(icon("warning"), _S.refusal, class_name="field__error", role="alert")
    return rx.cond(
        _S.of.id != "",
        rx.el.dialog(
            rx.el.div(rx.el.h2(_S.of.title, class_name="dialog__title", id="unmatch-title"), class_name="dialog__head"),
            rx.el.div(
                rx.el.p(_S.of.stands),
                rx.el.p(_S.of.does),
                rx.cond(_S.of.needs_second, rx.el.div(icon("info"), rx.el.p("It is more than one person lets go of alone. " + GOES), class_name="notice notice--info"), rx.fragment()),
                class_name="dialog__part stack",
            ),
            rx.el.form(
                rx.el.div(
                    rx.el.label(
                        rx.el.span("Why it was wrong", class_name="field__label"),
                        rx.el.input(type="text", name="reason", max_length=500, auto_complete="off", class_name=rx.cond(_S.refusal != "", "input is-error", "input")),
                        rx.cond(_S.refusal != "", wrong, rx.el.span("Kept in the audit, and with the entry.", class_name="field__hint")),
                        class_name="field",
                    ),
                    class_name="dialog__part",
                ),
                rx.el.div(
                    rx.el.button("Cancel", type="button", class_name="button push", on_click=_S.put_away, custom_attrs={"data-put-away": ""}),
                    rx.el.button(rx.cond(_S.of.needs_second, "Ask a second person", "Undo the match"), type="submit", class_name="button button--primary", disabled=_S.is_busy),
                    class_name="dialog__foot",
                ),
                on_submit=_S.undo,
                custom_attrs={"noValidate": True},
            ),
            class_name="dialog",
            custom_attrs={"data-modal": "", "data-of": _S.of.id, "aria-labelledby": "unmatch-title"},
        ),
        rx.fragment(),
    )  # fmt: skip
