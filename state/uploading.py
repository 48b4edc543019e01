"""The page that adds many students at once: their list, the place that each of them gets, and what became of each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance import adding
from growthos_ui.finance.adding_many import Added, added, refused
from growthos_ui.finance.enrolling import find_offers
from growthos_ui.finance.enrolling_acts import Outcome, Seen
from growthos_ui.finance.newcomers import HEADINGS, Person, file_of, people_in, written
from growthos_ui.listing.words import count_words
from state.faults import words_of
from state.guard import actor, needs
from state.place_form import PLACE, PlaceForm

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


class UploadState(PlaceForm, rx.State):
    """The page. `good` and `wrong` count whom can be added and whom not, or who was and who was not."""

    fault: str = ""
    rows: list[Row] = []
    good: int = 0
    wrong: int = 0
    counted: str = ""
    more: str = ""
    does: str = "Add students"
    result: str = ""

    _people: tuple[Person, ...] = ()
    _wrong: dict[int, str] = {}

    @rx.event
    @needs(Permission.PEOPLE_STUDENTS_CREATE)
    async def load(self) -> None:
        """Open an empty page. A line that was cut and is back finds it as it was."""
        if not self.act:
            await self._anew({})

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
        if self.face == "asking" and not self.is_busy and text != self._typed.get("people"):
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

    async def _added(self, seen: Seen, typed: dict[str, str]) -> list[Added]:
        await self._read()
        if self.field == "people":
            raise GrowthError(Kind.INVALID, self.refusal, field="people")
        if not self._people:
            raise GrowthError(Kind.INVALID, "Nobody is in the list.", field="people")
        return await added(actor(), seen, typed, self._people, key=self.key, told=self._told_of(seen, typed))

    async def _anew(self, start: dict[str, str]) -> None:
        try:
            self._people, self._wrong = (), {}
            await self._open(_ACT, _START | start, await self._look_again(Seen(None)))
            self.fault = ""
            self._show({}, ("can be added", "cannot be added"))
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self._end()
            self.fault = words_of(error)

    async def _look_again(self, seen: Seen) -> Seen:
        async with db.acting_as(actor()) as tx:
            return Seen(seen.student, tuple(await find_offers(tx, seen.student)))

    async def _try(self, seen: Seen, typed: dict[str, str]) -> Outcome:
        return await adding.tried(actor(), seen, typed)

    async def _try_agreed(self, seen: Seen, typed: dict[str, str]) -> Outcome:
        return await adding.agreed(actor(), seen, typed)

    async def _refuse(self, error: GrowthError) -> None:
        await super()._refuse(error)
        if error.kind in {Kind.CONFLICT, Kind.DUPLICATE}:
            said = self.refusal
            await self._read()
            self.refusal = said

    async def _read(self) -> None:
        if self.field == "people":
            self._clear()
        try:
            self._people = people_in(self._typed.get("people", ""))
        except GrowthError as error:
            self._people, self.refusal, self.field = (), error.words(), "people"
        self._wrong = await refused(actor(), self._people) if self._people else {}
        self._show({}, ("can be added", "cannot be added"))

    def _told_all(self, outcome: list[Added]) -> None:
        """Say what became of each."""
        self._wrong = {each.at: each.refusal for each in outcome if each.refusal}
        self.face, self.forecast = "done", ""
        self._show({each.at: each for each in outcome}, ("added", "not added"))
        self.result = _file([self._row(at, {each.at: each for each in outcome}) for at in range(1, len(outcome) + 1)])

    def _show(self, outcome: dict[int, Added], words: tuple[str, str]) -> None:
        """Show the list, whom something keeps out first, and count both."""
        numbers = range(1, len(self._people) + 1)
        order = sorted(numbers, key=lambda at: (at not in self._wrong, at))
        self.rows = [self._row(at, outcome) for at in order[:ROWS_SHOWN]]
        self.wrong, self.good = len(self._wrong), len(self._people) - len(self._wrong)
        left = len(order) - len(self.rows)
        self.more = f"And {count_words(left)} more." if left > 0 else ""
        both = ", ".join(
            f"{count_words(number)} {said}"
            for number, said in zip((self.good, self.wrong), words, strict=True)
            if number
        )
        self.counted = f"{_several(len(order), 'row')}: {both}" if order else ""
        self.does = f"Add {_several(self.good, 'student')}" if self.good else "Add students"

    def _row(self, at: int, outcome: dict[int, Added]) -> Row:
        person, found = self._people[at - 1], outcome.get(at)
        said, tone = _became(found, self._wrong.get(at, ""))
        return Row(at, person.name, person.email, person.phone, found.code if found else "", said, tone)

    def _end(self) -> None:
        self._people, self._wrong = (), {}
        self.rows, self.result, self.fault = [], "", ""
        super()._end()


def _several(number: int, noun: str) -> str:
    return f"{count_words(number)} {noun if number == 1 else noun + 's'}"


def _became(found: Added | None, wrong: str) -> tuple[str, str]:
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
