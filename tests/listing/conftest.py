"""The list of pupils in a database of its own."""

from __future__ import annotations

import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import event

from growthos_ui import db
from growthos_ui.db import engine as pool
from growthos_ui.sign_in.store import SignIns
from growthos_ui.web import export
from growthos_ui.web.turns import Turns
from tests.cast import NADIA, NORTHGATE
from tests.listing import pupils

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager

PUPIL_COUNT = 137


@pytest.fixture(scope="module")
def owner(database) -> Iterator[psycopg.Connection]:
    """The owner of this file's database, where the list of pupils is added."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(pupils.DEFINITION)
        yield connection


@pytest.fixture
def enrolled(owner) -> Callable[..., list[dict]]:
    """Call it to fill the list: so many pupils at Northgate, and some elsewhere."""

    def enrol(count: int = PUPIL_COUNT, *, seed: int = 7) -> list[dict]:
        chance = random.Random(seed)
        rows = [pupils.row(number, chance) for number in range(count)]
        pupils.fill(owner, [*rows, *(pupils.foreign(count + number, chance) for number in range(20))])
        return rows

    return enrol


@pytest_asyncio.fixture
async def served(database, owner) -> AsyncIterator[None]:
    """The pool of the app, open on this file's database."""
    await db.open_(database.app_url)
    yield
    await db.close()


@pytest.fixture
def queries(served) -> Callable[[], AbstractAsyncContextManager[list[str]]]:
    """`async with queries() as asked` gathers every statement that the app sends, but the one that enters."""

    @asynccontextmanager
    async def gather() -> AsyncIterator[list[str]]:
        asked: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            if "private.enter" not in statement:
                asked.append(statement)

        engine = pool.engine().sync_engine
        event.listen(engine, "before_cursor_execute", note)
        yield asked
        event.remove(engine, "before_cursor_execute", note)

    return gather


@pytest_asyncio.fixture
async def exports(database, served):
    async with SignIns().open(database.sign_in_url) as sign_ins:
        yield export.app(sign_ins, Turns(patience_s=0.2))


@pytest.fixture
def get(exports):
    """`await get(actor, address)` asks as the gate lets a person in."""

    async def ask(actor, address: str) -> httpx.Response:
        async def gate(scope, receive, send):
            await exports({**scope, "actor": actor}, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://localhost") as agent:
            return await agent.get(address)

    return ask


@pytest.fixture
def mentors(database):
    """Call it to learn who mentors whom; afterwards everything is as it was."""

    def ask() -> dict:
        with database.as_owner() as owner:
            return dict(
                owner.execute("select id, mentor_id from public.students where organization_id = %s", [NORTHGATE.id])
            )

    before = ask()
    yield ask
    with database.as_owner() as owner:
        owner.execute(
            "delete from public.student_mentor_assignments where ended_at is null and assigned_at > '2026-02-02' and organization_id = %s",
            [NORTHGATE.id],
        )
        for student, mentor in before.items():
            owner.execute("update public.students set mentor_id = %s where id = %s", [mentor, student])
            if mentor:
                owner.execute(
                    """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
                       select %s, %s, %s, %s where not exists (
                         select from public.student_mentor_assignments where student_id = %s and ended_at is null)""",
                    [NORTHGATE.id, student, mentor, NADIA.id, student],
                )
