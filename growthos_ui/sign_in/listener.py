"""Hears from the database that a sign-in ended or rights changed, and, on the same connection, what else is told."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import psycopg

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

log = logging.getLogger(__name__)

CHANNEL = "growthos_sign_ins"
RETRY_FIRST_S = 0.25
RETRY_MAX_S = 8.0


@dataclass(frozen=True, slots=True)
class News:
    """One notification: `sign_in` names a sign-in that ended, `person` somebody whose rights changed."""

    about: Literal["sign_in", "person"]
    id: UUID


def read_news(payload: str) -> News | None:
    """Return what a payload (`s:<uuid>` or `u:<uuid>`) says, or None when it says nothing."""
    kind, _, value = payload.partition(":")
    try:
        if kind in {"s", "u"}:
            return News("sign_in" if kind == "s" else "person", UUID(value))
    except ValueError:
        pass
    return None


async def listen(
    url: str,
    *,
    told: Callable[[News], None],
    missed_some: Callable[[], Awaitable[None]],
    listening: asyncio.Event | None = None,
    others: Mapping[str, Callable[[str], None]] | None = None,
) -> None:
    """Listen for ever, telling each piece of news; runs until it is cancelled.

    Notifications are lost while the connection is down, so `missed_some` runs after every new one.
    `others` are further channels of the one connection, each with who is told its payloads.
    """
    heard = listening or asyncio.Event()
    channels = {CHANNEL: _reading(told)} | dict(others or {})
    wait_s = RETRY_FIRST_S
    while True:
        try:
            async with await _connect(url) as connection:
                for channel in channels:
                    await connection.execute(f"listen {channel}".encode())
                wait_s = RETRY_FIRST_S
                await missed_some()
                heard.set()
                async for each in connection.notifies():
                    channels[each.channel](each.payload)
        except psycopg.Error as error:
            log.warning("the sign-in listener lost its connection (%s)", type(error).__name__)
        finally:
            heard.clear()
        await asyncio.sleep(wait_s)
        wait_s = min(RETRY_MAX_S, wait_s * 2)


def _reading(told: Callable[[News], None]) -> Callable[[str], None]:
    def read(payload: str) -> None:
        if news := read_news(payload):
            told(news)

    return read


async def _connect(url: str) -> psycopg.AsyncConnection[tuple[object, ...]]:
    # A connection that died silently would hide endings until the sweep; keepalives notice in seconds.
    return await psycopg.AsyncConnection.connect(
        url,
        autocommit=True,
        keepalives=1,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=2,
        application_name="growthos sign-in listener",
    )
