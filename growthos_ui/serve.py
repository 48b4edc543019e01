"""Serves the app from a finished build: one port, no Node, ready in a second or two."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import socket
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from growthos_ui import front
from growthos_ui.bootstrap.endings import die_with_parent
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from growthos_ui.settings import Settings

    Message = dict[str, Any]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

_OBJECTS_BETWEEN_SEARCHES = (20_000, 5, 5)
_NAMES_ADDRESS = re.compile(r"/assets/reflex-env-[\w-]+\.js", re.ASCII)


def require_free(host: str, port: int) -> None:
    """Raise GrowthError with one sentence when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except PermissionError as error:
            raise GrowthError(Kind.UNAVAILABLE, f"Port {port} may not be used by this user.") from error
        except OSError as error:
            raise GrowthError(
                Kind.UNAVAILABLE,
                f"Port {port} on {host} is in use by another program.",
                remedy="Choose another one with --port.",
            ) from error


def serve(settings: Settings) -> None:
    """Serve until a signal ends it. The workers read the settings from the environment, as this process did."""
    require_free(settings.host, settings.port)
    built = front.choose()
    os.chdir(front.ROOT)
    os.environ.update(
        {
            "PUBLIC_URL": settings.public_url,  # rxconfig.py reads these two, wherever they came from
            "TRUSTED_PROXY_HOPS": str(settings.trusted_proxy_hops),
            front.SERVED_FROM: str(built),
            "REFLEX_ENV_MODE": "prod",
            "__REFLEX_SKIP_COMPILE": "true",
            "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
            "REFLEX_USE_GRANIAN": "1",
            "REFLEX_DIR": front.reflex_folder(),
            "REFLEX_TELEMETRY_ENABLED": "false",
            "REFLEX_CHECK_LATEST_VERSION": "false",
        }
    )
    if settings.redis_url:
        # what tabs remember is shared by the servers; without the lock kept by its holder each event costs five times as much
        os.environ.update({"REFLEX_REDIS_URL": settings.redis_url, "REFLEX_OPLOCK_ENABLED": "true"})
    _run(settings.host, settings.port)


def _run(host: str, port: int) -> None:
    """Run Granian as Reflex does, except that a closed terminal ends it instead of restarting its workers."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server
    from reflex.utils.exec import _preload_for_fork
    from reflex.utils.processes import get_num_workers

    # The usual search for garbage comes every few hundred objects: a sixth of the time in which lists are opened. Much rarer than
    # this, what tabs leave behind grows: beside a Redis each event does, as a tree whose parts name each other (400 KB).
    # The workers take this over.
    gc.set_threshold(*_OBJECTS_BETWEEN_SEARCHES)
    gc.disable()  # while the app is loaded: what comes then stays, and was searched for a sixth of a start
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
        _preload_for_fork(None)  # the workers share the pages of the app that is loaded here
    gc.enable()
    server = Server(
        target="growthos_ui.serve:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        log_level=LogLevels.warning,
        workers=int(os.environ.get("GRANIAN_WORKERS", "0")) or get_num_workers(),
    )
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # nohup
    hang_up = signal.SIG_IGN if ignored else server.signal_handler_interrupt
    server.on_startup(lambda: signal.signal(signal.SIGHUP, hang_up))
    server.serve()


def application() -> Application:
    """Return the app as one server's worker runs it: the build, told at which address it is served."""
    from reflex.utils.prerequisites import get_app

    from growthos_ui.settings import settings

    _follow_the_main_process()
    app: Callable[[], Application] = get_app().app
    return _Addressed(app(), settings().public_url)


def _follow_the_main_process() -> None:
    """Leave it to the main process when this worker ends: no Ctrl-C of the terminal, but its death, reaches a worker."""
    if multiprocessing.parent_process() is not None:
        os.setpgrp()
        die = die_with_parent()
        if die is not None:
            die()


class _Addressed:
    """Answers the one built file that names the server's address with this server's; the build itself is not touched.

    So one build serves on any port, and on several at once.
    """

    def __init__(self, inside: Application, origin: str) -> None:
        self._inside, self._origin = inside, origin

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        body = self._body(scope["path"]) if scope["type"] == "http" else None
        await self._inside(scope, receive, send if body is None else _replacing(body, send))

    def _body(self, path: str) -> bytes | None:
        """Return what the file says with this server's address; None for other files."""
        if not _NAMES_ADDRESS.fullmatch(path):
            return None
        try:
            return _with_origin((front.client() / path.removeprefix("/")).read_text(), self._origin).encode()
        except OSError:
            return None


def _with_origin(text: str, origin: str) -> str:
    """Put the public origin in the place of the one that the build was made for.

    On loopback the host stays `localhost`: the client puts there whatever name the person typed.
    """
    parts = urlsplit(origin)
    here = f"localhost:{parts.port or 80}" if parts.scheme == "http" else parts.netloc
    secure = "s" if parts.scheme == "https" else ""
    for scheme in ("ws", "http"):
        text = text.replace(f"{scheme}://{front.BUILT_FOR}", f"{scheme}{secure}://{here}")
    return text


def _replacing(body: bytes, send: Send) -> Send:
    """Return a `send` that keeps a refusal as it is and replaces the body of an answer."""
    good = False

    async def replace(message: Message) -> None:
        nonlocal good
        if message["type"] == "http.response.start":
            good = message["status"] == HTTPStatus.OK
            if good:
                dropped = {b"content-length", b"content-encoding", b"etag", b"last-modified", b"accept-ranges"}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in dropped]
                message = {**message, "headers": [*kept, (b"content-length", str(len(body)).encode())]}
            await send(message)
        elif not good:
            await send(message)
        elif not message.get("more_body"):
            await send({"type": "http.response.body", "body": body})

    return replace
