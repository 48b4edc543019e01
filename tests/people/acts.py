"""What is done to accounts, as statements, and what came of it, for the tests of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import DatabaseError

if TYPE_CHECKING:
    import psycopg

STAFF = "select (private.create_staff_user(%s, %s, %s, %s, %s) ->> 'person')::uuid"
ROLE = "select private.change_user_role(%s, %s, %s)"
BLOCK = "select private.set_user_login_blocked(%s, %s, %s)"
CLOSE = "select private.deactivate_user(%s, %s)"
REOPEN = "select private.reactivate_user(%s, %s)"


def value(connection: psycopg.Connection, statement: str, *bound: object) -> object:
    """Return the first value of the first row."""
    return connection.execute(statement, bound).fetchone()[0]


def actions_on(connection: psycopg.Connection, record: object) -> set[str]:
    """Return the acts that the audit holds of a record, as far as the reader sees them."""
    found = connection.execute("select action from public.admin_logs where record_id = %s", [record])
    return {action for (action,) in found}


def refused(connection: psycopg.Connection, statement: str, *bound: object) -> str | None:
    """Return the reason why a statement is refused; nothing of it stays."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement, bound)
    except DatabaseError as refusal:
        return refusal.diag.message_primary
    return None
