"""What the server's own pid file tells: whether it runs, whether it is ready, whether it is left over."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

_STATUS_LINE = 7


class Postmaster:
    """The main process of the server on one cluster folder, as seen from outside."""

    def __init__(self, cluster: Path) -> None:
        self._cluster = cluster
        self._file = cluster / "postmaster.pid"

    def ready(self, pid: int) -> bool:
        """Tell whether the server with this process id accepts connections."""
        lines = self._lines()
        return len(lines) > _STATUS_LINE and lines[0] == str(pid) and lines[_STATUS_LINE].strip() == "ready"

    def runs(self) -> bool:
        """Tell whether a server runs on this very folder; a reused process id does not count."""
        lines = self._lines()
        if not lines or not lines[0].strip().isdigit():
            return False
        pid = int(lines[0])
        if Path("/proc/self/cwd").exists():
            return self._works_here(pid)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def forget_dead(self) -> None:
        """Remove the pid file that a killed server left: its id may by now belong to another program of ours."""
        if not self.runs():
            self._file.unlink(missing_ok=True)

    def end_orphans(self, program: Path) -> None:
        """End what a killed main process left working on this folder: it can only finish its last query, and would."""
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if self._works_here(int(entry.name)) and (entry / "exe").readlink() == program:
                    os.kill(int(entry.name), signal.SIGKILL)

    def _works_here(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self._cluster.resolve()
        except OSError:
            return False

    def _lines(self) -> list[str]:
        try:
            return self._file.read_text().splitlines()
        except OSError:
            return []
