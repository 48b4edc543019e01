"""The dialogs of a learner's places: enrol, bill a place, end an enrolment; each foretold by the database and sent once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.asking import SECOND, ask
from growthos_ui.finance.enrolling import Offer, find_offers, find_place
from growthos_ui.finance.enrolling_acts import (
    NEEDS,
    Outcome,
    Part,
    Seen,
    as_it_stands,
    asked_as,
    done,
    essence_of,
    request_of,
    tried,
)
from growthos_ui.listing.words import day_words
from state.dues import DuesState
from state.guard import actor, needs
from state.money_form import AGAIN, MoneyForm
from state.student import StudentState
from state.toasts import say

_PRICE = {"price": "list", "discount": "", "reason": ""}
_STARTS: dict[str, dict[str, str]] = {
    "enrol": {"course": "", "batch": "", "parts": "1", "order": "", "drip": "", **_PRICE},
    "bill": {"parts": "1", **_PRICE},
    "end": {"reason": "", "credit": ""},
}
# What the database calls a value, where its box has another name.
_ALSO = {"course_id": "course", "batch_id": "batch", "free": "price", "amount": "discount"}
_UNCHOSEN = "The price, and the days of the installments, stand here once a course is chosen."
_DONE = {"enrol": "Enrolled", "bill": "Billed", "end": "Enrolment ended"}


@dataclass
class Option:
    """One of several to choose from."""

    value: str = ""
    words: str = ""


class EnrolState(MoneyForm, rx.State):
    """The open dialog. `place` is what it is on, if on one, `about` its course, `most` in how many parts it may be billed, `kind` how its price is made."""

    place: str = ""
    about: str = ""
    courses: list[Option] = []
    batches: list[Option] = []
    course: str = ""
    most: int = 1
    kind: str = "list"
    currency: str = ""
    may_discount: bool = False
    begun: str = ""
    parts: list[Part] = []

    _seen: Seen | None = None
    _told: tuple[dict[str, Any], Outcome] | None = None

    @rx.event
    @needs(Permission.LEARNING_ENROLMENTS_CREATE)
    async def open(self, act: str, place: str) -> None:
        """Open the dialog of an act on the learner of the page, or on one of their places."""
        who, student = actor(), (await self.get_state(StudentState)).learner.id
        seen = await self._look(act, student, place) if act in NEEDS and who.may(NEEDS[act]) else None
        if seen is None:
            await say(self, "This is not possible now", "It has changed, or it is not for your role.", tone="bad")
            return
        self._begin(act, dict(_STARTS[act]))
        self._see(seen)
        self.may_discount = who.may(Permission.FINANCE_INSTALLMENTS_DECIDE)
        self.course, self.kind, self._told = "", "list", None
        await self._foretell()

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def put_away(self) -> None:
        """Close the dialog; what was not sent is forgotten."""
        self._end()

    @rx.event
    @needs(Permission.LEARNING_ENROLMENTS_CREATE)
    async def enrol(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Enrol the learner, or bill their place."""
        if self._takes(self._needed(), Permission.LEARNING_ENROLMENTS_CREATE, form):
            yield
            yield await self._send(self._seen, [StudentState.renew, DuesState.renew])

    @rx.event
    @needs(Permission.LEARNING_ENROLMENTS_END)
    async def end(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """End the enrolment."""
        if self._takes(self._needed(), Permission.LEARNING_ENROLMENTS_END, form):
            yield
            yield await self._send(self._seen, [StudentState.renew, DuesState.renew])

    def _needed(self) -> Permission | None:
        return NEEDS.get(self.act) if self._seen is not None else None

    async def _look(self, act: str, student: str, place: str) -> Seen | None:
        """Return what the dialog is about; None where there is nothing to do it on."""
        if not student:
            return None
        async with db.acting_as(actor()) as tx:
            if act == "enrol":
                return Seen(UUID(student), offers=tuple(await find_offers(tx, UUID(student))))
            found = await find_place(tx, UUID(place)) if _is_id(place) else None
        if found is None or str(found.student_id) != student or found.status == "cancelled":
            return None
        return Seen(found.student_id, place=found)

    async def _done_or_asked(self, seen: Seen, typed: dict[str, str]) -> Outcome | None:
        """Do the act; above the limit a second person is asked for it, and nothing comes of it yet."""
        told = self._told[1] if self._told is not None and self._told[0] == essence_of(self.act, seen, typed) else None
        try:
            return await done(actor(), self.act, seen, typed, key=self.key, told=told)
        except GrowthError as error:
            if error.field != SECOND:
                raise
        await ask(actor(), asked_as(self.act, typed), request_of(self.act, seen, typed), typed, self.key)
        return None

    def _tell(self, seen: Seen, outcome: Outcome) -> None:
        self.face, self.forecast = "done", ""
        self.changes, self.parts = outcome.changes, outcome.parts
        bill = f" on invoice {outcome.after.invoice}" if self.act == "bill" else ""
        course = seen.place.course if seen.place else outcome.after.course
        said = f"{_DONE[self.act]}: {course}{bill}."
        self.outcome = f"{AGAIN}: {course}." if outcome.is_again else said

    async def _refuse(self, error: GrowthError) -> None:
        named = _ALSO.get(error.field or "", error.field or "")
        self.refusal, self.field = error.words(), named if named in self._typed else ""
        seen = self._seen
        if error.kind in {Kind.CONFLICT, Kind.DUPLICATE} and seen is not None:
            async with db.acting_as(actor()) as tx:
                place = await find_place(tx, seen.place.id) if seen.place else None
                offers = await find_offers(tx, seen.student) if seen.place is None else []
            self._see(Seen(seen.student, tuple(offers), place or seen.place))
        await self._foretell()

    def _end(self) -> None:
        self._seen = self._told = None
        self.parts = []
        super()._end()

    def _wait(self) -> None:
        self.parts = []
        super()._wait()

    async def _foretell(self) -> None:
        seen = self._seen
        if seen is None:
            return
        self._choose(seen.offer(self._typed))
        self.kind = self._typed.get("price") or "list"
        try:
            outcome = await tried(actor(), self.act, seen, dict(self._typed))
        except GrowthError as error:
            self.changes, self.parts = as_it_stands(self.act, seen, self._typed), []
            self.forecast = error.sentence if self.act != "enrol" or self.course else _UNCHOSEN
            self.needs_second, self._told = error.field == SECOND, None
        else:
            self.changes, self.parts, self.forecast, self.needs_second = outcome.changes, outcome.parts, "", False
            self._told = (essence_of(self.act, seen, self._typed), outcome)

    def _see(self, found: Seen) -> None:
        self._seen = found
        self.courses = [Option(str(each.course), _course_words(each)) for each in found.offers]
        if found.place is not None:
            place = found.place
            self.place, self.about = str(place.id), place.course
            self.most, self.currency = place.most, place.currency
            self.begun = place.money(place.left_on_begun) if place.left_on_begun else ""
        else:
            self.place, self.about, self.begun = "", "", ""

    def _choose(self, offer: Offer | None) -> None:
        """Show the batches of the course that is chosen, and in how many parts it may be billed."""
        if offer is None:
            if self.act == "enrol":
                self.course, self.batches, self.most, self.currency = "", [], 1, ""
            return
        if self.course != str(offer.course):  # the boxes that hang on it are drawn anew, and hold what they hold then
            self._typed = {**self._typed, **{name: self.start[name] for name in ("batch", "parts")}}
        self.course, self.most, self.currency = str(offer.course), offer.most, offer.currency
        self.batches = [
            Option(str(each.id), f"{each.name}, from {day_words(each.starts_on)}") for each in offer.batches
        ]


def _course_words(offer: Offer) -> str:
    kind = " (pathway)" if offer.is_pathway else ""
    return f"{offer.title}{kind} · {offer.money() if offer.price else 'free'}"


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
