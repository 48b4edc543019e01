"""Where the servers of the tests keep their files: in memory where there is plenty, for a copy of a database is two thousand files."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
# Two servers, one of them with the whole OULAD set, and what they log ahead.
_ROOM = 12 * 1024**3
_PREFIX = "growthos-test-"


def private_folder() -> Path:
    """Make a folder with a short name; whoever asks removes it. What runs that were killed left in memory is removed here."""
    place = _MEMORY if _has_room() else Path("/tmp")
    for left in _MEMORY.glob(f"{_PREFIX}*"):
        if not Path("/proc", left.name.removeprefix(_PREFIX).partition("-")[0]).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
    folder.chmod(0o700)
    return folder


def _has_room() -> bool:
    try:
        told = Path("/proc/meminfo").read_text()
        free = next(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("MemAvailable:"))
        return min(free, shutil.disk_usage(_MEMORY).free) > _ROOM
    except (OSError, StopIteration):
        return False
