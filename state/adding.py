"""The dialog that adds a student with their first place and its bill, foretold by the database and sent once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.adding import PERSON, Added, added, added_and_asked
from growthos_ui.finance.asking import SECOND
from growthos_ui.finance.enrolling_acts import Seen
from state.guard import actor, needs
from state.newcomer_form import NewcomerForm
from state.place_form import PLACE
from state.toasts import say

PAGE = "/students"
_START = dict.fromkeys(PERSON, "") | PLACE


class AddStudentState(NewcomerForm, rx.State):
    """The open dialog."""

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def open(self) -> Any:
        """Open the dialog, from whichever page: over the list of students, as that stands where it is open already."""
        await self._open("add", _START, await self._look_again(Seen(None)))
        self._page = PAGE
        return rx.redirect("/students") if self.router.url.path.rstrip("/") != PAGE else None

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def add(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Add the student, and go to their page."""
        is_open = Permission.PEOPLE_STUDENTS_CREATE if self.act == "add" else None
        if not self._takes(is_open, Permission.PEOPLE_STUDENTS_CREATE, form):
            return
        yield
        seen = self._seen or Seen(None)
        did = await self._attempt(self._added_or_asked(seen, dict(self._typed)))
        if did is not None:
            yield await self._go(did[0])

    async def _added_or_asked(self, seen: Seen, typed: dict[str, str]) -> Added:
        """Add the student; where the place is above the limit, without it, and a second person is asked for it."""
        try:
            return await added(actor(), seen, typed, key=self.key, told=self._told_of(seen, typed))
        except GrowthError as error:
            if error.field != SECOND:
                raise
        return await added_and_asked(actor(), seen, typed, key=self.key)

    async def _go(self, did: Added) -> Any:
        """Say what was done, close the dialog, and open the page of the student."""
        name, seen = " ".join(self._typed["full_name"].split()), self._seen
        offer = seen.offer(self._typed) if seen else None
        course = offer.title if offer else "the course"
        if did.is_again:
            await say(self, f"{name} was added before, and not a second time", f"As {did.code}.", tone="info")
        elif did.waits:
            told = f"{did.code}. The place in {course} waits for a second person under Approvals."
            await say(self, f"{name} is added", told, tone="info")
        else:
            await say(self, f"{name} is added", f"{did.code}, enrolled in {course}.")
        self._end()
        return rx.redirect(f"/students/{did.code}")
