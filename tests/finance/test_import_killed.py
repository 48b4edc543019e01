"""A process that is killed in the middle of bringing a file in leaves nothing half done, and the file can be brought in after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from growthos_ui import db
from growthos_ui.finance.imports import bringing
from tests.cast import FARAH
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for
from tests.finance.test_import_files import TODAY

_CHILD = """
import asyncio, sys
import psycopg
from uuid import UUID
from growthos_ui import db
from growthos_ui.finance.imports import bringing
from tests.database import read_actor

owner_url, app_url, sign_in, number = sys.argv[1:]
with psycopg.connect(owner_url) as owner:
    actor = read_actor(owner, UUID(sign_in))

async def run():
    await db.open_(app_url)
    async with db.acting_as(actor) as tx:
        mapping = (await bringing.find_file(tx, int(number))).mapping
    await bringing.bring_in(actor, int(number), mapping)

asyncio.run(run())
"""
_WAITING = "select from pg_locks where not granted and locktype in ('transactionid', 'tuple')"


@pytest.fixture
async def waiting_file(database):
    """A file of forty payments that waits, and whose they are."""
    freeze(database, TODAY)
    student = newcomer(database)
    place = place_for(database, student, price="1000", enrolled=TODAY)
    who = sign_in(database, FARAH)
    with database.acting_as(who, keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(2)
        code = desk.learner("student_code")
    await db.open_(database.app_url)
    text = "Student,Amount,Paid on\n" + f"{code},25,2025-03-01\n" * 40
    yield who, student, await bringing.take(who, "payments", "killed.csv", text.encode())
    await db.close()


def until(owner: psycopg.Connection, statement: str, wanted: bool) -> bool:
    """Ask until something is there, or gone; the server's own wait between two questions."""
    for _ in range(1_600):
        if (owner.execute(statement).fetchone() is not None) is wanted:
            return True
        owner.execute("select pg_sleep(0.025)")
    return False


def standing(owner: psycopg.Connection, student: object, number: int) -> tuple[object, ...]:
    return owner.execute(
        """select i.status, (select count(*) from dashboard.money_acts where student_id = %(student)s),
                  (select count(*) from public.installment_payments where student_id = %(student)s),
                  (select sum(amount_paid)::int from public.installment_plans where student_id = %(student)s),
                  (select coalesce(max(value), 0) from dashboard.counters c where c.organization_id = i.organization_id and c.name = 'receipt')
           from dashboard.imports i where i.number = %(number)s and i.file_name = 'killed.csv'""",
        {"student": student, "number": number},
    ).fetchone()


async def test_nothing_is_half_done_and_nothing_is_done_twice(waiting_file, database):
    who, student, number = waiting_file
    with psycopg.connect(database.owner_url, autocommit=True) as owner, database.as_owner() as holder:
        before = standing(owner, student, number)
        # The counter of receipts is held, so that the import waits with its first payment in hand.
        holder.execute(
            "select from dashboard.counters where organization_id = %s and name = 'receipt' for update",
            [who.organization_id],
        )
        child = subprocess.Popen(  # noqa: ASYNC220 - the process is killed, whatever waits
            [sys.executable, "-c", _CHILD, database.owner_url, database.app_url, str(who.sign_in_id), str(number)]
        )
        try:
            assert until(owner, _WAITING, wanted=True)
        finally:
            os.kill(child.pid, signal.SIGKILL)
            assert child.wait() == -signal.SIGKILL
        holder.rollback()
        assert until(owner, _WAITING, wanted=False)
        assert standing(owner, student, number) == before == ("read", 0, 0, 0, before[-1])
        async with db.acting_as(who) as tx:
            mapping = (await bringing.find_file(tx, number)).mapping
        assert await bringing.bring_in(who, number, mapping) == 40
        assert standing(owner, student, number) == ("done", 40, 40, 1000, before[-1] + 40)
