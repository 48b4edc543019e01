"""One run of a job, from the line that says it begins to the one that says what it found."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import class_row

from growthos_ui.db.refusals import refused_by
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date, datetime
    from uuid import UUID

    Connection = psycopg.AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation that jobs work for, with its own day."""

    organization_id: UUID
    slug: str
    name: str
    today: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: what it found, by name; or why it failed; neither where another server had done the same."""

    counts: dict[str, int] | None = None
    why: str = ""
    seconds: float = 0.0


@asynccontextmanager
async def working(url: str) -> AsyncIterator[Connection]:
    """Yield a connection of the worker. It commits by itself; a run opens its own transactions."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection


async def organizations(connection: Connection, slug: str | None = None) -> list[Organization]:
    """Return those that jobs work for, or the named one. Raises GrowthError (Missing) where there is none."""
    async with connection.cursor(row_factory=class_row(Organization)) as cursor:
        await cursor.execute("select * from private.organizations_to_work_for()")
        found = [each for each in await cursor.fetchall() if slug in {None, each.slug}]
    if slug and not found:
        raise GrowthError(Kind.MISSING, f"No active organisation has the short name {slug}.", field="organization")
    return found


async def run(
    connection: Connection, organization_id: UUID, job: str, day: date, due_at: datetime | None = None
) -> Outcome:
    """Run a job once: what it found stands with the line that says so, or nothing of it does.

    Raises GrowthError where it may not begin; what fails after that is written down and is the outcome.
    """
    begun = time.monotonic()
    async with _working_for(connection, organization_id):
        try:
            run_id = await _answer(connection, "select private.begin_run(%s, %s, %s)", job, day, due_at)
        except psycopg.Error as error:
            raise refused_by(error) or error from error
    try:
        async with _working_for(connection, organization_id):
            counts = await _answer(connection, "select private.do_run(%s)", run_id)
    except psycopg.Error as error:
        if connection.closed:  # nobody is left to say so: the next run will
            raise
        why = _words(error)
        async with _working_for(connection, organization_id):
            await connection.execute("select private.fail_run(%s, %s)", [run_id, why])
        return Outcome(why=why, seconds=time.monotonic() - begun)
    return Outcome(counts=counts, seconds=time.monotonic() - begun)


async def preview(connection: Connection, organization_id: UUID, day: date) -> Outcome:
    """Return what the daily job of a day would find: it is run, and rolled back."""
    begun = time.monotonic()
    async with _working_for(connection, organization_id) as transaction:
        try:
            counts = await _answer(connection, "select private.run_daily(%s)", day)
        except psycopg.Error as error:
            raise refused_by(error) or error from error
        raise psycopg.Rollback(transaction)
    return Outcome(counts=counts, seconds=time.monotonic() - begun)


@asynccontextmanager
async def _working_for(connection: Connection, organization_id: UUID) -> AsyncIterator[psycopg.AsyncTransaction]:
    async with connection.transaction() as transaction:
        await connection.execute("select private.work_for(%s)", [organization_id])
        yield transaction


async def _answer(connection: Connection, statement: str, *values: object) -> Any:
    row = await (await connection.execute(statement, values)).fetchone()
    assert row, "a select without FROM has a row"  # noqa: S101 - for the type checker
    return row[0]


def _words(error: psycopg.Error) -> str:
    """Return why in words: a refusal's own, else what the database calls it. Values of rows are in the detail, not here."""
    refusal = refused_by(error)
    if refusal:
        return refusal.words()
    return f"{error.diag.message_primary or type(error).__name__} ({error.sqlstate or 'no code'})"
