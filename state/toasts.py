"""What is said in passing, at the lower right: an act that worked, or why it did not."""

from __future__ import annotations

from typing import Any

import reflex as rx

from growthos_ui.auth.permissions import Permission
from state.guard import needs


class ToastState(rx.State):
    """The last thing said. `number` counts them, so that the same words twice are said twice."""

    tone: str = ""
    title: str = ""
    words: str = ""
    number: int = 0
    may_undo: bool = False

    _undoes: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def close(self) -> None:
        """Take it away."""
        self._say("", "", "")

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def undo(self) -> Any:
        """Take back what was just said to be done, where that was offered."""
        list_state, self._undoes, self.may_undo = self._undoes, "", False
        return self.get_root_state().get_class_substate(list_state).take_back if list_state else None

    def _say(self, tone: str, title: str, words: str, undoes: str = "") -> None:
        self.tone, self.title, self.words = tone, title, words
        self._undoes, self.may_undo = undoes, bool(undoes)
        self.number += 1


async def say(state: rx.State, title: str, words: str = "", *, tone: str = "good", may_undo: bool = False) -> None:
    """Say something in the tab of this state; `tone` is good, info, or bad, which stays until it is closed.

    With `may_undo` the state has an event `take_back`, which is offered.
    """
    said = await state.get_state(ToastState)
    said._say(tone, title, words, type(state).get_full_name() if may_undo else "")  # noqa: SLF001 - not an event: a browser may not say anything here
