"""What every dialog of money remembers: its boxes, what would come of them, why nothing was done, and what was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID, uuid4

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.asking import ASKED, SECOND, ask
from growthos_ui.finance.trying import Change
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady

_Outcome = TypeVar("_Outcome")
AGAIN = "It was recorded before, and not a second time"


class MoneyForm(Steady, rx.State, mixin=True):
    """An open dialog. `act` names it, `start` is what its boxes held when it opened, `face` is asking or done.

    `refusal` is why nothing was done, `field` the box that it is about, if it is about one. `needs_second` says that it is
    above the limit: sending the form then asks a second person, and `is_agreed` that the changes are what comes once that one agrees. `key` makes whatever is sent with it one act: it goes along
    with the form, so that one whose answer never came can be sent again.
    """

    act: str = ""
    face: str = "asking"
    start: dict[str, str] = {}
    today: str = ""
    changes: list[Change] = []
    forecast: str = ""
    refusal: str = ""
    field: str = ""
    is_busy: bool = False
    needs_second: bool = False
    is_agreed: bool = False
    receipt: str = ""
    outcome: str = ""
    key: str = ""

    _typed: dict[str, str] = {}
    _is_new: bool = False
    _page: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def arrive(self) -> None:
        """Close what was opened on another page. A line that was cut and is back arrives, too, and finds its dialog as it was."""
        if self.act and self._page != self.router.url.path:
            self._end()

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def note(self, name: str, value: str) -> None:
        """Keep what stands in a box now: each counts, however soon the next is filled. What was sent meanwhile is not typed anew."""
        if self.face == "asking" and self._typed.get(name, value) != value:
            self._typed, self._is_new = {**self._typed, name: value}, True
            if name == self.field:
                self._clear()

    @rx.event(supersedes=True, debounce=250)
    @needs(Permission.PEOPLE_HOME_READ)
    async def consider(self) -> None:
        """Foretell what would come of it with the boxes as they are now."""
        if self.face == "asking" and self._is_new:
            self._is_new = False
            await self._foretell()

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def put_away(self) -> None:
        """Close the dialog; what was not sent is forgotten."""
        self._end()

    async def _send(self, seen: Any, renewed: Any) -> Any:
        """Do the act on what was seen and show what came of it, then have the page `renewed`; on a refusal the boxes stay as they are."""
        if seen is None:
            return None
        did = await self._attempt(self._done_or_asked(seen, dict(self._typed)))
        if did is None:
            return None
        (outcome,) = did
        if outcome is None:
            self._wait()
            return None
        self._tell(seen, outcome)
        return renewed

    async def _attempt(self, doing: Awaitable[Any]) -> tuple[Any] | None:
        """Return what was done, alone in a tuple; None where it was refused or failed, which the dialog says."""
        try:
            return (await doing,)
        except GrowthError as error:
            await self._refuse(error)
        except Exception as error:  # noqa: BLE001 - it is said in the dialog, which lies over everything else
            self._fail(error)
        finally:
            self.is_busy = False
        return None

    async def _done_or_asked(self, seen: Any, typed: dict[str, str]) -> Any:
        """Do the act and return what came of it; None where it is above the limit: a second person is asked, and nothing comes of it yet."""
        try:
            return await self._do(seen, typed)
        except GrowthError as error:
            if error.field != SECOND:
                raise
        await ask(actor(), *self._asked(seen, typed), typed, self.key)
        return None

    async def _do(self, seen: Any, typed: dict[str, str]) -> Any:
        """Do the act and return what came of it."""
        raise NotImplementedError

    def _asked(self, seen: Any, typed: dict[str, str]) -> tuple[str, dict[str, Any]]:
        """Return what a second person is asked for: the act, and the request of it."""
        raise NotImplementedError

    def _tell(self, seen: Any, outcome: Any) -> None:
        """Show what came of it."""
        raise NotImplementedError

    async def _refuse(self, error: GrowthError) -> None:
        """Show why nothing was done, at its box where it is about one."""
        self.refusal = error.words()
        self.field = error.field if error.field in self._typed else ""

    async def _foretell(self) -> None:
        """Show before and after; where that is refused, before and why."""
        raise NotImplementedError

    async def _tried(self, tried: Awaitable[_Outcome], agreed: Callable[[], Awaitable[_Outcome]]) -> _Outcome | None:
        """Return what would come of it, above the limit once a second person agrees; None where it is refused. Say why of both."""
        said, outcome = None, None
        try:
            outcome = await tried
        except GrowthError as error:
            said = error
        needs_second = said is not None and said.field == SECOND
        if needs_second:
            with suppress(GrowthError):  # whoever sends it is told
                outcome = await agreed()
        self.forecast, self.needs_second = said.sentence if said else "", needs_second
        self.is_agreed = needs_second and outcome is not None
        return outcome

    def _begin(self, act: str, start: dict[str, str]) -> None:
        """Open with these boxes. The key is made here: whatever is clicked twice is one act."""
        self.act, self.face, self.receipt, self.outcome, self.key = act, "asking", "", "", str(uuid4())
        self._typed = self.start = start
        self._is_new, self._page = False, self.router.url.path
        self.is_busy = False  # the server that was busy with the last one may have ended
        self._clear()

    def _end(self) -> None:
        """Close; what was not sent is forgotten."""
        self.act, self._typed, self.key = "", {}, ""
        self._clear()

    def _takes(self, needed: Permission | None, permission: Permission, form: dict[str, str]) -> bool:
        """Take what was typed; False where there is nothing to send: no dialog of this kind, or it was sent already."""
        if self.face != "asking" or needed is not permission:
            return False
        self._typed, self._is_new = {name: form.get(name, "") for name in self._typed}, False
        self.key = _key_in(form) or self.key
        self._clear()
        self.is_busy = True
        return True

    def _fail(self, error: Exception) -> None:
        """Say what to do: the answer may be all that was lost, and whatever was lost, it is one act."""
        said = "It is not certain whether that was done. Send it again: it is done once at most."
        self.refusal, self.field = f"{said} {words_of(error)}.", ""

    def _wait(self) -> None:
        """Say that it waits for a second person."""
        self.face, self.receipt, self.forecast, self.changes, self.outcome = "done", "", "", [], ASKED
        self.needs_second, self.is_agreed = True, False

    def _clear(self) -> None:
        self.refusal = self.field = ""


def _key_in(form: dict[str, str]) -> str:
    """Return the key that came with a form; nothing where it is none that is made here: the program's own acts have others."""
    try:
        return str(UUID(form.get("key", "")))
    except ValueError:
        return ""
