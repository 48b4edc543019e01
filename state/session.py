"""The page of one session: what it is, what is done about it, and its roll, on which students are marked one by one or all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.errors import GrowthError
from growthos_ui.listing.pairs import Fact, Option
from growthos_ui.listing.words import number_of
from growthos_ui.mentoring.sessions.acts import complete, keep_recording, mark, mark_the_rest, take_mark_off
from growthos_ui.mentoring.sessions.found import Attendee, Roll, Session, find_roll, find_session
from growthos_ui.mentoring.sessions.planning import announce, announce_series
from growthos_ui.mentoring.sessions.words import ATTENDANCES
from state.guard import actor, needs
from state.one import OneState
from state.toasts import say

_MARKS = {each.value: each.words.lower() for each in ATTENDANCES}


@dataclass
class Shown:
    """What is shown of the session."""

    id: str = ""
    title: str = ""
    status: str = ""
    description: str = ""
    link: str = ""
    recording: str = ""
    opens: str = ""
    may_hold: bool = False
    may_mark: bool = False
    may_complete: bool = False
    may_change: bool = False
    may_announce: bool = False
    later: int = 0
    may_read_roll: bool = False
    is_before: bool = False
    facts: list[Fact] = field(default_factory=list)


class SessionState(OneState, rx.State):
    """One session. `refusal` is why something was not done, `field` what it is about: a box, or the id of a student, `_whom`.

    Each event names the session that it was drawn for: what comes late is never done to another. `asked` is the mark that all others are to
    get, once that is said twice; `ending` asks whether it is over.
    """

    shown: Shown = Shown()
    rows: list[Attendee] = []
    tabs: list[Option] = []
    share: str = ""
    all_words: str = ""
    rest: int = 0
    has_more: bool = False
    batches: list[str] = []
    batch: str = ""
    marked: str = ""
    typed: str = ""
    page: int = 0
    asked: str = ""
    ending: bool = False
    refusal: str = ""
    field: str = ""

    _whom: str = ""

    @rx.event(supersedes=True)
    @needs(Permission.MENTORING_SESSIONS_READ)
    async def load(self) -> Any:
        """Show the session that the address names."""
        async for drawn in self._opened():
            yield drawn

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_READ)
    async def renew(self) -> None:
        """Show what has changed about it: here, in another tab, or by somebody else."""
        await self._renewed()

    @rx.event(supersedes=True)
    @needs(Permission.MENTORING_ATTENDANCE_READ)
    async def narrow(self, marked: str) -> None:
        """Show those on the roll who have this mark; all for none."""
        self.marked, self.page, self.asked = marked if marked in {each.value for each in self.tabs} else "", 0, ""
        await self._renewed()

    @rx.event(supersedes=True)
    @needs(Permission.MENTORING_ATTENDANCE_READ)
    async def narrow_batch(self, batch: str) -> None:
        """Show those on the roll who are of this batch; all for none."""
        self.batch, self.page, self.asked = batch if batch in self.batches else "", 0, ""
        await self._renewed()

    @rx.event(supersedes=True)
    @needs(Permission.MENTORING_ATTENDANCE_READ)
    async def find(self, typed: str) -> None:
        """Show those on the roll whose name or code holds what is typed."""
        self.typed, self.page = typed[:100], 0
        await self._renewed()

    @rx.event(supersedes=True)
    @needs(Permission.MENTORING_ATTENDANCE_READ)
    async def turn(self, by: int) -> None:
        """Go to the next page of the roll, or to the one before."""
        self.page = max(self.page + (1 if by > 0 and self.has_more else -1), 0)
        await self._renewed()

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def mark(self, session: UUID, student: UUID, was: str, status: str) -> None:
        """Mark one student, whose mark was that when the button was drawn."""
        if str(session) == self.shown.id:
            await self._do(mark, session, student, status, was=was, about=str(student))

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def take_mark_off(self, session: UUID, student: UUID, was: str) -> None:
        """Take the mark of one student off, which was that when the button was drawn."""
        if str(session) == self.shown.id:
            await self._do(take_mark_off, session, student, was=was, about=str(student))

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def ask_for_the_rest(self, status: str) -> None:
        """Ask whether everybody whom nobody has marked gets this mark; or leave it."""
        self.asked = status if status in _MARKS else ""

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def mark_the_rest(self, session: UUID, status: str) -> None:
        """Mark everybody whom nobody has marked, once that was asked."""
        if str(session) != self.shown.id or status != self.asked:
            return
        done = await self._do(mark_the_rest, session, status)
        if done is not None:
            await say(self, f"{number_of(done, ('student', 'students'))} marked {_MARKS[status]}")

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def weigh(self, is_ending: bool) -> None:  # noqa: FBT001 - the browser sends it alone
        """Ask whether the session is over, or leave it."""
        self.ending = is_ending

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def complete(self, session: UUID) -> None:
        """End the session."""
        if str(session) == self.shown.id and (done := await self._do(complete, session)) is not None:
            await say(self, "The session is over" if done else "It was over already")

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def announce(self, session: UUID) -> None:
        """Tell of a draft."""
        await self._announce(session, announce)

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def announce_series(self, session: UUID) -> None:
        """Tell of a draft and all later drafts of its series."""
        await self._announce(session, announce_series)

    async def _announce(self, session: UUID, act: Any) -> None:
        if str(session) == self.shown.id and (many := await self._do(act, session)) is not None:
            said = f"{many} sessions announced" if many > 1 else "Announced" if many else "It was announced already"
            await say(self, said, "Students see what is announced.")

    @rx.event
    @needs(Permission.MENTORING_SESSIONS_MANAGE)
    async def keep_recording(self, form: dict[str, str]) -> None:
        """Keep where the recording is; where it is refused, what was typed stays in its box."""
        if not self.shown.id or form.get("session") != self.shown.id:
            return
        done = await self._do(keep_recording, UUID(self.shown.id), form.get("recording_url", ""), about="recording_url")
        if done is not None:
            await say(self, "Saved" if done else "It is like that already")

    async def _do(self, act: Any, session: UUID, *values: Any, about: str = "", **named: Any) -> Any:
        """Return what was done, and show the session as it is then; None where it was refused, which is said."""
        self.refusal, self.field, self.asked, self.ending = "", "", "", False
        self._whom = next((each.name for each in self.rows if each.id == about), "")
        done = None
        try:
            async with db.acting_as(actor()) as tx:
                done = await act(tx, session, *values, **named)
        except GrowthError as error:
            self.refusal, self.field = error.words(), about
        await self._renewed()
        return done

    def _forget(self) -> None:
        self.shown, self.refusal, self.field, self.asked, self.ending = Shown(), "", "", "", False
        self.marked, self.batch, self.typed, self.page = "", "", "", 0
        self._show_roll(None)

    async def _show(self) -> None:
        who = actor()
        zone = ZoneInfo(who.timezone)
        async with db.acting_as(who) as tx:
            found = await find_session(tx, self._name, zone)
            roll = await self._roll(tx, found, zone) if found and found.may_read_roll else None
        if found is None:
            self.face = "missing"
            self._forget()
            return
        self.shown, self.face = _shown(found), "ready"
        self._show_roll(roll)
        if self.refusal and self._whom and self.field not in {each.id for each in self.rows}:
            # the row that it would stand at is not among those shown any more
            await say(self, self._whom, self.refusal, tone="bad")
            self.refusal, self.field = "", ""

    async def _roll(self, tx: Transaction, found: Session, zone: ZoneInfo) -> Roll:
        """Return the page of the roll; where it has none any more the one before, else the first."""
        narrowed = {"marked": self.marked, "batch": self.batch, "typed": self.typed}
        is_over = found.status == "completed"
        for page in dict.fromkeys((self.page, max(self.page - 1, 0), 0)):
            self.page = page
            roll = await find_roll(tx, UUID(found.id), zone, is_over=is_over, page=page, **narrowed)
            if roll.rows:
                break
        return roll

    def _show_roll(self, roll: Roll | None) -> None:
        if roll is None:
            self.rows, self.tabs, self.share, self.all_words, self.rest = [], [], "", "", 0
            self.has_more, self.batches = False, []
            return
        self.rows, self.batches = list(roll.rows), list(roll.batches)
        self.tabs = [Option(*each) for each in roll.tabs]
        self.share, self.all_words, self.rest, self.has_more = roll.share, roll.all_words, roll.rest, roll.has_more


def _shown(found: Session) -> Shown:
    """Return the words of a session."""
    return Shown(
        id=found.id,
        title=found.title,
        status=found.status,
        description=found.description,
        link=found.link,
        recording=found.recording,
        opens=found.opens,
        may_hold=found.may_hold,
        may_mark=found.may_mark,
        may_complete=found.may_complete,
        may_change=found.may_change,
        may_announce=found.may_announce,
        later=found.later,
        may_read_roll=found.may_read_roll,
        is_before=found.status in {"draft", "cancelled"} or found.opens != "",
        facts=[Fact(*each) for each in found.facts],
    )
