"""The whole answer to "who may do what" is policy_matrix.txt, made by trying; a table that is missing there fails.

Write it anew with GROWTHOS_WRITE_MATRIX=1, and read the difference as you would read a change of the law.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from growthos_ui.db.catalogue import columns, tables
from tests.cast import CAST, MAYA, NADIA, SCHOOLS, TARA, Member
from tests.database import Database, sign_in
from tests.policies.rows import WITHOUT_TENANT, tenant_column
from tests.policies.trials import REFUSED, Trial, attempt, other, try_everything

MATRIX = Path(__file__).with_name("policy_matrix.txt")
Trials = dict[tuple[str, str], Trial]


@pytest.fixture(scope="module")
def all_tables(database: Database) -> list[str]:
    with database.as_owner() as owner:
        return tables(owner)


@pytest.fixture(scope="module")
def totals(database: Database, all_tables: list[str]) -> dict[str, dict[object, int]]:
    """How many rows there are, by table and school, before anybody asks."""
    for member in CAST:
        sign_in(database, member)
    with database.as_owner() as owner:
        return {table: _totals(owner, table) for table in all_tables}


def _totals(owner: psycopg.Connection, table: str) -> dict[object, int]:
    tenant = tenant_column(table)
    if tenant is None:
        return {None: owner.execute(f"select count(*) from {table}").fetchone()[0]}
    return {
        school: owner.execute(f"select count(*) from {table} where {tenant} = %s", [school.id]).fetchone()[0]
        for school in SCHOOLS
    }


@pytest.fixture(scope="module")
def trials(database: Database, all_tables: list[str], totals: object) -> Trials:
    found: Trials = {}
    with database.as_owner() as owner:
        live = dict(owner.execute("select user_id, id from public.user_sessions where ended_at is null").fetchall())
    for member in CAST:
        actor = _actor_of(database, live[member.id])
        with database.acting_as(actor) as connection:
            for table in all_tables:
                found[table, member.key] = try_everything(connection, member, actor, table)
    return found


def _actor_of(database: Database, sign_in_id: object) -> object:
    from tests.database import read_actor

    with database.as_owner() as owner:
        return read_actor(owner, sign_in_id)


def test_the_matrix_is_the_one_in_git(
    database: Database, trials: Trials, totals: dict[str, dict[object, int]], all_tables: list[str]
) -> None:
    written = "\n".join([*_rows(trials, totals, all_tables), *_columns(database, all_tables)]) + "\n"
    if os.environ.get("GROWTHOS_WRITE_MATRIX"):
        MATRIX.write_text(written)
    assert written == MATRIX.read_text()


def _rows(trials: Trials, totals: dict[str, dict[object, int]], all_tables: list[str]) -> Iterator[str]:
    yield "Rows of the own organisation that each person reaches; — is refused. Rows of others: none, tested beside."
    for table in all_tables:
        there = (
            ", ".join(f"{getattr(school, 'slug', None)} {count}" for school, count in totals[table].items() if school)
            or "of no school"
        )
        yield f"\n{table} ({there})"
        yield f"  {'':36}{'SELECT':>8}{'INSERT':>8}{'UPDATE':>8}{'DELETE':>8}"
        for member in CAST:
            words = f"{member.key}, {' '.join([member.role, *sorted(member.capabilities)])}"
            yield f"  {words:36}" + "".join(f"{cell:>8}" for cell in trials[table, member.key].own)


def _columns(database: Database, all_tables: list[str]) -> Iterator[str]:
    yield "\n\nColumns: what mentors and students (authenticated), office staff (growthos_staff) and support (growthos_support) may not read, and may change"
    with database.as_owner() as owner:
        names = {table: [column.name for column in columns(owner, table)] for table in all_tables}
    with (
        database.acting_as(sign_in(database, MAYA)) as maya,
        database.acting_as(sign_in(database, NADIA)) as nadia,
        database.acting_as(sign_in(database, TARA)) as tara,
    ):
        for table in all_tables:
            lines = [*_columns_of(maya, "authenticated", table, names[table])]
            lines += _columns_of(nadia, "growthos_staff", table, names[table])
            lines += _columns_of(tara, "growthos_support", table, names[table])
            if lines:
                yield f"\n{table}"
                yield from lines


def _columns_of(connection: psycopg.Connection, role: str, table: str, names: list[str]) -> Iterator[str]:
    hidden = [name for name in names if not _allowed(connection, f"select {name} from {table} limit 0")]
    changed = [name for name in names if _allowed(connection, f"update {table} set {name} = {name} where false")]
    if hidden and len(hidden) < len(names):
        yield f"  {role:17}may not read  {', '.join(hidden)}"
    if changed:
        yield f"  {role:17}may change    {', '.join(changed)}"


def _allowed(connection: psycopg.Connection, statement: str) -> bool:
    try:
        with attempt(connection):
            connection.execute(statement)
    except (errors.InsufficientPrivilege, errors.GeneratedAlways, errors.SyntaxError):
        return False
    return True


def test_nobody_reaches_a_row_of_another_organisation(trials: Trials) -> None:
    reached = {
        key: trial.foreign
        for key, trial in trials.items()
        if set(trial.foreign) - {"0", REFUSED} and key[0] not in WITHOUT_TENANT
    }
    # The one list of all organisations is for whoever chooses among them.
    assert reached == {("public.organizations", "sam"): ("1", REFUSED, REFUSED, REFUSED)}


def test_every_table_holds_rows_to_see_rows_hidden_and_rows_abroad(
    database: Database, trials: Trials, totals: dict[str, dict[object, int]], all_tables: list[str]
) -> None:
    with database.as_owner() as owner:
        law = {
            f"{room}.{name}": read or ""
            for room, name, read in owner.execute("select room, name, read from private.law()")
        }
    for table in all_tables:
        for member in CAST:
            own = totals[table].get(member.school, totals[table].get(None, 0))
            seen = trials[table, member.key].read or 0
            rows = _rows_in_law(law[table], member)
            assert bool(seen) == bool(rows), f"{member.key} in {table}: own rows to see"
            assert own > seen or "all" in rows, f"{member.key} in {table}: own rows that are hidden"
            assert table in WITHOUT_TENANT or totals[table][other(member.school)] > 0, f"{table}: rows abroad"


def _rows_in_law(cell: str, member: Member) -> set[str]:
    """Return the words for the rows that the law gives to this person."""
    replaced = member.capabilities & {"marketing", "support"}
    powers = set(member.capabilities) | (set() if replaced and member.role == "enrollment_manager" else {member.role})
    words = {"office": {"superadmin", "admin"}, "staff": {"superadmin", "admin", "enrollment_manager"}}
    words["team"] = words["staff"] | {"mentor", "marketing", "support"}
    found = set()
    for arm in filter(None, cell.split(" | ")):
        who, _, rows = arm.partition(": ")
        named = {power for word in who.split() for power in words.get(word, {word})}
        if "anybody" in named or powers & named:
            found.add(rows)
    return found
