"""nginx in front of several serving processes, and the Redis that they share: all on loopback, in a folder of their own."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from growthos_ui.bootstrap.endings import die_with_parent
from tests.journeys.site import free_port
from tests.servers.programs import nginx, redis_server

PASSWORD = "only-for-the-tests"
# Each request, and so each new socket, goes to the next server; one that is gone is passed over.
_PROXY = """\
pid {folder}/pid; error_log {folder}/errors; daemon off; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off; client_max_body_size 16m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  map $http_upgrade $passed_on {{ default upgrade; '' ''; }}
  upstream dashboard {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://dashboard; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $passed_on;
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
      proxy_next_upstream error timeout non_idempotent; proxy_connect_timeout 2s;
    }}
  }}
}}
"""


class SharedState:
    """A Redis that asks for a password. It keeps nothing when it ends, and may be started again at its address."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self._port}/0"
        self._command = [redis_server(), "--port", str(self._port), "--bind", "127.0.0.1", "--requirepass", PASSWORD]
        self._command += ["--save", "", "--dir", str(folder)]
        self._held = ExitStack()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._held.enter_context(_program(self._command, self._port))

    def end(self) -> None:
        """End it, if it has not ended."""
        self._held.close()


@contextmanager
def shared_state() -> Iterator[SharedState]:
    """Yield one that runs, until the block ends."""
    with _folder() as folder:
        made = SharedState(folder)
        made.start()
        try:
            yield made
        finally:
            made.end()


@contextmanager
def proxied(port: int, behind: Sequence[int]) -> Iterator[None]:
    """Serve on this port what the servers on those ports answer, one after the other."""
    with _folder() as folder:
        servers = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=30s;" for each in behind)
        settings = folder / "nginx.conf"
        settings.write_text(_PROXY.format(folder=folder, port=port, servers=servers))
        with _program([nginx(), "-c", str(settings), "-e", str(folder / "errors")], port):
            yield


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="growthos-servers-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _program(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - two system calls
    )
    try:
        _await(port, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended by itself")
        time.sleep(0.02)
    raise RuntimeError(f"{process.args} did not open its port")
