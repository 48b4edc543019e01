"""Rows of other organisations cannot be named, moved to, met in a conflict, or reached with one lock gone."""

import uuid

import pytest
from psycopg import errors

from growthos_ui.embedded import EmbeddedServer
from tests.cast import BEA, LAKESIDE, MALLORY, NADIA, NORTHGATE, OTTO, SAM
from tests.database import Database, clone, sign_in
from tests.policies.rows import tenant_column
from tests.policies.trials import count, refused
from tests.school import row_id

FOREIGN_PARENTS = {
    "a module of a foreign course": (
        "insert into public.modules (organization_id, course_id, module_number, title) values (%s, %s, 7, 'x')",
        row_id(LAKESIDE, "course 1"),
    ),
    "a recording of a foreign lesson": (
        """insert into public.lesson_recordings (organization_id, lesson_id, title, video_url, position)
           values (%s, %s, 'x', 'https://video.example/x', 7)""",
        row_id(LAKESIDE, "lesson 1.1"),
    ),
    "a batch of a foreign course": (
        "insert into public.batches (organization_id, name, course_id, start_date) values (%s, 'x', %s, '2027-01-01')",
        row_id(LAKESIDE, "course 1"),
    ),
    "work for a foreign mentor": (
        f"""insert into public.assignments (organization_id, course_id, title, mentor_id)
            values (%s, '{row_id(NORTHGATE, "course 1")}', 'x', %s)""",
        OTTO.id,
    ),
    "details of a foreign student": (
        "insert into public.student_details (organization_id, student_id) values (%s, %s)",
        BEA.student_id,
    ),
}


@pytest.mark.parametrize("name", FOREIGN_PARENTS)
def test_a_row_cannot_name_a_parent_abroad(name: str, database: Database) -> None:
    statement, foreign = FOREIGN_PARENTS[name]
    with database.acting_as(sign_in(database, NADIA)) as connection:
        # The same refusal as for a parent that does not exist: nothing is learned about abroad.
        assert refused(connection, statement, NORTHGATE.id, foreign) is errors.ForeignKeyViolation
        assert refused(connection, statement, NORTHGATE.id, uuid.uuid4()) is errors.ForeignKeyViolation


@pytest.mark.parametrize("table", ["courses", "modules", "batches", "assignments", "student_details", "feature_flags"])
def test_a_row_cannot_move_abroad(table: str, database: Database) -> None:
    for member in (NADIA, SAM):
        with database.acting_as(sign_in(database, member)) as connection:
            moved = refused(connection, f"update public.{table} set organization_id = %s", LAKESIDE.id)
            assert moved is errors.InsufficientPrivilege


def test_not_even_the_owner_moves_a_row(database: Database) -> None:
    with database.as_owner() as owner:
        moved = refused(owner, "update public.courses set organization_id = %s", LAKESIDE.id)
    assert moved is errors.InsufficientPrivilege


def test_a_conflict_with_an_invisible_row_neither_shows_nor_changes_it(database: Database) -> None:
    theirs = row_id(LAKESIDE, "course 1")
    statement = """insert into public.courses (id, organization_id, title) values (%s, %s, 'mine')
                   on conflict (id) do update set title = excluded.title"""
    with database.acting_as(sign_in(database, NADIA)) as connection:
        assert refused(connection, statement, theirs, NORTHGATE.id) is errors.InsufficientPrivilege
    with database.as_owner() as owner:
        assert count(owner, f"select count(*) from public.courses where id = '{theirs}' and title = 'Course 1'") == 1


def test_a_delete_takes_nothing_along(database: Database) -> None:
    with database.acting_as(sign_in(database, MALLORY)) as connection:
        own = refused(connection, "delete from public.courses where id = %s", row_id(LAKESIDE, "course 1"))
    assert own is errors.ForeignKeyViolation


def test_no_key_of_a_production_table_cascades(database: Database) -> None:
    with database.as_owner() as owner:
        cascading = owner.execute(
            """select conrelid::regclass::text from pg_constraint
               where contype = 'f' and confdeltype = 'c' and connamespace = 'public'::regnamespace"""
        ).fetchall()
    assert cascading == []


def test_the_second_lock_holds_without_the_first(server: EmbeddedServer, template: str) -> None:
    """With every restrictive policy dropped, the tenant test inside the others still lets nothing of others through."""
    unlocked = clone(server, template=template)
    with unlocked.as_owner() as owner:
        locked = owner.execute(
            "select format('%I.%I', schemaname, tablename) from pg_policies where policyname = 'read' order by 1"
        ).fetchall()
        for (table,) in locked:
            owner.execute(f"drop policy tenant on {table}")
    assert len(locked) >= 24
    with unlocked.acting_as(sign_in(unlocked, MALLORY)) as connection:
        for (table,) in locked:
            tenant = tenant_column(table)
            abroad = f"select count(*) from {table} where {tenant} <> '{LAKESIDE.id}'"
            assert count(connection, abroad) == 0, table
    server.drop_database(unlocked.name)
