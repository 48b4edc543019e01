"""Whether this process is alive, and whether it may serve: the database answers, and its law is the one in the code."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

import psycopg
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from growthos_ui.db.catalogue import PRIVILEGES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from growthos_ui.settings import Settings

log = logging.getLogger(__name__)

ANSWER_LIVES_S = 2.0


async def faults_of_role(connection: psycopg.AsyncConnection[tuple[Any, ...]], *, name: str) -> list[str]:
    """Return what the role of an address should not be, as sentences; a role for serving is none of these."""
    row = await (await connection.execute(PRIVILEGES)).fetchone()
    return [f"The role of {name} {each}: it must not serve." for each in (row[0] if row else ())]


async def faults(settings: Settings) -> list[str]:
    """Return every reason why this process must not serve, as sentences; empty when it may."""
    try:
        async with await _connect(settings.database_url) as app:
            found = await faults_of_role(app, name="DATABASE_URL")
        async with await _connect(settings.database_sign_in_url) as door:
            found += await faults_of_role(door, name="DATABASE_SIGN_IN_URL")
            cursor = await door.execute("select private.law_stands()")
            stands = await cursor.fetchone()
    except psycopg.Error as error:
        log.warning("not ready (%s: %s)", type(error).__name__, error.sqlstate)
        return ["The database does not answer, or is not migrated."]
    if stands != (True,):
        found.append("The policies are not those of the last migration: run `growthos migrate`.")
    return found


async def _connect(url: str) -> psycopg.AsyncConnection[tuple[Any, ...]]:
    return await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5)


class Health:
    """The two addresses that a load balancer asks; the answer about readiness is kept for two seconds."""

    def __init__(self, check: Callable[[], Awaitable[list[str]]]) -> None:
        self._check = check
        self._known: tuple[float, list[str]] | None = None
        self._asking = asyncio.Lock()

    def app(self) -> Starlette:
        """Return the routes as an ASGI application."""
        return Starlette(routes=[Route("/healthz", _alive), Route("/readyz", self.ready)])

    async def ready(self, _: Request) -> PlainTextResponse:
        """Say whether this process may serve, and if not, why."""
        # One asks for all who wait: anybody may call this address, and each check opens connections.
        async with self._asking:
            if self._known is None or time.monotonic() - self._known[0] > ANSWER_LIVES_S:
                self._known = (time.monotonic(), await self._check())
            reasons = self._known[1]
        return PlainTextResponse("\n".join(reasons) or "ready", 503 if reasons else 200)


async def _alive(_: Request) -> PlainTextResponse:
    return PlainTextResponse("alive")
