"""The lists of courses, batches and recordings, and of who watched what."""

from __future__ import annotations

from typing import ClassVar

import reflex as rx

from growthos_ui.learning.tables import BATCHES, COURSES, RATINGS, RECORDINGS, WATCHING
from growthos_ui.listing.listing import Listing
from state.listing import ListingState


class CoursesState(ListingState, rx.State):
    """Courses, with the sums over the learners whom the actor may see."""

    listing: ClassVar[Listing] = COURSES


class BatchesState(ListingState, rx.State):
    """Batches, with the sums over the learners whom the actor may see."""

    listing: ClassVar[Listing] = BATCHES


class RecordingsState(ListingState, rx.State):
    """Recordings, as the actor's learners watched and rated them."""

    listing: ClassVar[Listing] = RECORDINGS


class WatchingState(ListingState, rx.State):
    """Who watched what, as far as the actor may see."""

    listing: ClassVar[Listing] = WATCHING


class RatingsState(ListingState, rx.State):
    """Ratings of recordings, as far as the actor may see them."""

    listing: ClassVar[Listing] = RATINGS
