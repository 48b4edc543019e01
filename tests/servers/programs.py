"""Programs of the machine that only these tests need, and a name and a remedy where one is missing."""

import shutil
from pathlib import Path

import pytest

DEBIAN = Path("/usr/lib/postgresql")


def postgres_of_the_system() -> Path:
    """Return the folder of the system's PostgreSQL programs, the newest of at least 15; skip by name without one."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found or int(found[-1].parts[-3]) < 15:
        pytest.skip("PostgreSQL 15 or newer of the system is not installed: apt-get install postgresql")
    return found[-1].parent


def pgbouncer() -> str:
    """Return the path of PgBouncer; skip by name without it."""
    path = shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if path is None:
        pytest.skip("PgBouncer is not installed: apt-get install pgbouncer")
    return path
