"""Files on their way into the ledger: taken, held against it, and brought in whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui import db
from growthos_ui.db import columns_of
from growthos_ui.db.refusals import refusal_named
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports.camt import is_camt
from growthos_ui.finance.imports.kinds import KINDS, Brought, kind_named
from growthos_ui.finance.imports.mapping import Mapping, columns_needed, guessed, remembered
from growthos_ui.finance.imports.models import Import
from growthos_ui.finance.imports.mt940 import is_mt940
from growthos_ui.finance.imports.reading import Problem, Row, read_rows
from growthos_ui.finance.imports.sheet import Cell, read_sheet

if TYPE_CHECKING:
    from sqlalchemy import RowMapping, Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction

WITHIN_MS = 300_000
"""How long the database may take over a whole file."""
_NAME_LENGTH_MAX = 200
_import = columns_of(Import)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed in. `status` is read, done or dropped; `mapping` what was chosen last, else guessed."""

    number: int
    kind: Brought
    name: str
    status: str
    headings: list[str]
    cells: list[list[Cell]]
    mapping: Mapping
    made: int
    by: str


@dataclass(frozen=True, slots=True)
class Total:
    """The rows of one currency that can be read, and their sum in thousandths."""

    currency: str
    rows: int
    milli: int
    places: int


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file would do. It can be brought in when there is a row and no problem."""

    rows: int
    problems: list[Problem]
    totals: list[Total]
    read: list[Row] = field(repr=False)
    known: int = 0
    """How many rows are lines of the bank that are here already, and are left out."""

    @property
    def wrong_rows(self) -> int:
        """How many rows have a problem."""
        return len({each.row for each in self.problems})


async def take(actor: Actor, kind: str, name: str, content: bytes) -> int:
    """Hand a file in; return its number. One that waits already is that one. Raises GrowthError for what cannot be read or is known."""
    # A statement in the bank's own form is nothing else, whatever was chosen.
    kind = "bank" if is_camt(content) or is_mt940(content) else kind_named(kind).name
    sheet = await asyncio.to_thread(read_sheet, content)
    bare = (
        re.sub(r"[^\w .,()+-]", "_", name.rsplit("/", maxsplit=1)[-1].rsplit("\\", maxsplit=1)[-1])[
            -_NAME_LENGTH_MAX:
        ].strip()
        or "file"
    )
    digest = cast(literal(hashlib.sha256(content).digest(), LargeBinary), LargeBinary)
    async with db.acting_as(actor) as tx:
        await _take_time(tx)
        return int(
            await tx.call(
                "private.take_import", kind, bare, digest, cast(sheet.headings, JSONB), cast(sheet.rows, JSONB)
            )
        )


async def find_file(tx: Transaction, number: int) -> File | None:
    """Return the file of a number; None where there is none for this actor."""
    row = await tx.one(select(*_import).where(_import.number == number, _import.kind.in_(tuple(KINDS))))
    if row is None:
        return None
    kind, headings, cells = KINDS[row["kind"]], row["headings"], row["cells"]
    mapping = remembered(row["mapping"], kind, len(headings))
    if mapping is None:
        mapping = await asyncio.to_thread(guessed, kind, headings, cells)
    return File(
        number=row["number"],
        kind=kind,
        name=row["file_name"],
        status=row["status"],
        headings=headings,
        cells=cells,
        mapping=mapping,
        made=row["made_count"] or 0,
        by=row["handed_in_name"],
    )


async def examine(tx: Transaction, file: File, mapping: Mapping) -> Examined:
    """Return what the file would do with this mapping, as its rows stand against the ledger now. Nothing is changed."""
    missing = columns_needed(file.kind, mapping)
    if missing:
        unsaid = [Problem(1, each.name, "", f"No column is chosen for {each.label}.") for each in missing]
        return Examined(sum(map(bool, file.cells)), unsaid, [], [])
    read, problems = await asyncio.to_thread(read_rows, file.kind, mapping, file.cells)
    await _take_time(tx)
    found = await _checked(tx, file, mapping, read) if read else []
    totals = await _totals(tx, file.kind.name, read) if read else []
    every = sorted([*problems, *found], key=lambda each: (each.row, each.field))
    known = await tx.call("private.count_known_lines", cast(read, JSONB)) if read and file.kind.name == "bank" else 0
    return Examined(sum(map(bool, file.cells)), every, totals, read, known)


async def bring_in(actor: Actor, number: int, mapping: Mapping) -> int:
    """Bring a whole file in, in one transaction; return how many bills or payments it made.

    Raises GrowthError: a row cannot be brought in, the file is over, or somebody else was faster. Then nothing was changed.
    """
    async with db.acting_as(actor) as tx:
        return await _brought_in(tx, number, mapping)


async def _brought_in(tx: Transaction, number: int, mapping: Mapping) -> int:
    file = await find_file(tx, number)
    if file is None:
        raise GrowthError(Kind.MISSING, "There is no such import.")
    if missing := columns_needed(file.kind, mapping):
        raise GrowthError(Kind.INVALID, f"No column is chosen for {missing[0].label}.", field=missing[0].name)
    read, problems = await asyncio.to_thread(read_rows, file.kind, mapping, file.cells)
    if problems:
        raise GrowthError(Kind.INVALID, f"Row {problems[0].row}: {problems[0].sentence} Nothing was changed.")
    await _take_time(tx)
    await tx.call("private.map_import", number, cast(mapping.kept(), JSONB))
    return int(await tx.call(f"private.import_{file.kind.name}", number, cast(read, JSONB)))


async def remember(actor: Actor, number: int, mapping: Mapping) -> None:
    """Remember which column is what: for this file, and the next with its headings."""
    async with db.acting_as(actor) as tx:
        await tx.call("private.map_import", number, cast(mapping.kept(), JSONB))


async def drop(actor: Actor, number: int) -> None:
    """Take a file away of which nothing has come."""
    async with db.acting_as(actor) as tx:
        await tx.call("private.drop_import", number)


async def _take_time(tx: Transaction) -> None:
    await tx.scalar(select(func.set_config("statement_timeout", str(WITHIN_MS), True)))


async def _checked(tx: Transaction, file: File, mapping: Mapping, read: list[Row]) -> list[Problem]:
    check = getattr(func.private, f"check_{file.kind.name}")(cast(read, JSONB))
    found = select(check.table_valued("place", "field", "reason", column("detail", JSONB)))
    return [_problem(row, file, mapping) for row in await tx.rows(found)]


def _problem(row: RowMapping, file: File, mapping: Mapping) -> Problem:
    at = mapping.columns.get(row["field"])
    stands = file.cells[row["place"] - 2][at] if at is not None else ""
    return Problem(row["place"], row["field"], str(stands)[:40], refusal_named(row["reason"], row["detail"]).sentence)


async def _totals(tx: Transaction, kind: str, read: list[Row]) -> list[Total]:
    sums = func.private.sums_of_rows(kind, cast(read, JSONB)).table_valued("currency", "rows", "milli", "places")
    return [Total(row["currency"], row["rows"], row["milli"], row["places"]) for row in await tx.rows(select(sums))]


def files() -> Select[Any]:
    """Return every file that the actor may see, without its cells."""
    return select(
        _import.id,
        _import.number,
        _import.kind,
        _import.file_name,
        _import.row_count,
        _import.status,
        _import.made_count,
        _import.handed_in_name,
        _import.handed_in_at,
    ).where(_import.kind.in_(tuple(KINDS)))
