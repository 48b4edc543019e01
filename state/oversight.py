"""The lists of what people did, and of who is signed in."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.jobs import RUNS
from growthos_ui.oversight.tables import ACTIVITY, SIGN_INS
from state.listing import ListingState


class ActivityState(ListingState, rx.State):
    """What people did, as the actor may see it."""

    listing: ClassVar[Listing] = ACTIVITY


class SignInsState(ListingState, rx.State):
    """Who is signed in, as the actor may see it."""

    listing: ClassVar[Listing] = SIGN_INS


class JobsState(ListingState, rx.State):
    """What jobs did, as the actor may see it."""

    listing: ClassVar[Listing] = RUNS
