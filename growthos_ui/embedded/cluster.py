"""The files of the database cluster: made once, with passwords only, and settings that fit the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthos_ui.embedded.binaries import MAJOR_VERSION, program

if TYPE_CHECKING:
    from growthos_ui.embedded.account import Account
    from growthos_ui.embedded.folder import DataFolder

OWNER = "growthos_owner"
_GIBIBYTE = 1024**3
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - asked for its size only; containers make it small

_ACCESS = """\
# Written at every start. The server listens on one socket in a private folder, and asks for a password even there.
# TYPE  DATABASE  USER  METHOD
local   all       all   scram-sha-256
"""

# The superuser acts here only, in a process of its own before the server first starts. It never gets a password.
_BOOTSTRAP = """\
create role {owner} login createrole createdb password '{password}';
grant pg_signal_backend to {owner};
alter role postgres nologin;
"""

# Objects outside every table belong to no organisation: no database made from this template lets people have any.
_WITHOUT_LARGE_OBJECTS = """\
do $$ declare f regprocedure; begin for f in select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^(lo_|lo(read|write)$)' loop execute format('revoke execute on function %s from public', f); end loop; end $$;
"""


def ensure_cluster(folder: DataFolder, account: Account, *, durable: bool) -> None:
    """Make the cluster unless it stands. It is made beside its place and moved there whole."""
    if (folder.cluster / "PG_VERSION").exists():
        _check_version(folder)
    elif folder.cluster.exists() and any(folder.cluster.iterdir()):
        raise folder.broken("its files are not those of a database")
    else:
        _make(folder, account, durable=durable)
    access = folder.cluster / "pg_hba.conf"
    access.write_text(_ACCESS)
    access.chmod(0o600)
    account.own(access)


def run(words: list[str], account: Account, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs as the server's account; at most two minutes."""
    identity: dict[str, Any] = account.identity()
    caught: dict[str, Any] = {"text": True, "capture_output": True, "timeout": 120}
    return subprocess.run(words, check=False, env=environment(), cwd="/", **caught, **identity, **options)  # noqa: S603 - our own programs


def environment() -> dict[str, str]:
    """Return a clean environment: no PG… variable and no locale of the caller reaches the server."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _check_version(folder: DataFolder) -> None:
    version = (folder.cluster / "PG_VERSION").read_text().strip()
    if version != str(MAJOR_VERSION):
        raise folder.broken(f"it was made by PostgreSQL {version or 'of an unknown version'}, this is {MAJOR_VERSION}")


def _make(folder: DataFolder, account: Account, *, durable: bool) -> None:
    draft = folder.path / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.own(draft)
    try:
        _initdb(folder, draft, account, durable=durable)
        _bootstrap(folder, draft, account)
        if folder.cluster.exists():
            folder.cluster.rmdir()
        draft.rename(folder.cluster)
    except OSError as error:
        raise folder.refusal(error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _initdb(folder: DataFolder, draft: Path, account: Account, *, durable: bool) -> None:
    words = [program("initdb"), f"--pgdata={draft}", "--username=postgres", "--auth=reject"]
    words += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    words += ["--no-instructions"] if durable else ["--no-instructions", "--no-sync"]
    done = run(words, account)
    if done.returncode != 0:
        raise folder.broken(reason_in(done.stderr or done.stdout))


def _bootstrap(folder: DataFolder, draft: Path, account: Account) -> None:
    owner = _BOOTSTRAP.format(owner=OWNER, password=folder.passwords()[OWNER])
    for database, script in (("postgres", owner), ("template1", _WITHOUT_LARGE_OBJECTS)):
        words = [program("postgres"), "--single", "-D", str(draft), "-c", "log_min_messages=error", database]
        done = run(words, account, input=script)
        if done.returncode != 0 or "ERROR" in done.stderr:
            raise folder.broken(reason_in(done.stderr))


def reason_in(output: str) -> str:
    """Return the part of a program's output that says why it failed, in a few words."""
    if "No space left" in output:
        return "the disk is full"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "ERROR:", "error:", "postgres:"):
        for line in lines:
            if mark in line:
                return line.partition(mark)[2].strip().rstrip(".")
    return lines[-1].rstrip(".") if lines else "it said nothing"


def settings(*, durable: bool) -> dict[str, str]:
    """Return the server's settings: sized by the memory at hand, safe on disk unless it is a throw-away server."""
    memory = _memory_bytes()
    chosen = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "shared_buffers": "512MB" if memory >= 4 * _GIBIBYTE else "128MB",
        "effective_cache_size": f"{max(memory // 2 // 1024**2, 128)}MB",
        "maintenance_work_mem": "128MB",
        "work_mem": "16MB",
        "dynamic_shared_memory_type": "posix" if _has_room(_SHARED_MEMORY, _GIBIBYTE // 4) else "mmap",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_connections": "100",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "2GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
    }
    return chosen if durable else chosen | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _memory_bytes() -> int:
    """Return the memory that this process may use: the machine's, or less where a container limits it."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            whole = min(whole, int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return whole


def _has_room(folder: str, size: int) -> bool:
    try:
        return shutil.disk_usage(folder).total >= size
    except OSError:
        return False
