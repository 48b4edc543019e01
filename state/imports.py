"""The list of files that were handed in; and one of them: its columns, what it would do, and bringing it in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.finance.amounts import amount_words
from growthos_ui.finance.imports import bringing
from growthos_ui.finance.imports.bringing import Examined, File
from growthos_ui.finance.imports.kinds import Brought
from growthos_ui.finance.imports.mapping import DAYS, NUMBERS, Mapping
from growthos_ui.finance.imports.reading import FIRST_ROW
from growthos_ui.finance.imports.tables import IMPORTS
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.words import count_words
from state.faults import words_of
from state.guard import actor, needs
from state.listing import ListingState
from state.steady import Steady

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 8
_NONE = "none"
_NUMBER = re.compile(r"[0-9]{1,15}")


class ImportsState(ListingState, rx.State):
    """Files that were handed in, as the actor may see them."""

    listing: ClassVar[Listing] = IMPORTS


@dataclass
class Box:
    """A choice of the mapping: for a field the column that it is, or the way in which numbers or days are written."""

    name: str = ""
    label: str = ""
    hint: str = ""
    value: str = ""
    is_missing: bool = False


@dataclass
class Wrong:
    """A value that cannot be brought in."""

    row: str = ""
    column: str = ""
    value: str = ""
    sentence: str = ""


@dataclass
class Sum:
    """What the rows of one currency add up to."""

    currency: str = ""
    amount: str = ""
    rows: str = ""


class ImportState(Steady, rx.State):
    """One file. `face` is loading, ready, missing or failed; `status` read, done or dropped."""

    face: str = "loading"
    fault: str = ""
    number: str = ""
    name: str = ""
    kind: str = ""
    about: str = ""
    by: str = ""
    status: str = ""
    made: str = ""
    ledger: str = ""
    boxes: list[Box] = []
    columns: list[dict[str, str]] = []
    numbers: str = ""
    days: str = ""
    headings: list[str] = []
    cells: list[list[str]] = []
    is_busy: bool = False
    rows: str = ""
    good: str = ""
    known: str = ""
    wrong: str = ""
    problems: list[Wrong] = []
    more: str = ""
    sums: list[Sum] = []
    may_bring: bool = False
    refusal: str = ""

    _number: int = 0
    _mapping: Mapping = Mapping()

    @rx.event(supersedes=True)
    @needs(Permission.FINANCE_IMPORTS_READ)
    async def load(self) -> AsyncIterator[None]:
        """Show the file that the address names, and what it would do."""
        said = self.router.url.path.rstrip("/").rpartition("/")[2]
        self._number = int(said) if _NUMBER.fullmatch(said) else 0
        if str(self._number) != self.number:
            self.face, self.refusal = "loading", ""
        yield
        try:
            async with db.acting_as(actor()) as tx:
                file = await bringing.find_file(tx, self._number)
            if file is None:
                self.face = "missing"
                return
            self._mapping = file.mapping
            self._show(file)
            self.face, self.is_busy = "ready", file.status == "read"
            yield
            await self._examine()
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self.face, self.fault = "failed", words_of(error)

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_READ)
    async def renew(self) -> None:
        """Show what has become of the file elsewhere; while nothing has, it is not held against the ledger again."""
        if self.face not in {"ready", "missing"} or self.is_busy:
            return
        async with db.acting_as(actor()) as tx:
            file = await bringing.find_file(tx, self._number)
        if file is None:
            self.face = "missing"
            return
        if self.face == "ready" and (file.status, file.mapping) == (self.status, self._mapping):
            return
        self._mapping = file.mapping
        self._show(file)
        self.face = "ready"
        await self._examine()

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def choose(self, name: str, value: str) -> AsyncIterator[None]:
        """Take another column for a field, or another way of writing numbers or days; and ask again what comes of it."""
        if self.status != "read" or self.is_busy:
            return
        self._mapping = _chosen(self._mapping, name, value, len(self.headings))
        self._boxes(bringing.KINDS[self.kind])
        self.is_busy, self.refusal = True, ""
        yield
        try:
            await bringing.remember(actor(), self._number, self._mapping)
            await self._examine()
        except GrowthError as error:
            self.refusal = error.words()
        finally:
            self.is_busy = False

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def bring_in(self) -> AsyncIterator[Any]:
        """Bring the whole file in. Sent twice it is brought in once: the second finds it done."""
        if self.status != "read" or self.is_busy or not self.may_bring:
            return
        self.is_busy, self.refusal = True, ""
        yield
        try:
            await bringing.bring_in(actor(), self._number, self._mapping)
            self.status = "done"
        except GrowthError as error:
            self.refusal = error.words()
        finally:
            self.is_busy = False
        yield ImportState.load

    @rx.event
    @needs(Permission.FINANCE_IMPORTS_CREATE)
    async def drop(self) -> Any:
        """Take the file away; nothing has come of it."""
        try:
            await bringing.drop(actor(), self._number)
        except GrowthError as error:
            self.refusal = error.words()
            return None
        return ImportState.load

    async def _examine(self) -> None:
        async with db.acting_as(actor()) as tx:
            file = await bringing.find_file(tx, self._number)
            if file is None or file.status != "read":
                self.is_busy = False
                return
            found = await bringing.examine(tx, file, self._mapping)
        self._tell(file, found)
        self.is_busy = False

    def _show(self, file: File) -> None:
        kind = file.kind
        self.number, self.name, self.kind, self.about = str(file.number), file.name, kind.name, kind.about
        self.by, self.status = file.by, file.status
        self.ledger = {"payments": "/finance/payments", "bank": "/finance/bank"}.get(kind.name, "/finance/invoices")
        self.made = f"{count_words(file.made)} {kind.made[0] if file.made == 1 else kind.made[1]}"
        self.headings = file.headings
        self.cells = [[str(cell) for cell in row] for row in file.cells[:ROWS_SHOWN] if row]
        self.columns = [{"value": str(at), "words": f"{_letter(at)}: {each}"} for at, each in enumerate(file.headings)]
        self.rows = _rows(sum(map(bool, file.cells)))
        self.good, self.known, self.wrong, self.more, self.may_bring = "", "", "", "", False
        self.problems, self.sums = [], []
        self._boxes(kind)

    def _boxes(self, kind: Brought) -> None:
        columns = self._mapping.columns
        self.boxes = [
            Box(
                name=each.name,
                label=each.label,
                hint=each.hint,
                value=str(columns.get(each.name, _NONE)),
                is_missing=each.needed and each.name not in columns,
            )
            for each in kind.fields
        ]
        self.numbers, self.days = self._mapping.numbers, self._mapping.days

    def _tell(self, file: File, found: Examined) -> None:
        labels = {each.name: each.label for each in file.kind.fields}
        self.rows, self.good = _rows(found.rows), count_words(found.rows - found.wrong_rows)
        self.known = count_words(found.known) if file.kind.name == "bank" else ""
        wrong = len(found.problems)
        keep = "value keeps" if wrong == 1 else "values keep"
        self.wrong = f"{count_words(wrong)} {keep} this file out." if wrong else ""
        self.problems = [
            Wrong(
                row=count_words(each.row) if each.row >= FIRST_ROW else "",
                column=labels.get(each.field, each.field),
                value=each.value,
                sentence=each.sentence,
            )
            for each in found.problems[:PROBLEMS_SHOWN]
        ]
        left = wrong - len(self.problems)
        self.more = f"And {count_words(left)} more" if left else ""
        self.sums = [
            Sum(each.currency, amount_words(each.milli, each.places), _rows(each.rows)) for each in found.totals
        ]
        self.may_bring = found.rows > 0 and not found.problems and actor().may(Permission.FINANCE_IMPORTS_CREATE)


def _rows(number: int) -> str:
    return f"{count_words(number)} {'row' if number == 1 else 'rows'}"


def _letter(at: int) -> str:
    """Return what a spreadsheet calls a column: A, B, … Z, AA."""
    return chr(ord("A") + at) if at < 26 else _letter(at // 26 - 1) + _letter(at % 26)  # noqa: PLR2004 - letters


def _chosen(mapping: Mapping, name: str, value: str, width: int) -> Mapping:
    if name == "numbers" and value in NUMBERS:
        return replace(mapping, numbers=value)
    if name == "days" and value in DAYS:
        return replace(mapping, days=value)
    others = {field: at for field, at in mapping.columns.items() if field != name}
    if value.isdigit() and int(value) < width:
        others[name] = int(value)
    return replace(mapping, columns=others)
