"""/finance/collections: whom to call about money, whoever it is most urgent with first."""

from __future__ import annotations

import reflex as rx

import components.collections  # noqa: F401  draws the score
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.collections import CollectionsState


@screen(
    route="/finance/collections",
    title="Collections",
    about="Whom to call about money, by amount, age, broken promises and silence",
    needs=Permission.FINANCE_COLLECTIONS_READ,
    on_load=(CollectionsState.load,),
    wide=True,
    topics=("installment_plans", "installment_payments", "promises", "collection_contacts", "reminder_pauses"),
)
def collections() -> rx.Component:
    return listing(CollectionsState)
