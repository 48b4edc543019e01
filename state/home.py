"""What Home shows beside figures: what waits for this person, and what was changed last."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.reviews.deciding import find_queue, reviews_all_day
from growthos_ui.coursework.reviews.told import Turn
from growthos_ui.learning.offered import Offered, find_offered
from growthos_ui.people.home import Change, Found, find_changes, find_waiting
from state.faults import words_of
from state.guard import actor, needs

REVIEWS_SHOWN = 10


class HomeState(rx.State):
    """Four cards, each with its face: "loading", "ready" or "failed" with the words of its fault."""

    waiting: list[Found] = []
    waiting_face: str = "loading"
    waiting_fault: str = ""
    changes: list[Change] = []
    changes_face: str = "loading"
    changes_fault: str = ""
    offered: list[Offered] = []
    offered_face: str = "loading"
    offered_fault: str = ""
    reviews: list[Turn] = []
    reviews_face: str = "loading"
    reviews_fault: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_waiting(self) -> None:
        """Answer what waits, of the lists that this person may open."""
        self.waiting_fault = ""
        try:
            async with db.acting_as(actor()) as tx:
                self.waiting = await find_waiting(tx)
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.waiting, self.waiting_face, self.waiting_fault = [], "failed", words_of(error)
        else:
            self.waiting_face = "ready"

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_changes(self) -> None:
        """Answer the latest changes, where this person may read the audit."""
        who, self.changes_fault = actor(), ""
        if not who.may(Permission.OVERSIGHT_AUDIT_READ):
            self.changes, self.changes_face = [], "loading"
            return
        try:
            async with db.acting_as(who) as tx:
                self.changes = await find_changes(tx, ZoneInfo(who.timezone))
        except Exception as error:  # noqa: BLE001 - as above
            self.changes, self.changes_face, self.changes_fault = [], "failed", words_of(error)
        else:
            self.changes_face = "ready"

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_offered(self) -> None:
        """Answer what is on offer, for whoever has no page of the courses."""
        who, self.offered_fault = actor(), ""
        if who.may(Permission.LEARNING_COURSES_READ):
            self.offered, self.offered_face = [], "loading"
            return
        try:
            async with db.acting_as(who) as tx:
                self.offered = await find_offered(tx)
        except Exception as error:  # noqa: BLE001 - as above
            self.offered, self.offered_face, self.offered_fault = [], "failed", words_of(error)
        else:
            self.offered_face = "ready"

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_reviews(self) -> None:
        """Answer what has waited longest for a review, for whoever reviews all day."""
        who, self.reviews_fault = actor(), ""
        if not reviews_all_day(who):
            self.reviews, self.reviews_face = [], "loading"
            return
        try:
            async with db.acting_as(who) as tx:
                self.reviews = await find_queue(tx, REVIEWS_SHOWN)
        except Exception as error:  # noqa: BLE001 - as above
            self.reviews, self.reviews_face, self.reviews_fault = [], "failed", words_of(error)
        else:
            self.reviews_face = "ready"
