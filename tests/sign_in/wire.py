"""A hand-made socket: the bytes of engine.io and socket.io as a browser sends them, or as an attacker would."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import websockets
from websockets.exceptions import ConnectionClosed

from growthos_ui.auth import tokens
from tests.cast import BY_KEY
from tests.database import Database

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 10


@dataclass
class Wire:
    """One open websocket to the event address."""

    connection: Any
    updates: list[dict[str, Any]] = field(default_factory=list)

    async def hello(self) -> None:
        """Open the namespace as Reflex's page does."""
        await self._until("0")
        await self.connection.send("40/_event,")
        await self._until("40/_event,")

    async def send(self, name: str, payload: dict[str, Any] | None = None) -> None:
        event = {"name": name, "payload": payload or {}, "router_data": {"pathname": "/", "asPath": "/", "query": {}}}
        await self.connection.send("42/_event," + json.dumps(["event", event]))

    async def ask(self, name: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send an event and return the next delta."""
        await self.send(name, payload)
        return await self.next_delta()

    async def next_delta(self) -> dict[str, Any]:
        message = await self._until("42/_event,")
        update = json.loads(message[len("42/_event,") :])[1]
        return update["delta"] if isinstance(update, dict) else json.loads(update)["delta"]

    async def new_token(self) -> str:
        """Return the token that the server gave to a duplicated tab."""
        message = await self._until('42/_event,["new_token"')
        return json.loads(message[len("42/_event,") :])[1]

    async def close_code(self) -> int:
        """Wait until the server closes and return why."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                while True:
                    await self.connection.recv()
            except ConnectionClosed:
                return self.connection.close_code

    async def _until(self, beginning: str) -> str:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self.connection.recv()
                if message == "2":
                    await self.connection.send("3")
                elif message.startswith(beginning):
                    return message


@dataclass(frozen=True)
class LiveSite:
    """A server in a process of its own."""

    port: int
    database: Database

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @asynccontextmanager
    async def wire(
        self, cookie: str | None, *, token: str = "a tab", origin: str | None = "", path: str = "/_event/", **more: str
    ):
        """Open a socket; the origin is the site's own unless another, or None, is given."""
        query = urlencode({"token": token, "EIO": "4", "transport": "websocket"})
        headers = {"Cookie": f"growthos={cookie}"} if cookie else {}
        uri = f"ws://localhost:{self.port}{path}?{query}"
        async with websockets.connect(
            uri,
            origin=self.origin if origin == "" else origin,
            additional_headers=headers | more,
            proxy=None,
            compression=None,
        ) as connection:
            yield Wire(connection)

    @asynccontextmanager
    async def tab(self, cookie: str, *, token: str = "a tab"):
        """Open a socket and greet, as a page does."""
        async with self.wire(cookie, token=token) as wire:
            await wire.hello()
            yield wire

    def cookie(self, who: str) -> str:
        """Sign somebody in behind the page's back and return the cookie's value."""
        person, secret = BY_KEY[who], tokens.new_secret()
        with self.database.as_owner() as owner:
            sign_in_id = owner.execute(
                """insert into public.user_sessions (organization_id, user_id, token_hash, kind, expires_at)
                   values (%s, %s, %s, 'dashboard', clock_timestamp() + interval '12 hours') returning id""",
                [person.school.id, person.id, tokens.hash_of(secret)],
            ).fetchone()[0]
        return tokens.Cookie(sign_in_id, secret).written()


@contextmanager
def live_site(database: Database, log: Path) -> Iterator[LiveSite]:
    """Serve the app with granian until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": str(Path(sys.executable).parent), "PYTHONPATH": str(ROOT), "HOME": str(log.parent),
        "DATABASE_URL": database.app_url, "DATABASE_SIGN_IN_URL": database.sign_in_url,
        "PUBLIC_URL": f"http://localhost:{port}", "SECRET": "only for the tests, thirty-two characters",
        "REFLEX_ENV_MODE": "prod", "__REFLEX_SKIP_COMPILE": "true", "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false", "REFLEX_DIR": str(log.parent / "reflex"), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    options = ["--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port"]
    command = [sys.executable, "-m", "granian", *options, str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*command, "tests.sign_in.live_app:app"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,  # its workers are ended with it
        )
        try:
            _wait(server, port, log)
            yield LiveSite(port, database)
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)  # else another test would hear of a process that nobody waits for
                server.wait()
                raise


def _wait(server: subprocess.Popen, port: int, log: Path) -> None:
    """Wait until the server answers; fail with its log when it has ended."""
    for _ in range(600):
        if server.poll() is not None:
            raise AssertionError(log.read_text())
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            server_ended = server.poll()
            if server_ended is None:
                _pause()
    raise AssertionError(f"no answer: {log.read_text()}")


def _pause() -> None:
    """Let the other process get on; the loop around it is bounded."""
    import time

    time.sleep(0.1)
