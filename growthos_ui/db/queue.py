"""The job queue's own schema: a library brings its tables, so they stand apart from ours and from our law."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from procrastinate.schema import SchemaManager

if TYPE_CHECKING:
    import psycopg

_GRANTS = """
    grant usage on schema queue to growthos_worker;
    grant select, insert, update, delete on all tables in schema queue to growthos_worker;
    grant usage on all sequences in schema queue to growthos_worker;
    revoke all on all functions in schema queue from public;
    grant execute on all functions in schema queue to growthos_worker;
"""


def install_queue(connection: psycopg.Connection) -> None:
    """Make the queue of this version, anew where another one made it: what is due is asked of dashboard.job_runs.

    Its names are unqualified: the worker's role has the schema as its search path.
    """
    version = f"procrastinate {metadata.version('procrastinate')}"
    found = connection.execute("select obj_description(to_regnamespace('queue'), 'pg_namespace')").fetchone()
    if found == (version,):
        return
    connection.execute("drop schema if exists queue cascade")
    connection.execute("create schema queue")
    connection.execute("set local search_path = queue")
    connection.execute(SchemaManager.get_schema().encode())
    connection.execute("set local search_path = public")
    connection.execute(_GRANTS)
    connection.execute(f"comment on schema queue is '{version}'".encode())
