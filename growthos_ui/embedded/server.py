"""The life of the embedded server: started for one process, reachable over one private socket, stopped with it."""

from __future__ import annotations

import atexit
import contextlib
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from growthos_ui.bootstrap.endings import die_with_parent
from growthos_ui.embedded import databases
from growthos_ui.embedded.account import server_account
from growthos_ui.embedded.binaries import folders, make_readable, program
from growthos_ui.embedded.cluster import OWNER, ensure_cluster, environment, reason_in, run, settings
from growthos_ui.embedded.folder import DataFolder
from growthos_ui.embedded.passage import Passage
from growthos_ui.embedded.postmaster import Postmaster
from growthos_ui.errors import GrowthError

if TYPE_CHECKING:
    from types import TracebackType

DATABASE = "growthos"
_START_SECONDS_MAX = 300  # recovery after a crash in the middle of an import takes a while
_LEFTOVERS_SECONDS_MAX = 10
_STOP_SECONDS_MAX = 20
_LOG_BYTES_MAX = 5_000_000


class EmbeddedServer:
    """A PostgreSQL server on one data folder.

    `durable=False` trades safety on disk for speed (tests). `detached=True` leaves the server running when this
    process ends (`growthos database start`). All refusals are GrowthErrors with one sentence.
    """

    def __init__(self, data_dir: Path | str, *, durable: bool = True, detached: bool = False) -> None:
        self._folder = DataFolder(Path(data_dir))
        self._durable = durable
        self._detached = detached
        self._account = server_account()
        self._passage = Passage(self._account)
        self._postmaster = Postmaster(self._folder.cluster)
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None
        self._log_begin = 0
        self._attached = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, *, reset: bool = False) -> None:
        """Start the server; `reset` throws the data away first. A server left by a killed process is replaced."""
        if self._folder.held:
            return
        try:
            self._folder.take(self._account)
            atexit.register(self.stop)
            self._open_programs()
            self._passage.open(self._folder.cluster)
            self._begin(reset=reset)
        except OSError as error:
            self.stop()
            raise self._folder.refusal(error) from error
        except BaseException:
            self.stop()
            raise

    @property
    def socket(self) -> Path | None:
        """The folder of the socket, once the server runs."""
        return self._socket

    @property
    def log(self) -> Path:
        """The file that the server writes what it has to say into."""
        return self._folder.log

    def runs(self) -> bool:
        """Tell whether the server is there still: it may be killed from outside, or end itself on a full disk."""
        return self._postmaster.runs() if self._process is None else self._process.poll() is None

    def missed_room(self) -> bool:
        """Tell whether the server, since it was started here, has said that the disk is full."""
        if self._process is None:
            return False
        try:
            return b"No space left on device" in self._folder.log.read_bytes()[self._log_begin :]
        except OSError:
            return False

    def attach(self) -> bool:
        """Use the server that another process runs on this folder. Returns False when there is none."""
        socket = self._folder.noted().get("socket")
        if not socket or not self._postmaster.runs():
            return False
        self._socket = Path(str(socket))
        return True

    def stop(self, *, for_good: bool = False) -> None:
        """Stop the server and leave no process, lock or socket. Safe to call again, and after a failed start.

        A detached server goes on unless this is `for_good`.
        """
        if not self._folder.held:
            return
        if for_good or not self._keeps_running():
            self._halt()
            self._folder.clear()
            self._passage.close()
        self._folder.release()
        atexit.unregister(self.stop)

    def url(self, role: str = OWNER, database: str = DATABASE) -> str:
        """Return a libpq URL for one of the roles, over the socket."""
        password = quote(self.passwords()[role])
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self._socket), safe='')}"

    def passwords(self) -> dict[str, str]:
        """Return the random password of each role that logs in."""
        return self._folder.passwords()

    def create_database(self, name: str = DATABASE, template: str | None = None) -> bool:
        """Create a database of the owner, or a copy of `template`. Returns False when it was there already."""
        return databases.create(self.url(database="postgres"), name, template=template)

    def drop_database(self, name: str) -> None:
        """Drop a database, closing whatever is connected to it. Quiet when there is none."""
        databases.drop(self.url(database="postgres"), name)

    def _open_programs(self) -> None:
        for folder in folders() if self._account.borrowed else ():
            make_readable(folder)
            self._passage.open(folder)

    def _begin(self, *, reset: bool) -> None:
        noted = self._folder.noted()
        if self._postmaster.runs():
            if noted.get("detached") and not reset:
                self._attached, self._socket = True, Path(str(noted["socket"]))
                return
            self._halt()
        self._folder.clear()
        if reset:
            self._folder.wipe()
        ensure_cluster(self._folder, self._account, durable=self._durable)
        self._postmaster.forget_dead()
        self._launch_patiently()

    def _launch_patiently(self) -> None:
        """Launch; the last processes of a server that was killed may need a moment to notice and go."""
        until = time.monotonic() + _LEFTOVERS_SECONDS_MAX
        while True:
            try:
                self._launch()
            except GrowthError as refused:
                if "shared memory block" not in refused.sentence or time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return

    def _keeps_running(self) -> bool:
        started = self._detached and self._process is not None and self._process.poll() is None
        return self._postmaster.runs() and (started or self._attached)

    def _launch(self) -> None:
        self._socket = self._folder.socket_folder(self._account)
        self._folder.note(self._socket, detached=self._detached)
        words = [program("postgres"), "-D", str(self._folder.cluster), "-k", str(self._socket)]
        for name, value in settings(durable=self._durable).items():
            words += ["-c", f"{name}={value}"]
        identity: dict[str, Any] = self._account.identity()
        with self._open_log() as log:
            self._log_begin = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment(),
                start_new_session=True,  # a Ctrl-C in the terminal is for us; we stop the server in our own order
                preexec_fn=None if self._detached else die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one system call
                **identity,
            )
        self._wait_until_ready(self._process, self._log_begin)

    def _open_log(self) -> Any:
        too_long = self._folder.log.exists() and self._folder.log.stat().st_size > _LOG_BYTES_MAX
        log = self._folder.log.open("wb" if too_long else "ab")
        self._folder.log.chmod(0o600)
        return log

    def _wait_until_ready(self, process: subprocess.Popen[bytes], log_begin: int) -> None:
        until = time.monotonic() + _START_SECONDS_MAX
        while not self._postmaster.ready(process.pid):
            if process.poll() is not None or time.monotonic() > until:
                said = self._folder.log.read_bytes()[log_begin:].decode(errors="replace")
                raise self._folder.broken(reason_in(said))
            time.sleep(0.02)

    def _halt(self) -> None:
        """Stop fast; a server that does not obey within the limit is stopped at once, which is safe for its data."""
        if self._process is not None:
            if self._process.poll() is None:
                self._halt_own(self._process)
            elif not self._postmaster.runs():
                self._postmaster.end_orphans(Path(program("postgres")))
                self._postmaster.forget_dead()
            self._process = None
        for mode in ("fast", "immediate"):
            if self._postmaster.runs():  # one that another process started
                words = [program("pg_ctl"), "stop", f"--pgdata={self._folder.cluster}", f"--mode={mode}"]
                run([*words, "--wait", f"--timeout={_STOP_SECONDS_MAX}"], self._account)

    def _halt_own(self, process: subprocess.Popen[bytes]) -> None:
        """Do what `pg_ctl stop` does, to our own child: fast, then immediate, then the end; and take its exit code."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS_MAX)
                break
