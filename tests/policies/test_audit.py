"""What a person changes is written down with it: who, which columns, before and after, and no secret."""

import psycopg
import pytest

from tests.cast import ALICE, ENZO, KENJI, MAYA, NADIA, NORTHGATE, SAM
from tests.database import Database, sign_in
from tests.school import row_id

COURSE = row_id(NORTHGATE, "course 1")


def last(connection: psycopg.Connection, columns: str) -> tuple[object, ...]:
    """Return the newest audit row, as a superadmin of the organisation may read it."""
    return connection.execute(
        f"select {columns} from public.admin_logs where action in ('insert', 'update', 'delete') and session_id is not null"
    ).fetchone()


def test_a_change_is_written_down_with_its_columns_before_and_after(database: Database) -> None:
    sam = sign_in(database, SAM)
    with database.acting_as(sam) as connection:
        connection.execute("update public.courses set title = 'Renamed' where id = %s", [COURSE])
        assert last(
            connection,
            "admin_id, actor_role, session_id, action, table_name, record_id, old_values, new_values, description",
        ) == (
            SAM.id,
            "superadmin",
            sam.sign_in_id,
            "update",
            "courses",
            COURSE,
            {"title": "Course 1"},
            {"title": "Renamed"},
            "Changed in courses: title.",
        )


def test_one_statement_on_many_rows_leaves_one_line_for_each(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute("update public.available_lessons set title = title || '!'")
        lines = connection.execute(
            "select count(*), count(distinct record_id) from public.admin_logs where table_name = 'available_lessons'"
        ).fetchone()
    assert lines == (4, 4)


def test_a_change_that_changes_nothing_leaves_no_line(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute("update public.courses set title = title")
        assert last(connection, "1") is None


def test_adding_and_removing_are_written_down(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        made = connection.execute("insert into public.courses (title) values ('New') returning id").fetchone()
        assert last(connection, "action, record_id, new_values ->> 'title'") == ("insert", *made, "New")
        connection.execute("delete from public.courses where id = %s", made)
        gone = connection.execute(
            "select old_values ->> 'title' from public.admin_logs where action = 'delete' and record_id = %s", made
        ).fetchone()
    assert gone == ("New",)


def test_the_learner_concerned_is_named(database: Database) -> None:
    enzo = sign_in(database, ENZO)
    with database.acting_as(enzo, keep=True) as connection:
        connection.execute(
            'update public.student_details set business_info = \'{"shop": "tea"}\' where student_id = %s',
            [ALICE.student_id],
        )
    with database.as_owner() as owner:
        named = owner.execute(
            "select target_student_id, admin_id from public.admin_logs where session_id = %s", [enzo.sign_in_id]
        ).fetchall()
    assert named == [(ALICE.student_id, ENZO.id)]


def test_a_password_is_remembered_as_changed_and_never_as_what(database: Database) -> None:
    with psycopg.connect(database.sign_in_url, autocommit=True) as door:
        door.execute("select private.store_password_hash(%s, '$argon2id$new')", [MAYA.id])
    with database.as_owner() as owner:
        (whole,) = owner.execute(
            "select to_jsonb(l)::text from public.admin_logs l where action = 'password_changed' and record_id = %s",
            [MAYA.id],
        ).fetchone()
    assert "argon2id" not in whole


def test_a_password_that_was_given_to_somebody_is_not_said_to_be_changed_by_them(database: Database) -> None:
    given = "update public.users set password_hash = '$argon2id$given', must_change_password = %s where id = %s"
    latest = """select admin_id from public.admin_logs where action = 'password_changed' and record_id = %s
                order by "timestamp" desc, id limit 1"""
    with database.as_owner() as owner:
        owner.execute(given, [True, KENJI.id])
        assert owner.execute(latest, [KENJI.id]).fetchone() == (None,)
        owner.rollback()
        owner.execute(given, [False, KENJI.id])
        assert owner.execute(latest, [KENJI.id]).fetchone() == (KENJI.id,)
        owner.rollback()


def test_the_audit_of_roles_is_restricted(database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as nadia:
        seen = nadia.execute("select distinct sensitivity from public.admin_logs").fetchall()
    assert seen == [("normal",)]


@pytest.mark.parametrize("table", ["user_roles", "users", "company_settings", "feature_flags"])
def test_the_tables_of_powers_and_settings_are_restricted(table: str, database: Database) -> None:
    with database.as_owner() as owner:
        assert owner.execute("select sensitivity from private.audited() where name = %s", [table]).fetchone() == (
            "restricted",
        )


def test_an_import_of_the_owner_leaves_its_own_single_line(database: Database) -> None:
    with database.as_owner() as owner:
        before = owner.execute("select count(*) from public.admin_logs").fetchone()
        owner.execute("update public.courses set title = title || '!'")
        assert owner.execute("select count(*) from public.admin_logs").fetchone() == before
        owner.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "update public.courses set title = 'Unseen' where id = %s returning set_config('request.jwt.claims', '', true)",
        """with done as (update public.courses set title = 'Unseen' where id = %s returning id)
           select set_config('request.jwt.claims', '{}', true) from done""",
    ],
)
def test_nobody_puts_their_claims_away_before_the_audit_looks(database: Database, statement: str) -> None:
    with (
        database.acting_as(sign_in(database, SAM)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"audit\.nobody"),
    ):
        connection.execute(statement, [COURSE])
