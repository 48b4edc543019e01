"""The schedule: every minute somebody asks what is due, whichever server it is; what was missed is caught up at the start."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from growthos_ui.jobs.runs import run, working

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

POLL_EVERY_S = 5.0
AGAIN_AFTER_S = 15.0
_GRACE_S = 5.0
_DAYS_AT_ONCE_MAX = 100
_DUE = "select organization_id, job from private.jobs_due()"
_NEXT = "select day, due_at from private.jobs_due() where organization_id = %s and job = %s"

log = logging.getLogger(__name__)


async def keep(
    url: str, *, beside: Callable[[], Awaitable[object]] | None = None, poll_every_s: float = POLL_EVERY_S
) -> None:
    """Work until cancelled, as one of any number of servers on the same database; begin anew when it was away.

    `beside` is done every minute, too, by one of them.
    """
    while True:
        app = queue_of(url, beside=beside)
        try:
            async with app.open_async():
                with contextlib.suppress(AlreadyEnqueued):
                    await app.configure_task("look", queueing_lock="look").defer_async(timestamp=0)
                await app.run_worker_async(
                    concurrency=2,
                    fetch_job_polling_interval=poll_every_s,
                    listen_notify=False,  # a pooler accepts LISTEN and delivers nothing
                    delete_jobs="always",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=_GRACE_S,
                )
        except Exception:
            # the queue lets a database that died stand for its cancellation
            if _is_cancelled():
                raise asyncio.CancelledError from None
            log.exception("The schedule stopped; it begins anew.")
        if _is_cancelled():
            raise asyncio.CancelledError
        await asyncio.sleep(AGAIN_AFTER_S)


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def queue_of(url: str, *, beside: Callable[[], Awaitable[object]] | None = None) -> App:
    """Return the queue with its tasks: `look` asks what is due, `work` does it, one organisation and job at a time."""
    connector = PsycopgConnector(conninfo=url, min_size=1, max_size=4, kwargs={"prepare_threshold": None})
    app = App(connector=connector, periodic_defaults={"max_delay": 60})

    @app.periodic(cron="* * * * *")
    @app.task(name="look", queueing_lock="look")
    async def look(timestamp: int) -> None:  # noqa: ARG001 - the queue names the minute
        await _look(app, url)

    @app.task(name="work")
    async def work(organization: str, job: str) -> None:
        await _work(url, UUID(organization), job)

    if beside is not None:

        @app.periodic(cron="* * * * *")
        @app.task(name="beside", queueing_lock="beside")
        async def aside(timestamp: int) -> None:  # noqa: ARG001 - the queue names the minute
            await beside()

    return app


async def _look(app: App, url: str) -> None:
    """Put what is due into the queue, once; forget what a server that is gone had begun: it is due again."""
    for stalled in await app.job_manager.get_stalled_jobs():
        await app.job_manager.finish_job(stalled, status=Status.FAILED, delete_job=True)
    async with working(url) as connection:
        due = await (await connection.execute(_DUE)).fetchall()
    for organization, job in due:
        with contextlib.suppress(AlreadyEnqueued):
            await app.configure_task("work", queueing_lock=f"{job} {organization}").defer_async(
                organization=str(organization), job=job
            )


async def _work(url: str, organization: UUID, job: str) -> None:
    """Do what is due of one job, the earliest day first, until nothing is or one fails."""
    async with working(url) as connection:
        for _ in range(_DAYS_AT_ONCE_MAX):
            due: Any = await (await connection.execute(_NEXT, [organization, job])).fetchone()
            if due is None or (await run(connection, organization, job, *due)).why:
                return
