"""Sessions where they stand beside other things: the next ones on the Home of whoever hosts, and one student's on their page."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.mentoring.sessions.told import Attended, Next, find_attended, find_next
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady
from state.student import StudentState


class NextSessionsState(Steady, rx.State):
    """What comes next. `face` is loading, ready or failed, with the words of its fault."""

    rows: list[Next] = []
    face: str = "loading"
    fault: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_home(self) -> None:
        """Answer the next sessions of a mentor."""
        who, self.fault = actor(), ""
        if who.role is not Role.MENTOR:
            self.rows, self.face = [], "loading"
            return
        try:
            async with db.acting_as(who) as tx:
                self.rows = await find_next(tx, ZoneInfo(who.timezone))
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.rows, self.face, self.fault = [], "failed", words_of(error)
        else:
            self.face = "ready"


class AttendedState(Steady, rx.State):
    """The sessions of the student of the page. `face` is loading, ready or failed, with the words of its fault."""

    rows: list[Attended] = []
    share: str = ""
    face: str = "loading"
    fault: str = ""

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def load(self) -> None:
        """Answer the sessions of the student, for whoever may read who came."""
        who, self.fault = actor(), ""
        student = (await self.get_state(StudentState)).learner.id
        if not student or not who.may(Permission.MENTORING_ATTENDANCE_READ):
            self.rows, self.share, self.face = [], "", "loading"
            return
        try:
            async with db.acting_as(who) as tx:
                self.rows, self.share = await find_attended(tx, UUID(student), ZoneInfo(who.timezone))
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.rows, self.share, self.face, self.fault = [], "", "failed", words_of(error)
        else:
            self.face = "ready"
