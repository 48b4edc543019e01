"""Dialogs belong to the page on which they were opened: whoever leaves it, by whatever way, leaves them."""

from __future__ import annotations

import reflex as rx

from growthos_ui.auth.permissions import Permission
from state.dialog import Dialog
from state.guard import needs
from state.money_form import MoneyForm


class DialogsState(rx.State):
    """Closes what was opened elsewhere, on every page: one that does not have a dialog does not know of it."""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def leave(self) -> None:
        """Close each dialog that was opened on another page; a line that was cut and is back finds its own as it was."""
        for each in rx.State.get_substates():
            if issubclass(each, (MoneyForm, Dialog)):
                await (await self.get_state(each)).arrive()
