"""What the dialogs on the learner of the page share: whom they are on, and that what is sent twice is done once."""

from __future__ import annotations

from uuid import uuid4

import reflex as rx

from state.dialog import Dialog
from state.student import StudentState


class StudentDialog(Dialog, rx.State, mixin=True):
    """An open dialog on one learner. `name` is whose it is; `_form` goes along with whatever is sent, and makes it one act."""

    name: str = ""

    _form: str = ""

    async def _begin_on_learner(self) -> None:
        learner = (await self.get_state(StudentState)).learner
        if learner.id:
            self._begin(learner.id)
            self.name, self._form = learner.name, str(uuid4())
