"""What each person really reaches, in bulk: one statement for each command and table, rolled back at once."""

import json
from dataclasses import dataclass, field

import psycopg
from psycopg import errors

from tests.policies.oracle import COMMANDS, PARTS, allowed
from tests.policies.trials import attempt
from tests.policies.world import Person, Row, World

Keys = set[tuple[str, ...]]
# The law let it through; something of the row itself held it back afterwards.
_PASSED = (errors.IntegrityError, errors.DataError, errors.ObjectNotInPrerequisiteState)
_REFUSED = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)


@dataclass
class Differences:
    """Where oracle and database do not say the same, and how many pairs were compared."""

    compared: int = 0
    found: list[str] = field(default_factory=list)

    def find(self, what: str) -> None:
        """Keep one; whoever needs no more may end here."""
        self.found.append(what)

    def compare(self, what: str, expected: Keys, got: Keys, of: int) -> None:
        self.compared += of
        if more := got - expected:
            self.find(f"{what}: {len(more)} too many, such as {min(more)}")
        if fewer := expected - got:
            self.find(f"{what}: {len(fewer)} too few, such as {min(fewer)}")

    def count(self, what: str, expected: Keys, got: int | None) -> None:
        """Hold a number of rows against the oracle; None is "at least one"."""
        if (got is None and not expected) or (got is not None and got != len(expected)):
            self.find(f"{what}: {got if got is not None else 'some'} instead of {len(expected)}")


def compare_all(connection: psycopg.Connection, world: World, person: Person, tables: list[str]) -> Differences:
    """Hold every row of every table against the oracle, for the four commands."""
    told = Differences()
    for table in tables:
        compare(connection, world, person, table, told)
    return told


def compare(connection: psycopg.Connection, world: World, person: Person, table: str, told: Differences) -> None:
    """Hold every row of the table against the oracle; a change is tried on each column that may be changed."""
    rows, what = world.rows[table], f"{person.key} {{}} {table}"
    should = {
        command: {world.key_of(table, row) for row in rows if allowed(world, person, command, table, row)}
        for command in COMMANDS
    }
    told.compare(what.format("select"), should["select"], _selected(connection, world, table), len(rows))
    told.compare(what.format("delete"), should["delete"], _deleted(connection, world, table), len(rows))
    told.count(what.format("delete blindly from"), should["delete"], _blindly(connection, f"delete from {table}"))
    _compare_changes(connection, world, table, told, what=what, should=should["update"])
    if should["update"] and table in PARTS and not person.is_office:
        changeable = {(name,) for name in _columns(connection, table, "update")}
        told.compare(what.format("columns to update in"), {(name,) for name in PARTS[table]}, changeable, 0)
    told.compare(what.format("insert"), *_inserted(connection, world, person, table), len(rows))


def _compare_changes(
    connection: psycopg.Connection, world: World, table: str, told: Differences, *, what: str, should: Keys
) -> None:
    columns, of = _columns(connection, table, "update"), len(world.rows[table])
    readable = _columns(connection, table, "select") if columns else []
    for column in columns:
        # A secret may be given and not read back.
        changed = _changed(connection, world, table, f"{column} = {column if column in readable else 'default'}")
        told.compare(what.format(f"update of {column} in"), should, changed, of)
    if columns:
        # Without reading a row, its read policy is not asked.
        told.count(
            what.format("update blindly"), should, _blindly(connection, f"update {table} set {columns[0]} = default")
        )
    else:
        told.compare(what.format("update"), should, set(), of)


def _columns(connection: psycopg.Connection, table: str, privilege: str) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            """select attname from pg_attribute
               where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                 and has_column_privilege(attrelid, attnum, %s) order by attnum""",
            [table, privilege],
        )
    ]


def _ask(connection: psycopg.Connection, statement: str) -> Keys | None:
    """Return the keys that the statement returns, nothing when it is refused, None when something else held it."""
    try:
        with attempt(connection):
            return {tuple(map(str, row)) for row in connection.execute(statement)}
    except _REFUSED:
        return set()
    except _PASSED:
        return None


def _blindly(connection: psycopg.Connection, statement: str) -> int | None:
    try:
        with attempt(connection):
            return connection.execute(statement).rowcount
    except _REFUSED:
        return 0
    except _PASSED:
        return None


def _selected(connection: psycopg.Connection, world: World, table: str) -> Keys:
    return _ask(connection, f"select {', '.join(world.keys[table])} from {table}") or set()


def _deleted(connection: psycopg.Connection, world: World, table: str) -> Keys:
    names = ", ".join(world.keys[table])
    found = _ask(connection, f"delete from {table} returning {names}")
    return _one_by_one(connection, world, table, f"delete from {table}") if found is None else found


def _changed(connection: psycopg.Connection, world: World, table: str, what: str) -> Keys:
    names, change = ", ".join(world.keys[table]), f"update {table} set {what}"
    found = _ask(connection, f"{change} returning {names}")
    return _one_by_one(connection, world, table, change) if found is None else found


def _one_by_one(connection: psycopg.Connection, world: World, table: str, act: str) -> Keys:
    names, reached = world.keys[table], set()
    for row in world.rows[table]:
        key = world.key_of(table, row)
        where = " and ".join(f"{name} = %s" for name in names)
        try:
            with attempt(connection):
                done = connection.execute(f"{act} where {where}", key).rowcount
        except _REFUSED:
            done = 0
        except _PASSED:
            done = 1
        reached |= {key} if done else set()
    return reached


def _inserted(connection: psycopg.Connection, world: World, person: Person, table: str) -> tuple[Keys, Keys]:
    """Try to add a copy of each row, with all the columns that this person's role may fill."""
    names = [name for name in _columns(connection, table, "insert") if name != "id"]
    should, could = set(), set()
    for row in world.rows[table]:
        key = world.key_of(table, row)
        becomes = _as_made(person, table, row)
        should |= {key} if allowed(world, person, "insert", table, becomes) else set()
        added = _adds(connection, table, names, becomes)
        could |= {key} if added or (added is None and key in should) else set()
        if not names:
            break
    return should, could


def _as_made(person: Person, table: str, row: Row) -> Row:
    """Who made it is the database's to say."""
    maker = {"dashboard.saved_views": "made_by", "dashboard.list_layouts": "kept_by"}.get(table)
    return row | {maker: person.user_id} if maker else row


def _adds(connection: psycopg.Connection, table: str, names: list[str], row: Row) -> bool | None:
    """Tell whether the law lets the row in; None where a rule of the business spoke first, as triggers do."""
    statement = f"insert into {table} default values"
    if names:
        columns = ", ".join(names)
        statement = f"insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, %s)"
    try:
        with attempt(connection):
            connection.execute(statement, [json.dumps(row)] if names else None)
    except _REFUSED:
        return False
    except errors.ObjectNotInPrerequisiteState:
        return None
    except errors.ForeignKeyViolation as error:
        return error.diag.message_primary != "people.student_missing"
    except _PASSED:
        return True
    return True
