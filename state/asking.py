"""The dialog that opens a ticket for a learner, who called or wrote elsewhere; what was typed stays where it is refused."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.support.tickets.acts import open_for
from state.guard import actor, needs
from state.student_dialog import StudentDialog
from state.toasts import say

FIELDS = ("subject", "message", "category", "priority")


class AskingState(StudentDialog, rx.State):
    """The open dialog."""

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CREATE)
    async def open(self) -> None:
        """Open the dialog on the learner of the page."""
        await self._begin_on_learner()

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CREATE)
    async def send(self, form: dict[str, str]) -> None:
        """Open the ticket, once, or say at its box why not."""
        if not self.is_open:
            return
        try:
            async with db.acting_as(actor()) as tx:
                typed = {name: form.get(name, "") for name in FIELDS}
                number = await open_for(tx, UUID(self._of), typed, form=UUID(self._form))
        except GrowthError as error:
            self.refusal, self.field = error.words(), error.field if error.field in FIELDS else ""
            return
        await say(self, f"{number} opened", f"For {self.name}. It stands among the tickets.")
        self._end()
