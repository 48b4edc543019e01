"""Where a job stands, as the database sees it."""

import time

import psycopg


def wait_until_it_waits(owner: psycopg.Connection) -> int:
    """Return the backend of the job once it stands before a row that somebody else holds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = owner.execute(
            """select l.pid from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
               where not l.granted and a.usename = 'growthos_worker' and a.datname = current_database()"""
        ).fetchone()
        if found:
            return found[0]
    raise AssertionError("the job never came to that row")


def until_gone(owner: psycopg.Connection, backend: int) -> None:
    """Wait for the end of a backend whose client is gone."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if not owner.execute("select from pg_stat_activity where pid = %s", [backend]).fetchone():
            return
    raise AssertionError("its connection never ended")
