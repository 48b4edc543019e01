"""The schedule: several servers do what is due once, missed days are caught up, and what fails waits before it is tried again."""

import asyncio
import signal
import subprocess
import sys
import time
from datetime import date
from uuid import UUID

import psycopg
import pytest

from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.jobs.schedule import keep
from growthos_ui.jobs.words import JOBS
from tests.cast import ALICE, LAKESIDE, NORTHGATE
from tests.finance.desk import days, freeze
from tests.waiting import until_gone, wait_until_it_waits

DAY = date(2026, 3, 20)
WITHIN_S = 25


def done(database) -> list[tuple[UUID, str, date, int]]:
    with database.as_owner() as owner:
        return owner.execute(
            """select organization_id, job, day, count(*) from dashboard.job_runs
               where started_by = 'schedule' and state = 'done' group by 1, 2, 3"""
        ).fetchall()


def due(database) -> set[tuple[UUID, str, date]]:
    with psycopg.connect(database.worker_url) as worker:
        return set(worker.execute("select organization_id, job, day from private.jobs_due()").fetchall())


async def until_done(database, *servers, beside=None) -> None:
    """Let servers work until nothing is due, then stop them."""
    working = [asyncio.ensure_future(keep(url, beside=beside, poll_every_s=0.1)) for url in servers]
    try:
        until = time.monotonic() + WITHIN_S
        while due(database) and time.monotonic() < until:  # noqa: ASYNC110 - it is told by the database
            await asyncio.sleep(0.1)
    finally:
        for each in working:
            each.cancel()
        await asyncio.gather(*working, return_exceptions=True)
    assert not due(database)


@pytest.fixture(scope="module")
def morning(database):
    """Noon at Northgate; its last night was three days ago."""
    freeze(database, DAY)
    with database.as_owner() as owner:
        owner.execute(
            """insert into dashboard.job_runs (organization_id, job, day, started_by, state, finished_at, counts)
               values (%s, 'daily', %s, 'command', 'done', now(), '{}')""",
            [NORTHGATE.id, DAY - days(3)],
        )
    return database


async def test_two_servers_do_once_what_is_due_and_catch_up_the_nights_that_were_missed(morning) -> None:
    asked = []

    async def beside() -> None:
        asked.append(1)

    await until_done(morning, morning.worker_url, morning.worker_url, beside=beside)
    nights = {(NORTHGATE.id, "daily", DAY - days(ago)) for ago in (2, 1, 0)} | {(LAKESIDE.id, "daily", DAY)}
    others = {(school.id, job, DAY) for school in (NORTHGATE, LAKESIDE) for job in JOBS if job != "daily"}
    # it is seven in the morning at Lakeside: what is done at nine was due yesterday
    others = others - {(LAKESIDE.id, "recovery", DAY)} | {(LAKESIDE.id, "recovery", DAY - days(1))}
    assert {row[:3] for row in done(morning)} == nights | others
    assert {row[3] for row in done(morning)} == {1}
    assert asked


def test_the_next_day_is_due_from_five_past_midnight_in_the_organisations_zone(morning) -> None:
    def daily() -> set[date]:
        return {row[2] for row in due(morning) if row[:2] == (NORTHGATE.id, "daily")}

    for at, found in (("00:04+05", set()), ("00:06+05", {DAY + days(1)})):
        with morning.as_owner() as owner:
            owner.execute("update dashboard.installation set frozen_at = %s", [f"{DAY + days(1)} {at}"])
        assert daily() == found


@pytest.mark.parametrize(("failed", "is_due"), [((1,), False), ((3,), True), ((9, 3), False), ((9, 5), True)])
def test_what_failed_waits_longer_with_each_try(morning, failed, is_due) -> None:
    with morning.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = %s", [f"{DAY + days(1)} 00:06+05"])
        for minutes in failed:
            owner.execute(
                """insert into dashboard.job_runs (organization_id, job, day, due_at, started_by, state, finished_at, why)
                   values (%s, 'daily', %s, %s, 'schedule', 'failed', clock_timestamp() - %s * interval '1 minute', 'Full.')""",
                [NORTHGATE.id, DAY + days(1), f"{DAY + days(1)} 00:05+05", minutes],
            )
    assert any(row[:2] == (NORTHGATE.id, "daily") for row in due(morning)) is is_due
    with morning.as_owner() as owner:
        owner.execute("delete from dashboard.job_runs where why = 'Full.'")


_SERVER = (
    "import asyncio, sys; from growthos_ui.jobs.schedule import keep; asyncio.run(keep(sys.argv[1], poll_every_s=0.1))"
)


async def test_a_server_that_is_killed_in_the_middle_of_a_night_is_replaced_by_the_next(morning) -> None:
    with morning.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = %s", [f"{DAY + days(1)} 00:06+05"])
        owner.execute(
            """update public.students set lms_status = 'active', suspend_on = %s, suspension_reason = 'On leave',
                                          lms_status_source = null where id = %s""",
            [DAY + days(1), ALICE.student_id],
        )
        owner.execute("update dashboard.suspension_holds set until = '2026-12-31' where lifted_at is null")
    with morning.as_owner() as holder, psycopg.connect(morning.owner_url, autocommit=True) as owner:
        holder.execute("select from public.students where id = %s for update", [ALICE.student_id])
        server = subprocess.Popen([sys.executable, "-c", _SERVER, morning.worker_url], cwd=ROOT)  # noqa: ASYNC220
        try:
            backend = wait_until_it_waits(owner, "growthos_worker")
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait(timeout=20)
        holder.rollback()
        until_gone(owner, backend)
    await until_done(morning, morning.worker_url)
    with morning.as_owner() as owner:
        states = owner.execute(
            "select state from dashboard.job_runs where job = 'daily' and day = %s and organization_id = %s order by started_at",
            [DAY + days(1), NORTHGATE.id],
        ).fetchall()
        lines = owner.execute(
            "select count(*) from public.admin_logs where action = 'scheduled_suspension_executed' and target_student_id = %s",
            [ALICE.student_id],
        ).fetchone()
    assert (states, lines) == ([("stopped",), ("done",)], (1,))
