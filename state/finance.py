"""The lists of the finance desk."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.finance.approvals import APPROVALS
from growthos_ui.finance.tables import INSTALLMENTS, INVOICES, PAYMENTS
from growthos_ui.listing.listing import Listing
from state.listing import ListingState


class InstallmentsState(ListingState, rx.State):
    """Installments, as the actor may see them."""

    listing: ClassVar[Listing] = INSTALLMENTS


class InvoicesState(ListingState, rx.State):
    """Invoices, as the actor may see them."""

    listing: ClassVar[Listing] = INVOICES


class PaymentsState(ListingState, rx.State):
    """The ledger, as the actor may see it."""

    listing: ClassVar[Listing] = PAYMENTS


class ApprovalsState(ListingState, rx.State):
    """What waits for a second person, and what became of it."""

    listing: ClassVar[Listing] = APPROVALS
