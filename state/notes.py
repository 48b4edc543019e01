"""The notes of the learner of the page, and the dialog in which one is written; what was typed stays where it is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.people.notes import Note, Notes, add, find_notes
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady
from state.student import StudentState
from state.student_dialog import StudentDialog
from state.toasts import say


class NotesState(Steady, rx.State):
    """What stands among the notes of one learner: `student` says whose. `face` is loading, some, none or failed."""

    student: str = ""
    face: str = "loading"
    notes: list[Note] = []
    has_more: bool = False
    fault: str = ""

    _line: Notes = Notes()

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def load(self) -> None:
        """Show the latest notes of the learner of the page; nothing while there is none."""
        student = (await self.get_state(StudentState)).learner.id
        if student != self.student:
            self.student, self.notes, self.has_more, self.face = student, [], False, "loading"
        await self._read(None)

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def older(self) -> None:
        """Show what was written before."""
        if self.has_more:
            await self._read(self._line)

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def renew(self) -> None:
        """Show what was written since; whoever reads older ones is not moved."""
        if self.face in {"some", "none"}:
            async with db.acting_as(actor()) as tx:
                newest = await find_notes(tx, UUID(self.student))
            if newest.rows != self.notes[: len(newest.rows)]:
                self._show(newest, newest.rows)

    async def _read(self, after: Notes | None) -> None:
        if not self.student:
            return
        try:
            async with db.acting_as(actor()) as tx:
                found = await find_notes(tx, UUID(self.student), after)
        except Exception as error:  # noqa: BLE001 - this card fails alone, with a request id
            self.face, self.fault = "failed", words_of(error)
        else:
            self._show(found, [*(self.notes if after else ()), *found.rows])

    def _show(self, line: Notes, rows: list[Note]) -> None:
        self.notes, self._line, self.has_more = rows, line, line.after is not None
        self.face, self.fault = "some" if rows else "none", ""


class NotingState(StudentDialog, rx.State):
    """The open dialog."""

    @rx.event
    @needs(Permission.PEOPLE_NOTES_CREATE)
    async def open(self) -> None:
        """Open the dialog on the learner of the page."""
        await self._begin_on_learner()

    @rx.event
    @needs(Permission.PEOPLE_NOTES_CREATE)
    async def send(self, form: dict[str, str]) -> Any:
        """Keep the note, once, or say at its box why not."""
        if not self.is_open:
            return None
        try:
            async with db.acting_as(actor()) as tx:
                await add(tx, UUID(self._of), form.get("note", ""), form=UUID(self._form))
        except GrowthError as error:
            self.refusal, self.field = error.words(), "note" if error.field == "note" else ""
            return None
        await say(self, "Note added")
        self._end()
        return NotesState.load
