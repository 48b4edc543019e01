"""The dialog that corrects a learner's name, address and number; what was typed stays where it is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.people.contacts import FIELDS, correct, find_contact
from state.dialog import Dialog
from state.guard import actor, needs
from state.student import StudentState
from state.toasts import say


class ContactState(Dialog, rx.State):
    """The open dialog. `start` is what its boxes held when it opened."""

    start: dict[str, str] = dict.fromkeys(FIELDS, "")

    _seen: dict[str, str] = {}

    @rx.event
    @needs(Permission.PEOPLE_CONTACTS_CHANGE)
    async def open(self) -> None:
        """Open the dialog on the learner of the page, with what stands there now."""
        student = (await self.get_state(StudentState)).learner.id
        async with db.acting_as(actor()) as tx:
            found = await find_contact(tx, UUID(student)) if student else None
        if found is None:
            await say(self, "There is no such student", tone="bad")
            return
        self._begin(student)
        self._seen = self.start = found

    @rx.event
    @needs(Permission.PEOPLE_CONTACTS_CHANGE)
    async def save(self, form: dict[str, str]) -> Any:
        """Save what was changed, or say at its box why not. What somebody else saved meanwhile is shown, and may be saved over."""
        if not self.is_open:
            return None
        typed = {name: form.get(name, "") for name in FIELDS}
        try:
            async with db.acting_as(actor()) as tx:
                changed = await correct(tx, UUID(self._of), typed, self._seen)
        except GrowthError as error:
            self.refusal, self.field = error.words(), error.field if error.field in FIELDS else ""
            if error.kind is Kind.CONFLICT and error.field in FIELDS:
                await self._see_anew(error.field)
            return None
        self.is_open = False
        await say(self, "Contact saved" if changed else "Nothing was changed")
        return StudentState.renew

    async def _see_anew(self, field: str) -> None:
        """Take what stands in this field now as seen: whoever saves again has read it."""
        async with db.acting_as(actor()) as tx:
            now = await find_contact(tx, UUID(self._of))
        if now is not None:
            self._seen = {**self._seen, field: now[field]}
            self.refusal = f"{self.refusal} Save again to put yours in its place."
