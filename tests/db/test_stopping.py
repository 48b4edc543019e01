"""A question that is being asked can be stopped by whoever asks it: the database really ceases to work on it."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from growthos_ui import db
from growthos_ui.db.running import Running, running
from growthos_ui.errors import Stopped

# A slow question holds a lock, which everybody may see; it is gone when the database works on the question no more.
LOCK = 2026
SLEEPING = """select count(*) from pg_locks where locktype = 'advisory' and objid = %s
    and database = (select oid from pg_database where datname = current_database())"""


async def sleep(tx):
    """Ask what takes long."""
    # in one statement: between two the connection asks nothing that could be stopped
    await tx.scalar(select(func.pg_advisory_xact_lock_shared(LOCK), func.pg_sleep(8)))


async def slow(actor, engine, run):
    async with db.acting_as(actor, engine=engine, run=run) as tx:
        await sleep(tx)


async def asked(database, *, sleeping):
    """Wait until the database works on so many slow questions; raise where that does not come."""
    with database.as_owner() as owner:
        for _ in range(200):
            if owner.execute(SLEEPING, [LOCK]).fetchone()[0] == sleeping:
                return
            await asyncio.sleep(0.02)
    raise AssertionError(f"there are not {sleeping} slow questions")


async def test_a_slow_question_is_stopped_in_the_database(acting, engine, database):
    actor = await acting("nadia")
    asking = asyncio.ensure_future(slow(actor, engine, "one"))
    await asked(database, sleeping=1)
    await running.stop("one", actor.sign_in_id)
    with pytest.raises(Stopped):
        await asking
    await asked(database, sleeping=0)


async def test_the_connection_serves_the_next_question(acting, engine):
    actor = await acting("nadia")
    async with db.acting_as(actor, engine=engine, run="one") as tx:
        assert await tx.scalar(select(func.private.org_id())) == actor.organization_id


async def test_somebody_elses_is_not_stopped(acting, engine, database):
    actor, other = await acting("nadia"), await acting("maya")
    asking = asyncio.ensure_future(slow(actor, engine, "mine"))
    await asked(database, sleeping=1)
    await running.stop("mine", other.sign_in_id)
    await asked(database, sleeping=1)
    assert not asking.done()
    await running.stop("mine", actor.sign_in_id)
    with pytest.raises(Stopped):
        await asking


async def test_one_whose_turn_has_not_come_is_not_asked_at_all(acting, engine):
    actor = await acting("nadia")
    await running.stop("later", actor.sign_in_id)
    with pytest.raises(Stopped):
        async with db.acting_as(actor, engine=engine, run="later"):
            raise AssertionError("it was asked")
    async with db.acting_as(actor, engine=engine, run="later") as tx:
        assert await tx.scalar(select(1)) == 1


async def test_names_that_nobody_asks_under_are_forgotten():
    kept, whose = Running(), uuid4()
    for number in range(1_500):
        await kept.stop(str(number), whose)
    assert len(kept._before) == 1_000
