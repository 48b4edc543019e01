"""/finance/installments/{invoice}-{n}: one installment, whole; missing and hidden ones are the same page."""

from __future__ import annotations

import reflex as rx

from components.installment import acts, facts, head, ledger, terms
from components.money_act import money_act
from components.section import page_bones, page_fault
from components.shell import screen
from components.stops import missing
from growthos_ui.auth.permissions import Permission
from state.installment import InstallmentState


@screen(
    route="/finance/installments/[installment]",
    title="Installment",
    needs=Permission.FINANCE_INSTALLMENTS_READ,
    on_load=(InstallmentState.load,),
    listed=False,
    above="/finance/installments",
    named=InstallmentState.part.name,
    topics=("installment_plans", "invoices", "installment_payments"),
    refresh=(InstallmentState.renew,),
)
def installment() -> rx.Component:
    return rx.match(
        InstallmentState.face,
        ("missing", missing()),
        ("failed", page_fault("This installment", InstallmentState.fault, InstallmentState.load)),
        ("loading", page_bones(4, 8)),
        rx.fragment(
            head(),
            rx.el.div(
                rx.el.div(facts(), acts(), class_name="span-4 stack stack--sections"),
                rx.el.div(ledger(), terms(), class_name="span-8 stack stack--sections"),
                class_name="grid grid--early",
            ),
            money_act(),
        ),
    )
