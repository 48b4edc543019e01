"""The dialogs of a learner's places: enrol, bill a place, end an enrolment; each foretold by the database and sent once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.enrolling import find_offers, find_place
from growthos_ui.finance.enrolling_acts import NEEDS, Outcome, Seen, asked_as, done, request_of
from state.dues import DuesState
from state.guard import actor, needs
from state.money_form import AGAIN
from state.place_form import PLACE, PRICE, PlaceForm
from state.student import StudentState
from state.toasts import say

_STARTS: dict[str, dict[str, str]] = {
    "enrol": PLACE,
    "bill": {"parts": "1", **PRICE},
    "end": {"reason": "", "credit": ""},
}
_DONE = {"enrol": "Enrolled", "bill": "Billed", "end": "Enrolment ended"}


class EnrolState(PlaceForm, rx.State):
    """The open dialog. `place` is what it is on, if on one, `about` its course, `begun` what is left where something was paid."""

    place: str = ""
    about: str = ""
    begun: str = ""

    @rx.event
    @needs(Permission.LEARNING_ENROLMENTS_CREATE)
    async def open(self, act: str, place: str) -> None:
        """Open the dialog of an act on the learner of the page, or on one of their places."""
        who, student = actor(), (await self.get_state(StudentState)).learner.id
        seen = await self._look(act, student, place) if act in NEEDS and who.may(NEEDS[act]) else None
        if seen is None:
            await say(self, "This is not possible now", "It has changed, or it is not for your role.", tone="bad")
            return
        await self._open(act, _STARTS[act], seen)

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

    async def _look_again(self, seen: Seen) -> Seen:
        async with db.acting_as(actor()) as tx:
            place = await find_place(tx, seen.place.id) if seen.place else None
            offers = await find_offers(tx, seen.student) if seen.place is None else []
        return Seen(seen.student, tuple(offers), place or seen.place)

    async def _do(self, seen: Seen, typed: dict[str, str]) -> Outcome:
        return await done(actor(), self.act, seen, typed, key=self.key, told=self._told_of(seen, typed))

    def _asked(self, seen: Seen, typed: dict[str, str]) -> tuple[str, dict[str, Any]]:
        return asked_as(self.act, typed), request_of(self.act, seen, typed)

    def _tell(self, seen: Seen, outcome: Outcome) -> None:
        self.face, self.forecast = "done", ""
        self.changes, self.parts = outcome.changes, outcome.parts
        bill = f" on invoice {outcome.after.invoice}" if self.act == "bill" else ""
        course = seen.place.course if seen.place else outcome.after.course
        said = f"{_DONE[self.act]}: {course}{bill}."
        self.outcome = f"{AGAIN}: {course}." if outcome.is_again else said

    def _see(self, found: Seen) -> None:
        super()._see(found)
        if found.place is not None:
            place = found.place
            self.place, self.about = str(place.id), place.course
            self.most, self.currency = place.most, place.currency
            self.begun = place.money(place.left_on_begun) if place.left_on_begun else ""
        else:
            self.place, self.about, self.begun = "", "", ""


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
