"""The Redis in which several servers keep what tabs remember: while it is away no tab is let in, for it would be told nothing."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from redis import exceptions
from redis.asyncio import Connection, ConnectionPool

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

# An end is heard at once. Whoever only answers late, or is asked by a machine that is busy, has forgotten nothing.
ANSWERS_WITHIN_S = 15.0
LOOKS_EVERY_S = 5.0
# As long as a server may hold what a tab remembers for itself (Reflex, half of `redis_lock_expiration`), and a little: what one of them
# still held of before is forgotten by then, and no tab is built on it.
FORGOTTEN_WITHIN_S = 5.5
# It is there, and refuses somebody or one more.
_REFUSALS = (
    exceptions.AuthenticationError,
    exceptions.AuthorizationError,
    exceptions.BusyLoadingError,
    exceptions.MaxConnectionsError,
)
# What Reflex tells its servers by. It says so to a Redis only once, and one that was started anew does not know it.
_TELLS = ("CONFIG", "SET", "notify-keyspace-events", "K$sgxe")


class Shared:
    """Whether it is there. A server alone has none, and no doubt."""

    def __init__(self) -> None:
        self.is_there = True

    async def watch(self, url: str, *, gone: Callable[[], None]) -> None:
        """Hold a connection to it until cancelled, and call `gone` when that breaks: one that comes back may remember nothing."""
        self.is_there = False
        while True:
            try:
                await self._hold(url)
            except (exceptions.RedisError, OSError) as error:
                log.warning("the Redis that servers share is away (%s)", type(error).__name__)
            if self.is_there:
                self.is_there = False
                gone()
                await asyncio.sleep(FORGOTTEN_WITHIN_S)
            else:
                await asyncio.sleep(1)

    async def _hold(self, url: str) -> None:
        pool = ConnectionPool.from_url(url, socket_timeout=ANSWERS_WITHIN_S, socket_connect_timeout=ANSWERS_WITHIN_S)
        line: Connection = pool.make_connection()  # type: ignore[no-untyped-call]  # the package types only some of it
        try:
            await line.connect()  # type: ignore[no-untyped-call]
            await _tell(line)
            self.is_there = True
            while True:
                await line.send_command("PING")
                # read twice: where it was this process that stood still, the answer lies there already
                if not (
                    await line.read_response(timeout=LOOKS_EVERY_S)
                    or await line.read_response(timeout=ANSWERS_WITHIN_S)
                ):
                    raise exceptions.TimeoutError("no answer")
                # nothing is expected: this waits for the end of the line, which is heard at once
                await line.read_response(timeout=LOOKS_EVERY_S)
        finally:
            await line.disconnect(nowait=True)


def is_away_by(fault: Exception) -> bool:
    """Tell whether an event failed because it was not there, and not because it was slow or refused something."""
    # closing every line because it refuses one more would only ask it for more at once
    is_refusal = isinstance(fault, _REFUSALS) or "max number of clients" in str(fault)
    return isinstance(fault, exceptions.ConnectionError) and not is_refusal


async def _tell(line: Connection) -> None:
    await line.send_command(*_TELLS)
    try:
        await line.read_response()
    except exceptions.ResponseError:
        log.info("the shared Redis is set up elsewhere: it needs notify-keyspace-events %s", _TELLS[-1])
