"""Connections of the tests outlive the test that opened them: a new one costs ten times what is asked of it.

What is kept is handed on as if it were new, but for the plans it has made. Engines share what they have written down: each test
opens one of its own, as a process that begins does, and would write every statement anew.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import LRUCache

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.ext.asyncio import AsyncEngine

# What a session may have been told for longer than its transaction. The plans it made stay.
_FORGET = "reset role; reset all; unlisten *; select pg_advisory_unlock_all(); discard temp"
_STATEMENTS_MAX = 3_000
# Connections that nobody holds at the moment, by how they were opened.
_kept: dict[str, list[psycopg.Connection]] = {}
_kept_of_the_app: dict[Any, list[KeptConnection]] = {}
# The engine that has asked the server what it is, for all that come after it.
_asked: list[AsyncEngine] = []
_written = LRUCache(_STATEMENTS_MAX)


@contextmanager
def kept_open(url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection as `with psycopg.connect(url)` does, which may have been another's before."""
    free = _kept.get(url, [])
    connection = free.pop() if free else None
    if connection is None or _is_gone(connection):
        connection = psycopg.connect(url, prepare_threshold=None)
    try:
        yield connection
        connection.commit()
    except BaseException:
        if not connection.closed:
            connection.rollback()
        raise
    finally:
        _keep(url, connection)


def let_go() -> None:
    """Close what was kept open: nobody may be connected to a database that is copied or dropped."""
    for kept in (_kept, _kept_of_the_app):
        while kept:
            for connection in kept.popitem()[1]:
                connection.pgconn.finish()


class KeptConnection(psycopg.AsyncConnection[Any]):
    """A connection of the app's that is put by when it is closed, for the next that is opened in the same way."""

    _way: Any = None

    @classmethod
    async def connect(cls, conninfo: str = "", **options: Any) -> Any:
        """Return one that was put by, or a new one."""
        way = (conninfo, *sorted((name, repr(value)) for name, value in options.items() if name != "context"))
        free = _kept_of_the_app.get(way, [])
        while free:
            connection = free.pop()
            if await connection._is_as_new(autocommit=options.get("autocommit", False)):
                return connection
        connection = await super().connect(conninfo, **options)
        connection._way = way
        return connection

    async def close(self) -> None:
        """Put it by, unless it is in the middle of something."""
        self._pool = None
        if self.closed or self.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE:
            await super().close()
        else:
            _kept_of_the_app.setdefault(self._way, []).append(self)

    async def _is_as_new(self, *, autocommit: bool) -> bool:
        """Forget what the one before was told; tell whether it could."""
        self.lock = asyncio.Lock()
        self._notify_handlers.clear()
        self._notice_handlers.clear()
        try:
            await self.set_autocommit(True)
            await self.execute(_FORGET, prepare=False)
            await self.set_autocommit(autocommit)
        except psycopg.Error:
            await super().close()
            return False
        return True


def engine_that_knows(url: str, **options: Any) -> AsyncEngine:
    """Return what `create_async_engine` does, with what the engines before it have learnt."""
    options["connect_args"] = options["connect_args"] | {"async_creator_fn": KeptConnection.connect}
    made = create_async_engine(url, **options, **({"_initialize": False} if _asked else {}))
    if _asked:
        made.sync_engine.dialect = _asked[0].sync_engine.dialect
    else:
        _asked.append(made)
    made.sync_engine._compiled_cache = _written
    return made


def _keep(url: str, connection: psycopg.Connection) -> None:
    """Put a connection by for the next one, as if it were new, but for what it has learnt; one that is gone is let go."""
    try:
        connection.autocommit = True
        connection.execute(_FORGET)
        connection.autocommit = False
    except psycopg.Error:
        connection.close()
    else:
        _kept.setdefault(url, []).append(connection)


def _is_gone(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("select")
        connection.rollback()
    except psycopg.OperationalError:
        return True
    return False
