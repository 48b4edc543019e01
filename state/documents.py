"""The list of documents that were handed out."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.finance.paper.listed import DOCUMENTS
from growthos_ui.listing.listing import Listing
from state.listing import ListingState


class DocumentsState(ListingState, rx.State):
    """Documents, as the actor may see them."""

    listing: ClassVar[Listing] = DOCUMENTS
