"""PgBouncer in transaction mode in front of a server: two server connections for whoever comes, over a private socket."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from growthos_ui.bootstrap.endings import die_with_parent
from growthos_ui.embedded.account import server_account
from tests.servers.programs import pgbouncer

# One socket for each port number: in a folder of its own no other program is met.
PORT = 6432
_SETTINGS = """\
[databases]
* = host={server}
[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
logfile = {folder}/log
"""


@contextmanager
def pooled(server_socket: str, role: str, password: str) -> Iterator[str]:
    """Yield the address prefix of the pooler for the role: put a database's name in with `.format(database)`."""
    program, account = pgbouncer(), server_account()
    folder = Path(tempfile.mkdtemp(prefix="growthos-pool-", dir="/tmp"))
    folder.chmod(0o700)
    (folder / "users.txt").write_text(f'"{role}" "{password}"\n')
    (folder / "settings.ini").write_text(_SETTINGS.format(server=server_socket, port=PORT, folder=folder))
    for path in (folder, *folder.iterdir()):
        account.own(path)
    identity: dict[str, Any] = account.identity()
    process = subprocess.Popen(
        [program, "-q", str(folder / "settings.ini")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - two system calls
        **identity,
    )
    try:
        url = f"postgresql://{role}:{quote(password)}@/{{}}?host={quote(str(folder), safe='')}&port={PORT}"
        _await(folder / f".s.PGSQL.{PORT}", process)
        yield url
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _await(socket: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if socket.exists():
            return
        if process.poll() is not None:
            raise RuntimeError(f"PgBouncer ended by itself: {(socket.parent / 'log').read_text()}")
        time.sleep(0.02)
    raise RuntimeError("PgBouncer did not open its socket")
