"""What is said in passing, at the lower right: an act that worked, or why it did not."""

from __future__ import annotations

import reflex as rx

from growthos_ui.auth.permissions import Permission
from state.guard import needs


class ToastState(rx.State):
    """The last thing said. `number` counts them, so that the same words twice are said twice."""

    tone: str = ""
    title: str = ""
    words: str = ""
    number: int = 0

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def close(self) -> None:
        """Take it away."""
        self.tone = self.title = self.words = ""

    def _say(self, tone: str, title: str, words: str) -> None:
        self.tone, self.title, self.words = tone, title, words
        self.number += 1


async def say(state: rx.State, title: str, words: str = "", *, tone: str = "good") -> None:
    """Say something in the tab of this state; `tone` is good, info, or bad, which stays until it is closed."""
    said = await state.get_state(ToastState)
    said._say(tone, title, words)  # noqa: SLF001 - not an event: a browser may not say anything here
