"""What jobs did in the small school: one run that is done and one that failed."""

import psycopg

from tests.cast import School
from tests.school_ground import run


def add_runs(connection: psycopg.Connection, school: School) -> None:
    """Write down two runs of a winter's night."""
    run(connection, school, _DONE)
    run(connection, school, _FAILED)


_DONE = """insert into dashboard.job_runs (organization_id, job, day, started_by, state, started_at, finished_at, counts)
    values (%(org)s, 'tickets', '2026-02-02', 'command', 'done', '2026-02-02 04:00+00', '2026-02-02 04:00:01+00', '{"closed": 0}')"""
_FAILED = """insert into dashboard.job_runs (organization_id, job, day, started_by, state, started_at, finished_at, why)
    values (%(org)s, 'risk', '2026-02-02', 'command', 'failed', '2026-02-02 05:00+00', '2026-02-02 05:00:01+00', 'The disk is full.')"""
