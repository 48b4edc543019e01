"""The built app served from a database of its own, as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from growthos_ui import front
from tests.database import Database

READY_WITHIN_S = 60
BUILT_WITHIN_S = 600
_BUILD = "from growthos_ui import front; front.build(report_progress=lambda _: None)"
_SERVE = "from growthos_ui.serve import serve; from growthos_ui.settings import settings; serve(settings())"


@dataclass(frozen=True)
class Site:
    """Where the app answers, and the database behind it."""

    url: str
    database: Database
    process: subprocess.Popen[bytes]


@contextmanager
def serving(database: Database, log: Path, *, port: int | None = None, **more: str) -> Iterator[Site]:
    """Serve the app until the block ends, with `more` in its environment; the front end is built first if its sources changed."""
    if not front.is_current():
        subprocess.run([sys.executable, "-c", _BUILD], cwd=front.ROOT, check=True, timeout=BUILT_WITHIN_S)
    port = port or free_port()
    url = f"http://localhost:{port}"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            cwd=front.ROOT,
            env=os.environ | _environment(database, url, port) | more,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(url, process, log)
        yield Site(url, database, process)
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and its workers, if it has not ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=20)


def _environment(database: Database, url: str, port: int) -> dict[str, str]:
    return {
        "DATABASE_URL": database.app_url,
        "DATABASE_SIGN_IN_URL": database.sign_in_url,
        "DATABASE_WORKER_URL": database.worker_url,
        "DATABASE_LISTEN_URL": database.app_url,
        "PUBLIC_URL": url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "RUN_JOBS": "false",  # nothing happens by itself while somebody looks
        "SECRET": "only for the tests, thirty-two characters",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"The app did not get ready:\n{log.read_text()[-4000:]}")
