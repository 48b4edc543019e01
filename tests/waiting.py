"""Where work stands, as the database sees it: before what somebody else holds, or gone."""

import time

import psycopg

WITHIN_S = 30
# Between two questions: who asks without pause takes the time of whom it waits for.
_A_MOMENT = "select pg_sleep(0.02)"


def wait_until_it_waits(owner: psycopg.Connection, login: str) -> int:
    """Return the backend of this login once it stands before what somebody else holds. `owner` commits each question."""
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        found = owner.execute(
            """select l.pid from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
               where not l.granted and a.usename = %s and a.datname = current_database()""",
            [login],
        ).fetchone()
        if found:
            return int(found[0])
        owner.execute(_A_MOMENT)
    raise AssertionError(f"{login} never came to what is held")


def until_gone(owner: psycopg.Connection, backend: int) -> None:
    """Wait for the end of a backend whose client is gone."""
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        if not owner.execute("select from pg_stat_activity where pid = %s", [backend]).fetchone():
            return
        owner.execute(_A_MOMENT)
    raise AssertionError("its connection never ended")
