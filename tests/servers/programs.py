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
    return _program("pgbouncer", "PgBouncer", "pgbouncer")


def nginx() -> str:
    """Return the path of nginx; skip by name without it."""
    return _program("nginx", "nginx", "nginx-light")


def redis_server() -> str:
    """Return the path of the Redis server; skip by name without it."""
    return _program("redis-server", "Redis", "redis-server")


def _program(file: str, name: str, package: str) -> str:
    path = shutil.which(file, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if path is None:
        pytest.skip(f"{name} is not installed: apt-get install {package}")
    return path
