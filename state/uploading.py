"""The page that adds many students at once: their list, the place that each of them gets, and what became of each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.adding_many import Became, all_added, refused
from growthos_ui.finance.enrolling_acts import Seen
from growthos_ui.finance.newcomers import HEADINGS, Person, file_of, people_in, written
from growthos_ui.listing.words import count_words
from state.faults import words_of
from state.guard import actor, needs
from state.newcomer_form import NewcomerForm
from state.place_form import PLACE

ROWS_SHOWN = 100
_ACT = "upload"
_START = {"people": ""} | PLACE


@dataclass
class Row:
    """One of the list: their number in it, who they are, and what can become of them or did. `tone` is good, bad or info."""

    at: int = 0
    name: str = ""
    email: str = ""
    phone: str = ""
    code: str = ""
    said: str = ""
    tone: str = ""


class UploadState(NewcomerForm, rx.State):
    """The page. `good` and `wrong` count whom can be added and whom not, or who was and who was not; `is_waiting` says that
    places of theirs wait for a second person.
    """

    fault: str = ""
    rows: list[Row] = []
    good: int = 0
    wrong: int = 0
    counted: str = ""
    more: str = ""
    does: str = "Add students"
    result: str = ""
    is_waiting: bool = False

    _people: tuple[Person, ...] = ()
    _wrong: dict[int, str] = {}
    _text: str | None = None

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def load(self) -> None:
        """Open an empty page. A line that was cut and is back finds it as it was; loaded anew, its list stands in the box again."""
        if self.act:
            self.start = {**self.start, "people": self._typed.get("people", "")}
            return
        try:
            await self._anew({})
            self.fault = ""
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self._end()
            self.fault = words_of(error)

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def begin(self) -> None:
        """Take another list, for the same place."""
        await self._anew({name: value for name, value in self._typed.items() if name in PLACE})

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def take_again(self) -> None:
        """Take whom were not added as a list to correct, for the same place."""
        left = [self._people[at - 1] for at in sorted(self._wrong)]
        await self._anew(self._typed | {"people": written(left)})
        await self._read()

    @rx.event(supersedes=True)
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def read(self, rows: list[str]) -> None:
        """Read the list as it stands now, line by line, and say who of it can be added."""
        text = "\n".join(rows)
        if self.face == "asking" and not self.is_busy and text != self._text:
            self._typed = {**self._typed, "people": text}
            await self._read()

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def add(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Add everybody who can be added; what keeps the others out is said beside them."""
        is_open = Permission.PEOPLE_STUDENTS_CREATE if self.act == _ACT else None
        people = self._typed.get("people", "")
        if not self._takes(is_open, Permission.PEOPLE_STUDENTS_CREATE, {**form, "people": people}):
            return
        yield
        did = await self._attempt(self._added(self._seen or Seen(None), dict(self._typed)))
        if did is not None:
            self._told_all(did[0])

    async def _added(self, seen: Seen, typed: dict[str, str]) -> list[Became]:
        await self._read()
        if self.field == "people":
            raise GrowthError(Kind.INVALID, self.refusal, field="people")
        if not self._people:
            raise GrowthError(Kind.INVALID, "Nobody is in the list.", field="people")
        return await all_added(actor(), seen, typed, self._people, key=self.key, told=self._told_of(seen, typed))

    async def _anew(self, start: dict[str, str]) -> None:
        """Open with these boxes. What stands there is all that tells who was added: it goes once the next page can come."""
        seen = await self._look_again(Seen(None))
        self._people, self._wrong, self._text, self.result, self.is_waiting = (), {}, None, "", False
        await self._open(_ACT, _START | start, seen)
        self._show({})

    async def _refuse(self, error: GrowthError) -> None:
        await super()._refuse(error)
        if error.kind in {Kind.CONFLICT, Kind.DUPLICATE}:
            said = self.refusal
            await self._read()
            self.refusal = said

    async def _read(self) -> None:
        """Read the list that stands in the box. One that was not read to its end is read again when it is told again."""
        if self.field == "people":
            self._clear()
        text, said = self._typed.get("people", ""), ""
        people: tuple[Person, ...] = ()
        try:
            people = people_in(text)
        except GrowthError as error:
            said = error.words()
        self._wrong = await refused(actor(), people) if people else {}
        self._people, self._text = people, text
        if said:
            self.refusal, self.field = said, "people"
        self._show({})

    def _told_all(self, outcome: list[Became]) -> None:
        """Say what became of each."""
        became = {each.at: each for each in outcome}
        self._wrong = {each.at: each.refusal for each in outcome if each.refusal}
        self.face, self.forecast, self.is_waiting = "done", "", any(each.waits for each in outcome)
        self._show(became)
        self.result = _file([self._row(at, became) for at in range(1, len(outcome) + 1)])

    def _show(self, outcome: dict[int, Became]) -> None:
        """Show the list, whom something keeps out first, and count it: who can be added, or was."""
        numbers = range(1, len(self._people) + 1)
        order = sorted(numbers, key=lambda at: (at not in self._wrong, at))
        self.rows = [self._row(at, outcome) for at in order[:ROWS_SHOWN]]
        self.wrong, self.good = len(self._wrong), len(self._people) - len(self._wrong)
        left = len(order) - len(self.rows)
        self.more = f"And {count_words(left)} more." if left > 0 else ""
        again = sum(each.is_again for each in outcome.values())
        counts = {"added": self.good - again, "added before": again, "not added": self.wrong}
        if not outcome:
            counts = {"can be added": self.good, "cannot be added": self.wrong}
        each_of = ", ".join(f"{count_words(number)} {said}" for said, number in counts.items() if number)
        self.counted = f"{_several(len(order), 'row')}: {each_of}" if order else ""
        self.does = f"Add {_several(self.good, 'student')}" if self.good else "Add students"

    def _row(self, at: int, outcome: dict[int, Became]) -> Row:
        person, found = self._people[at - 1], outcome.get(at)
        said, tone = _became(found, self._wrong.get(at, ""))
        return Row(at, person.name, person.email, person.phone, found.code if found else "", said, tone)

    def _end(self) -> None:
        self._people, self._wrong, self._text = (), {}, None
        self.rows, self.result, self.fault, self.is_waiting = [], "", "", False
        super()._end()


def _several(number: int, noun: str) -> str:
    return f"{count_words(number)} {noun if number == 1 else noun + 's'}"


def _became(found: Became | None, wrong: str) -> tuple[str, str]:
    """Return what can become of somebody or did, and its tone."""
    if wrong:
        return wrong, "bad"
    if found is None:
        return "Can be added", "good"
    if found.is_again:
        return "Added before, and not a second time", "info"
    return ("Added, the place waits for a second person", "info") if found.waits else ("Added", "good")


def _file(rows: list[Row]) -> str:
    """Return the address that holds the whole list as a file: who was added under which code, and why others were not."""
    cells = [(str(each.at), each.name, each.email, each.phone, each.code, each.said) for each in rows]
    return file_of([("Row", *HEADINGS, "Code", "Result"), *cells])
