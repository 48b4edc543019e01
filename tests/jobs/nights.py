"""A school in which a night has something of everything to do, and what it has done so far."""

import asyncio
from datetime import date, timedelta
from typing import Any

from growthos_ui.jobs.runs import Outcome, preview, run, working
from tests.cast import NADIA, NORTHGATE
from tests.database import Database, sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for

DAY = date(2025, 5, 6)


def plant(database: Database) -> None:
    """Owe: one learner who is late on the second part, one who never paid, one whose plan to suspend comes due."""
    freeze(database, DAY - days(66))
    desks = [
        Desk(None, student, place_for(database, student, price="600", enrolled=DAY - days(66)))
        for student in (newcomer(database) for _ in range(3))
    ]
    for desk in desks:
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            desk.connection = connection
            desk.make_bill(2)
            if desk is not desks[1]:
                desk.pay(300 if desk is desks[0] else 600)
            if desk is desks[2]:
                desk.ask("select private.schedule_suspension(%s, %s, 'On leave')", desk.student, DAY)
            connection.execute("commit")
    freeze(database, DAY)


def do(database: Database, day: date = DAY, **more: Any) -> Outcome:
    """Run the daily job of Northgate."""

    async def once() -> Outcome:
        async with working(database.worker_url) as connection:
            return await run(connection, NORTHGATE.id, "daily", day, **more)

    return asyncio.run(once())


def foretold(database: Database, day: date = DAY) -> dict[str, int]:
    """Preview it."""

    async def once() -> Outcome:
        async with working(database.worker_url) as connection:
            return await preview(connection, NORTHGATE.id, day)

    return asyncio.run(once()).counts


def kept(database: Database) -> dict[str, Any]:
    """Return how much stands of what a night writes: states, lines of the audit, of activity, news."""
    with database.as_owner() as owner:
        return owner.execute(
            """select jsonb_build_object(
                 'parts', (select jsonb_object_agg(id, status) from public.installment_plans),
                 'learners', (select jsonb_object_agg(id, concat_ws(' ', lms_status, lms_status_source)) from public.students),
                 'audit', (select count(*) from public.admin_logs), 'activity', (select count(*) from public.user_activity_logs),
                 'news', (select count(*) from public.notifications))"""
        ).fetchone()[0]


def runs(database: Database) -> list[tuple[str, str | None]]:
    """Return state and reason of each run of the daily job, the oldest first."""
    with database.as_owner() as owner:
        return owner.execute(
            "select state, why from dashboard.job_runs where job = 'daily' and organization_id = %s order by started_at",
            [NORTHGATE.id],
        ).fetchall()


def night_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)
