"""Makes and drops databases on the embedded server, as their owner."""

from __future__ import annotations

import psycopg
from psycopg import sql


def create(url: str, name: str, *, template: str | None = None) -> bool:
    """Create a database; a copy of `template` needs nobody connected to it. Returns False when it exists."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return False
        words = sql.SQL("create database {}").format(sql.Identifier(name))
        if template is not None:
            words += sql.SQL(" template {} strategy file_copy").format(sql.Identifier(template))
        connection.execute(words)
        return True


def drop(url: str, name: str) -> None:
    """Drop a database if it exists, closing the connections to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
