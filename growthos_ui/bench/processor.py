"""How long the processor worked for a question: in this program and in the session of the server that answered it.

A neighbour on the machine takes time from the clock on the wall, whole slices of it, from whichever side it falls on; of the
time that the processor worked for us it takes nothing. Linux tells it of every process of its own machine; where the server
is elsewhere, the wall has to do.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

_PID = text("select pg_backend_pid()")
# The settings of the connection, which only a server beside this program can be at: a socket, or a loopback address.
_HERE = text(
    "select inet_server_addr() is null or inet_server_addr() << '127.0.0.0/8' or host(inet_server_addr()) = '::1'"
)


async def watch_on(engine: AsyncEngine) -> Callable[[], float]:
    """Return what tells the milliseconds so far of the one session of this engine and of this thread."""
    async with engine.connect() as connection:
        pid, is_here = await connection.scalar(_PID), await connection.scalar(_HERE)
    return _processor(pid) if is_here and _told(pid).exists() else lambda: time.perf_counter() * 1000


def _processor(pid: int) -> Callable[[], float]:
    told = _told(pid)
    return lambda: (int(told.read_bytes().split()[0]) + time.thread_time_ns()) / 1e6


def _told(pid: int) -> Path:
    return Path(f"/proc/{pid}/schedstat")
