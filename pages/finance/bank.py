"""/finance/bank: lines of the bank against the ledger, what each may be, and the difference to the last unit."""

from __future__ import annotations

import reflex as rx

from components.bank import alone, dialog, head, lines, reconciliation
from components.section import page_fault
from components.shell import screen
from components.unmatch import undo_dialog
from growthos_ui.auth.permissions import Permission
from state.bank import BankState


@screen(
    route="/finance/bank",
    title="Bank",
    about="Match what came in by the bank to payments, and reconcile the two",
    needs=Permission.FINANCE_IMPORTS_READ,
    on_load=(BankState.load,),
    topics=("bank_lines", "installment_plans", "installment_payments"),
    refresh=(BankState.renew,),
)
def bank() -> rx.Component:
    return rx.match(
        BankState.face,
        ("failed", page_fault("The bank", BankState.fault, BankState.load)),
        ("loading", rx.fragment(head(), rx.el.div(rx.el.span(class_name="bone bone--plot"), class_name="section section__body", aria_busy="true"))),
        rx.fragment(
            head(),
            rx.el.div(lines(), reconciliation(), alone(), class_name="grid"),
            dialog(),
            undo_dialog(),
        ),
    )  # fmt: skip
