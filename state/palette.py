"""The command palette's one question: which students are meant. Screens and acts are known to the browser already."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.people.finding import find_students
from state.guard import actor, needs

_TYPED_MAX = 100


@dataclass
class Hit:
    """A student who was found."""

    code: str = ""
    name: str = ""


class PaletteState(rx.State):
    """What was found for `words`. Row security answers: whom the person may not see is never found."""

    words: str = ""
    hits: list[Hit] = []
    found_nobody: bool = False

    @rx.event(supersedes=True)
    @needs(Permission.PEOPLE_HOME_READ)
    async def find(self, typed: str) -> None:
        """Find students by the words of their name or code; the latest typing wins over what is still being asked.

        Everybody types here, also to find a page: whoever may not see students is answered with none.
        """
        who = actor()
        found = None
        if who.may(Permission.PEOPLE_STUDENTS_READ):
            async with db.acting_as(who) as tx:
                found = await find_students(tx, typed[:_TYPED_MAX])
        self.hits = [Hit(row["student_code"], row["full_name"]) for row in found or ()]
        self.found_nobody = found is not None and not found
        self.words = typed[:_TYPED_MAX]
