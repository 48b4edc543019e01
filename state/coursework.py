"""The lists of work and marks."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.coursework.tables import MARKS
from growthos_ui.listing.listing import Listing
from state.listing import ListingState


class MarksState(ListingState, rx.State):
    """Marks, as the actor may see them."""

    listing: ClassVar[Listing] = MARKS
