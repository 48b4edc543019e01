"""The error log: the list, and the failure that stands open beside it."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui.db import Transaction
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.entries import Told
from growthos_ui.oversight.errors import ERRORS, find_error
from state.beside import BesideState
from state.listing import ListingState


class ErrorsState(ListingState, rx.State):
    """The error log, for superadmins."""

    listing: ClassVar[Listing] = ERRORS


class ErrorState(BesideState, rx.State):
    """One failure."""

    listing: ClassVar[Listing] = ERRORS

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
        return await find_error(tx, entry_id, zone)
