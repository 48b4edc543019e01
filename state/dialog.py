"""What the dialogs on one thing share that change nothing in the books: when they are open, and when they close."""

from __future__ import annotations

import reflex as rx

from growthos_ui.auth.permissions import Permission
from state.guard import needs


class Dialog(rx.State, mixin=True):
    """An open dialog on one learner, one session, or none yet, whose id is `_of`. `refusal` is why what was sent was not done, `field` the box that it is about."""

    is_open: bool = False
    refusal: str = ""
    field: str = ""

    _of: str = ""
    _page: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def put_away(self) -> None:
        """Close the dialog; what was not sent is forgotten."""
        self._end()

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def arrive(self) -> None:
        """Close what was opened on another page; a line that was cut and is back leaves the dialog as it was."""
        if self.is_open and self._page != self.router.url.path:
            self._end()

    def _begin(self, of: str) -> None:
        self._of, self._page = of, self.router.url.path
        self.is_open, self.refusal, self.field = True, "", ""

    def _end(self) -> None:
        self.is_open, self._of, self.refusal, self.field = False, "", "", ""
