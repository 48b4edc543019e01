"""The audit: the list, and the entry that stands open beside it."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui.db import Transaction
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.entries import Told, find_entry
from growthos_ui.oversight.tables import AUDIT
from state.beside import BesideState
from state.listing import ListingState


class AuditState(ListingState, rx.State):
    """The audit, as the actor may see it."""

    listing: ClassVar[Listing] = AUDIT


class AuditEntryState(BesideState, rx.State):
    """One entry of the audit."""

    listing: ClassVar[Listing] = AUDIT

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
        return await find_entry(tx, entry_id, zone)
