"""Reads what the database says of itself, for readiness and for the laws of the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

# The rooms that people can reach; private holds functions only.
ROOMS = ("public", "dashboard")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its type as PostgreSQL writes it, and whether it may be empty."""

    name: str
    type: str
    is_nullable: bool


def tables(connection: psycopg.Connection) -> list[str]:
    """Return every table as `room.name`, in order; those of extensions are not ours."""
    return [
        name
        for (name,) in connection.execute(
            """select format('%%s.%%s', n.nspname, c.relname)
               from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname = any (%s) and c.relkind in ('r', 'p')
                 and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
               order by n.nspname desc, c.relname""",
            [list(ROOMS)],
        )
    ]


def columns(connection: psycopg.Connection, table: str) -> list[Column]:
    """Return the columns of `room.name` in the table's order."""
    found = connection.execute(
        """select a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
           from pg_attribute a where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped
           order by a.attnum""",
        [table],
    )
    return [Column(*row) for row in found]


def law_stands(connection: psycopg.Connection) -> bool:
    """Tell whether policies, grants and functions are what the last migration left; any login role may ask."""
    row = connection.execute("select private.law_stands()").fetchone()
    return row == (True,)


# What the role of a connection has and a serving role must not have, in words; of a serving role none.
PRIVILEGES = """
    select array_remove(array[
        case when r.rolsuper then 'is a superuser' end,
        case when r.rolbypassrls then 'bypasses row security' end,
        case when r.rolcreaterole then 'may create roles' end,
        case when r.rolcreatedb then 'may create databases' end,
        case when r.rolreplication then 'may replicate' end,
        case when r.rolinherit then 'inherits the rights of its groups' end,
        case when exists (select from pg_class c where c.relowner = r.oid) then 'owns tables' end,
        case when exists (select from pg_proc p where p.proowner = r.oid) then 'owns functions' end,
        case when exists (select from pg_namespace n where n.nspowner = r.oid) then 'owns a schema' end,
        case when exists (select from pg_database d where d.datdba = r.oid) then 'owns a database' end,
        case when has_database_privilege(r.oid, current_database(), 'temporary') then 'may make temporary tables' end,
        case when pg_has_role(r.oid, 'growthos_operations', 'member') then 'is a member of growthos_operations' end,
        -- without inheriting anything it could still SET ROLE to whoever stands above the law
        case when exists (select from pg_roles o where o.oid <> r.oid and pg_has_role(r.oid, o.oid, 'member')
                            and (o.rolsuper or o.rolbypassrls or o.rolcreaterole or exists (select from pg_class c where c.relowner = o.oid)))
             then 'may become a role that stands above row security' end
    ], null)
    from pg_roles r where r.rolname = session_user"""
