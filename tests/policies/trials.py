"""Tries each command on each table as each person, in a savepoint that is always rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import errors

from growthos_ui.auth.actor import Actor
from growthos_ui.auth.permissions import Role
from tests.cast import LAKESIDE, NORTHGATE, Member, School
from tests.policies.rows import CHANGES, INSERTS, tenant_column, values

REFUSED = "—"
# Refused by the law (privileges, policies, row.append_only) or by read only.
_LAW = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)


@dataclass(frozen=True)
class Trial:
    """What one person reached in one table: rows of the own organisation, and of others (which must be none)."""

    own: tuple[str, str, str, str]
    foreign: tuple[str, str, str, str]
    read: int | None


@contextmanager
def attempt(connection: psycopg.Connection) -> Iterator[None]:
    """Undo whatever happens inside."""
    with connection.transaction(force_rollback=True):
        yield


def other(school: School) -> School:
    """Return the school that is not this one."""
    return LAKESIDE if school == NORTHGATE else NORTHGATE


def try_everything(connection: psycopg.Connection, member: Member, actor: Actor, table: str) -> Trial:
    """Try the four commands on the rows of the own organisation and on those of the other."""
    own, foreign = (_four(connection, member, actor, table, school) for school in (member.school, other(member.school)))
    return Trial(own, foreign, None if own[0] == REFUSED else int(own[0]))


def _four(
    connection: psycopg.Connection, member: Member, actor: Actor, table: str, school: School
) -> tuple[str, str, str, str]:
    tenant = tenant_column(table)
    where, bound = (f"{tenant} = %(org)s", {"org": school.id}) if tenant else ("true", {})
    column = CHANGES.get(table, tenant or "*")
    return (
        _select(connection, table, where, bound),
        _insert(connection, member, actor, table, school),
        _change(connection, f"update {table} set {column} = {column} where {where}", bound)
        if column != "*"
        else REFUSED,
        _remove(connection, table, where, bound),
    )


def _select(connection: psycopg.Connection, table: str, where: str, bound: dict[str, object]) -> str:
    try:
        with attempt(connection):
            return str(connection.execute(f"select count(*) from {table} where {where}", bound).fetchone()[0])
    except _LAW:
        return REFUSED


def _insert(connection: psycopg.Connection, member: Member, actor: Actor, table: str, school: School) -> str:
    student = member.student_id if member.role is Role.STUDENT else None
    bound = values(school, mentor=actor.user_id if member.role is Role.MENTOR else None, student=student)
    try:
        with attempt(connection):
            connection.execute(INSERTS.get(table, f"insert into {table} default values"), bound)
            return "yes"
    except _LAW:
        return REFUSED
    except errors.UniqueViolation:
        return "yes"  # the law let it through; the row is there already
    except errors.ForeignKeyViolation:
        return REFUSED  # a parent of another organisation is as missing as none


def _change(connection: psycopg.Connection, statement: str, bound: dict[str, object]) -> str:
    try:
        with attempt(connection):
            return str(connection.execute(statement, bound).rowcount)
    except _LAW:
        return REFUSED


def _remove(connection: psycopg.Connection, table: str, where: str, bound: dict[str, object]) -> str:
    try:
        with attempt(connection):
            return str(connection.execute(f"delete from {table} where {where}", bound).rowcount)
    except _LAW:
        return REFUSED
    except errors.ForeignKeyViolation:
        return _removable(connection, table, where, bound)


def _removable(connection: psycopg.Connection, table: str, where: str, bound: dict[str, object]) -> str:
    """Count row by row: one that only a child holds back is one that the law would let go."""
    ids = connection.execute(f"select id from {table} where {where}", bound).fetchall()
    reached = 0
    for (row_id,) in ids:
        try:
            with attempt(connection):
                reached += connection.execute(f"delete from {table} where id = %s", [row_id]).rowcount
        except errors.ForeignKeyViolation:
            reached += 1
    return str(reached)


def count(connection: psycopg.Connection, statement: str) -> int:
    return connection.execute(statement).fetchone()[0]


def refused(connection: psycopg.Connection, statement: str, *bound: object) -> type[Exception] | None:
    """Return how the statement was refused, or None when it went through; undone either way."""
    try:
        with attempt(connection):
            connection.execute(statement, bound)
    except psycopg.Error as error:
        return type(error)
    return None
