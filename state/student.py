"""The page of one learner: who they are, each of their enrolments, and what they did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.people.profile.found import (
    Event,
    Events,
    Learner,
    Seat,
    find_events,
    find_learner,
    find_leaves,
    find_seat,
)
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady

SEATS_MAX = 12


class StudentState(Steady, rx.State):
    """One learner. `face` is loading, ready, missing (not there and not to be seen are the same) or failed.

    `activity` is loading, some, none or failed.
    """

    face: str = "loading"
    learner: Learner = Learner()
    seats: list[Seat] = []
    shows_work: bool = False
    events: list[Event] = []
    has_more: bool = False
    fault: str = ""
    activity: str = "loading"
    activity_fault: str = ""

    _code: str = ""
    _line: Events = Events()

    @rx.event(supersedes=True)
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def load(self) -> Any:
        """Show the learner whom the address names: who they are first, then one enrolment after another."""
        code = self.router.url.path.rstrip("/").rpartition("/")[2]
        self._forget(code)
        yield
        try:
            async with db.acting_as(actor()) as tx:
                found = await find_learner(tx, code)
                if found is None:
                    self.face = "missing"
                    return
                await self._show(tx, *found)
            self.face = "ready"
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self.face, self.fault = "failed", words_of(error)

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def renew(self) -> None:
        """Show what has changed about the learner; opened modules stay open, and what they did last comes to the top."""
        if self.face not in {"ready", "missing"}:
            return
        async with db.acting_as(actor()) as tx:
            code = self._code
            found = await find_learner(tx, code)
            if found is None:
                self._forget("")
                self._code, self.face = code, "missing"
                return
            await self._show(tx, *found)
            newest = await find_events(tx, UUID(self.learner.id))
        self.face = "ready"
        if newest.rows[:1] != self.events[:1]:
            self._follow(newest, newest.rows)

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def load_activity(self) -> None:
        """Show the latest that the learner did."""
        self.events, self._line = [], Events()
        await self._read_on()

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def older(self) -> None:
        """Show what came before."""
        if self.has_more:
            await self._read_on()

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def turn(self, seat: str, module: str) -> None:
        """Open a module of an enrolment, or close it."""
        here = next((each for each in self.seats if each.id == seat), None)
        branch = next((each for each in here.branches if each.id == module), None) if here else None
        if here is None or branch is None:
            return
        if not branch.is_open and not branch.leaves:
            async with db.acting_as(actor()) as tx:
                branch.leaves = await find_leaves(tx, UUID(self.learner.id), UUID(here.course_id), UUID(module))
        branch.is_open = not branch.is_open

    async def _show(self, tx: db.Transaction, learner: Learner, rows: list[Any], now: Any) -> None:
        """Show the learner and each enrolment; modules that were open are read again."""
        opened = {branch.id for seat in self.seats for branch in seat.branches if branch.is_open}
        seats = [await find_seat(tx, row, now) for row in rows[:SEATS_MAX]]
        for seat in seats:
            for branch in (each for each in seat.branches if each.id in opened):
                branch.leaves = await find_leaves(tx, UUID(learner.id), UUID(seat.course_id), UUID(branch.id))
                branch.is_open = True
        self.learner, self.seats = learner, seats
        self.shows_work = tx.actor.may(Permission.COURSEWORK_SUBMISSIONS_READ)

    def _arrive_at(self, path: str, query: str) -> None:  # noqa: ARG002
        if path.rpartition("/")[2] != self._code:
            self.face = "loading"

    async def _read_on(self) -> None:
        if self.face != "ready":
            return
        try:
            async with db.acting_as(actor()) as tx:
                line = await find_events(tx, UUID(self.learner.id), self._line if self._line.after else None)
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.activity, self.activity_fault = "failed", words_of(error)
        else:
            self._follow(line, [*self.events, *line.rows])

    def _follow(self, line: Events, rows: list[Event]) -> None:
        self.events, self._line, self.has_more = rows, line, line.after is not None
        self.activity, self.activity_fault = "some" if rows else "none", ""

    def _forget(self, code: str) -> None:
        if code != self._code:
            self.learner, self.seats, self.events, self.face = Learner(), [], [], "loading"
            self.activity = "loading"
        self._code, self.fault, self.activity_fault = code, "", ""
        self._line = Events()
