"""The dialog that opens a ticket for a learner, who called or wrote elsewhere; what was typed stays where it is refused."""

from __future__ import annotations

from uuid import UUID, uuid4

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.support.tickets.acts import open_for
from state.guard import actor, needs
from state.student import StudentState
from state.toasts import say

FIELDS = ("subject", "message", "category", "priority")


class AskingState(rx.State):
    """The open dialog. `name` is of whom it is; `refusal` why no ticket was opened and `field` where."""

    is_open: bool = False
    name: str = ""
    refusal: str = ""
    field: str = ""

    _student: str = ""
    _page: str = ""
    _form: str = ""

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CREATE)
    async def open(self) -> None:
        """Open the dialog on the learner of the page."""
        learner = (await self.get_state(StudentState)).learner
        if learner.id:
            self._student, self.name, self._page = learner.id, learner.name, self.router.url.path
            self.is_open, self.refusal, self.field, self._form = True, "", "", str(uuid4())

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_READ)
    async def put_away(self) -> None:
        """Close the dialog; what was not sent is forgotten."""
        self._end()

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def arrive(self) -> None:
        """Close what was opened on another page; a line that was cut and is back leaves the dialog as it was."""
        if self.is_open and self._page != self.router.url.path:
            self._end()

    @rx.event
    @needs(Permission.SUPPORT_TICKETS_CREATE)
    async def send(self, form: dict[str, str]) -> None:
        """Open the ticket, once, or say at its box why not."""
        if not self.is_open:
            return
        try:
            async with db.acting_as(actor()) as tx:
                typed = {name: form.get(name, "") for name in FIELDS}
                number = await open_for(tx, UUID(self._student), typed, form=UUID(self._form))
        except GrowthError as error:
            self.refusal, self.field = error.words(), error.field if error.field in FIELDS else ""
            return
        await say(self, f"{number} opened", f"For {self.name}. It stands among the tickets.")
        self._end()

    def _end(self) -> None:
        self.is_open, self._student, self.name, self.refusal, self.field = False, "", "", "", ""
