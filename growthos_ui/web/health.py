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

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from growthos_ui.settings import Settings

log = logging.getLogger(__name__)

ANSWER_LIVES_S = 2.0

_WHAT_THE_ROLE_IS = """
select r.rolsuper or r.rolbypassrls as "is a superuser or passes by row security",
       r.rolcreaterole or r.rolcreatedb or r.rolreplication as "may create roles or databases, or replicate",
       r.rolinherit as "inherits rights without asking",
       exists (select from pg_catalog.pg_class as c where c.relowner = r.oid)
         or exists (select from pg_catalog.pg_proc as p where p.proowner = r.oid)
         or exists (select from pg_catalog.pg_namespace as n where n.nspowner = r.oid)
         or exists (select from pg_catalog.pg_database as d where d.datdba = r.oid) as "owns something"
from pg_catalog.pg_roles as r
where r.rolname = session_user
"""


async def faults_of_role(connection: psycopg.AsyncConnection[tuple[Any, ...]], *, name: str) -> list[str]:
    """Return what the role of an address should not be, as sentences; a role for serving is none of these."""
    cursor = await connection.execute(_WHAT_THE_ROLE_IS)
    row = await cursor.fetchone()
    columns = [column.name for column in cursor.description or ()]
    found = [column for column, is_so in zip(columns, row or (), strict=True) if is_so]
    return [f"The role of {name} {each}: it must not serve." for each in found]


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
