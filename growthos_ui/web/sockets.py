"""The websockets that are open, and how each is closed at once when its sign-in ends."""

from __future__ import annotations

import asyncio
import logging
import time
from contextvars import ContextVar
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import psycopg

from growthos_ui.errors import SignInOver
from growthos_ui.sign_in.store import RightsChanged
from growthos_ui.web import frames

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from starlette.types import Message, Receive, Send

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.listener import News
    from growthos_ui.sign_in.store import SignIns

log = logging.getLogger(__name__)

SOCKETS_PER_SIGN_IN_MAX = 20
MESSAGES_PER_SECOND = 40.0
MESSAGES_AT_ONCE_MAX = 120.0
MESSAGE_LENGTH_MAX = 300_000

# Whose socket the running ASGI call serves: a tab that needs a new token gets one in their name space.
actor_of_socket: ContextVar[Actor | None] = ContextVar("actor_of_socket", default=None)


class Close(IntEnum):
    """Why a websocket was closed; assets/guard.js acts on the first two."""

    SIGN_IN_OVER = 4401
    RIGHTS_CHANGED = 4402
    REFUSED = 4403
    TOO_LARGE = 4413
    TOO_MANY = 4429
    UNAVAILABLE = 4503


class Socket:
    """One open websocket of a signed-in person; stands between the server and Reflex in both directions."""

    def __init__(self, actor: Actor, token: str, receive: Receive, send: Send) -> None:
        self.actor = actor
        self.token = token
        self._receive = receive
        self._send = send
        self._code: asyncio.Future[Close] = asyncio.get_running_loop().create_future()
        self._said_goodbye = False
        self._allowance = MESSAGES_AT_ONCE_MAX
        self._counted_at = time.monotonic()

    def close(self, code: Close) -> None:
        """Let nothing through any more, in either direction; only the first reason counts."""
        if not self._code.done():
            self._code.set_result(code)

    async def receive(self) -> Message:
        """Return the browser's next message, or the disconnection when this socket was closed."""
        message = await self._next()
        if message is not None and message["type"] == "websocket.receive":
            self._weigh(message)
        if message is None or self._code.done():
            await self._say_goodbye()
            return {"type": "websocket.disconnect", "code": int(self._code.result())}
        return message

    async def send(self, message: Message) -> None:
        """Pass a message to the browser, unless this socket was closed."""
        if not self._code.done():
            await self._send(message)
        elif message["type"] == "websocket.close":
            await self._say_goodbye()

    async def _next(self) -> Message | None:
        if self._code.done():
            return None
        arriving = asyncio.ensure_future(self._receive())
        try:
            await asyncio.wait((arriving, self._code), return_when=asyncio.FIRST_COMPLETED)
            return None if self._code.done() else arriving.result()
        finally:
            arriving.cancel()

    def _weigh(self, message: Message) -> None:
        now = time.monotonic()
        earned = (now - self._counted_at) * MESSAGES_PER_SECOND
        self._allowance = min(MESSAGES_AT_ONCE_MAX, self._allowance + earned) - 1
        self._counted_at = now
        if self._allowance < 0:
            self.close(Close.TOO_MANY)
        elif len(message.get("text") or message.get("bytes") or "") > MESSAGE_LENGTH_MAX:
            self.close(Close.TOO_LARGE)
        elif reason := frames.refusal_of(message):
            log.warning("websocket closed: a message was refused, %s", reason)
            self.close(Close.REFUSED)

    async def _say_goodbye(self) -> None:
        if self._said_goodbye:
            return
        self._said_goodbye = True
        try:
            await self._send({"type": "websocket.close", "code": int(self._code.result())})
        except Exception:  # noqa: BLE001 - the browser may have gone first; then there is nobody to tell
            log.debug("a socket had gone before it was told")


class OpenSockets:
    """Every open websocket of this process, by sign-in."""

    def __init__(self, sign_ins: SignIns) -> None:
        self._sign_ins = sign_ins
        self._open: dict[UUID, set[Socket]] = {}
        self._checks: set[asyncio.Task[None]] = set()

    def admit(self, socket: Socket) -> bool:
        """Take a socket in, unless its sign-in holds too many already."""
        mates = self._open.setdefault(socket.actor.sign_in_id, set())
        if len(mates) >= SOCKETS_PER_SIGN_IN_MAX:
            return False
        mates.add(socket)
        return True

    def leave(self, socket: Socket) -> None:
        """Forget a socket that has gone."""
        mates = self._open.get(socket.actor.sign_in_id, set())
        mates.discard(socket)
        if not mates:
            self._open.pop(socket.actor.sign_in_id, None)

    def close_tab(self, token: str, code: Close) -> None:
        """Close the sockets of one tab, as the guard asks when an event came too late."""
        for socket in self._all():
            if socket.token == token:
                socket.close(code)

    def close_all(self, code: Close) -> None:
        """Close every socket: none of them can be served."""
        self._close(self._all(), code)

    def told(self, news: News) -> None:
        """Check at once whom a piece of news concerns; never waits."""
        concerned = {
            socket.actor.sign_in_id
            for socket in self._all()
            if news.id == (socket.actor.sign_in_id if news.about == "sign_in" else socket.actor.user_id)
        }
        for sign_in_id in concerned:
            check = asyncio.ensure_future(self._check(sign_in_id, if_unsure=Close.UNAVAILABLE))
            self._checks.add(check)
            check.add_done_callback(self._checks.discard)

    async def check_all(self) -> None:
        """Check every sign-in that has a socket: what was not told, and what became idle or old by itself."""
        for sign_in_id in list(self._open):
            await self._check(sign_in_id, if_unsure=None)

    async def sweep(self, every_s: float) -> None:
        """Check every sign-in again and again, until cancelled."""
        while True:
            await asyncio.sleep(every_s)
            await self.check_all()

    async def _check(self, sign_in_id: UUID, *, if_unsure: Close | None) -> None:
        """Close what may not stay open. Without an answer from the database events are refused anyway."""
        try:
            actor = await self._sign_ins.by_id(sign_in_id)
        except SignInOver:
            self._close(self._open.get(sign_in_id, ()), Close.SIGN_IN_OVER)
        except (psycopg.Error, RuntimeError) as error:
            log.warning("a sign-in could not be checked (%s)", type(error).__name__)
            if if_unsure is not None:
                self._close(self._open.get(sign_in_id, ()), if_unsure)
        else:
            stale = [each for each in self._open.get(sign_in_id, ()) if each.actor.epoch != actor.epoch]
            self._close(stale, Close.RIGHTS_CHANGED)

    def _close(self, sockets: Iterable[Socket], code: Close) -> None:
        for socket in list(sockets):
            socket.close(code)

    def _all(self) -> list[Socket]:
        return [socket for mates in self._open.values() for socket in mates]


def code_for(error: SignInOver) -> Close:
    """Return the close code that tells a tab what became of its sign-in."""
    return Close.RIGHTS_CHANGED if isinstance(error, RightsChanged) else Close.SIGN_IN_OVER


async def refuse(receive: Receive, send: Send, code: Close, subprotocols: list[Any]) -> None:
    """Accept and close with a code: a page never learns why a handshake was refused, but it sees a close code."""
    await receive()
    await send({"type": "websocket.accept", "subprotocol": subprotocols[0] if subprotocols else None})
    await send({"type": "websocket.close", "code": int(code)})
