"""What a run may not leave behind: processes, sockets, locks."""

import os
from pathlib import Path


def processes_about(place: Path) -> list[str]:
    """Return the command lines of the processes that run in a folder or name it, other than this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                where = str((entry / "cwd").readlink())
            except OSError:
                continue
            if str(place) in words or where.startswith(str(place)):
                found.append(words)
    return found


def left_in(data_dir: Path) -> list[str]:
    """Return the sockets, locks and notes of a running server that are still in a data folder."""
    names = {"postmaster.pid", "postmaster.opts.lock", "running.json", "socket"}
    return [path.name for path in data_dir.rglob("*") if path.is_socket() or path.name in names or ".lock" in path.name]
