"""/finance/collections/{student}-{currency}: one debt, whole; missing and hidden ones are the same page."""

from __future__ import annotations

import reflex as rx

from components.collecting import collecting
from components.collections import contacts, head, lines, promises, reminders, score
from components.dues import dues_dialogs
from components.section import page_bones, page_fault
from components.shell import screen
from components.stops import missing
from growthos_ui.auth.permissions import Permission
from state.debt import DebtState


@screen(
    route="/finance/collections/[debt]",
    title="Debt",
    needs=Permission.FINANCE_COLLECTIONS_READ,
    on_load=(DebtState.load,),
    listed=False,
    above="/finance/collections",
    named=DebtState.shown.student,
    topics=("installment_plans", "installment_payments", "promises", "collection_contacts", "reminder_pauses"),
    refresh=(DebtState.renew,),
)
def debt() -> rx.Component:
    return rx.match(
        DebtState.face,
        ("missing", missing()),
        ("failed", page_fault("This debt", DebtState.fault, DebtState.load)),
        ("loading", page_bones(8, 4)),
        rx.fragment(
            head(),
            rx.el.div(
                rx.el.div(lines(), promises(), contacts(), class_name="span-8 stack stack--sections"),
                rx.el.div(score(), reminders(), class_name="span-4 stack stack--sections"),
                class_name="grid",
            ),
            collecting(),
            dues_dialogs(),
        ),
    )
