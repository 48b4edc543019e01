"""What the tables of people keep true by themselves: passwords, codes, names, powers, tenants."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from tests.cast import ALICE, ENZO, KENJI, LAKESIDE, MAYA, NORTHGATE
from tests.database import Database, sign_in

ANOTHER = """insert into public.users (id, organization_id, email, full_name, role)
    values (%s, %s, %s, 'Another Person', 'student')"""
LEARNER = "insert into public.students (organization_id, user_id) values (%s, %s) returning student_code"


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection]:
    """The owner, who is above every policy and below every trigger; nothing of it stays."""
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.mark.parametrize("kept", ["swordfish", "5f4dcc3b5aa765d61d8327deb882cf99", "$2b$12$abcdefghijklmnopqrstuv", ""])
def test_a_password_is_kept_as_argon2id_or_not_at_all(owner: psycopg.Connection, kept: str) -> None:  # T6
    with pytest.raises(errors.CheckViolation):
        owner.execute("update public.users set password_hash = %s where id = %s", [kept, MAYA.id])


def test_two_students_at_once_get_two_codes_and_a_rollback_may_leave_a_gap(database: Database) -> None:  # T7, V27
    def add(connection: psycopg.Connection) -> str:
        user = uuid4()
        connection.execute(ANOTHER, [user, LAKESIDE.id, f"{user}@lakeside.example"])
        return connection.execute(LEARNER, [LAKESIDE.id, user]).fetchone()[0]

    def one_more() -> str:
        with database.as_owner() as second:
            return add(second)

    with database.as_owner() as first, ThreadPoolExecutor(1) as elsewhere:
        code = add(first)
        other = elsewhere.submit(one_more)
        first.commit()
        codes = {code, other.result(timeout=10)}
    with database.as_owner() as third:
        add(third)
        third.rollback()
        assert add(third) not in codes
        third.rollback()
    assert len(codes) == 2


def test_a_new_name_is_the_students_too(owner: psycopg.Connection) -> None:  # T8
    owner.execute("update public.users set full_name = 'Alicia Ahmed' where id = %s", [ALICE.id])
    names = owner.execute("select full_name, name_key from public.students where id = %s", [ALICE.student_id])
    assert names.fetchone() == ("Alicia Ahmed", "alicia ahmed")


def test_the_role_on_the_account_is_the_one_in_force(owner: psycopg.Connection) -> None:  # T5
    owner.execute("update public.user_roles set revoked_at = now() where user_id = %s", [ENZO.id])
    owner.execute(
        "insert into public.user_roles (organization_id, user_id, role) values (%s, %s, 'mentor')",
        [NORTHGATE.id, ENZO.id],
    )
    assert owner.execute("select role from public.users where id = %s", [ENZO.id]).fetchone() == ("mentor",)


def test_one_role_is_in_force_at_a_time(owner: psycopg.Connection) -> None:
    with pytest.raises(errors.UniqueViolation):
        owner.execute(
            "insert into public.user_roles (organization_id, user_id, role) values (%s, %s, 'admin')",
            [NORTHGATE.id, ENZO.id],
        )


@pytest.mark.parametrize("who", ["sam", "nadia", "alice"])
def test_nobody_promotes_themselves(database: Database, who: str) -> None:  # T4
    """As a function of the school with a mistake in it would."""
    with database.as_owner() as owner:
        owner.execute("grant update (login_blocked) on public.users to growthos_operations")
        owner.execute(
            """create function private.blunder() returns void language sql security definer set search_path = ''
               as 'update public.users set login_blocked = true where id = private.actor_id()'"""
        )
        owner.execute("call private.hand_to_operations('private.blunder()')")
        owner.execute("grant execute on function private.blunder() to authenticated")
    try:
        with (
            database.acting_as(sign_in(database, who)) as connection,
            pytest.raises(errors.InsufficientPrivilege, match=r"people\.own_account"),
        ):
            connection.execute("select private.blunder()")
    finally:
        with database.as_owner() as owner:
            owner.execute("drop function private.blunder()")


class TestTheGuard:
    """T4: rights are changed by functions, by others."""

    def test_no_role_that_serves_changes_rights_even_with_a_grant(self, database: Database) -> None:
        with database.as_owner() as owner:
            owner.execute("grant update (login_blocked, is_active) on public.users to growthos_staff")
            owner.execute(
                "create policy change on public.users for update to authenticated using (true) with check (true)"
            )
            owner.commit()
        try:
            with (
                database.acting_as(sign_in(database, "nadia")) as connection,
                pytest.raises(errors.InsufficientPrivilege, match=r"people\.rights_by_function"),
            ):
                connection.execute("update public.users set is_active = false where id = %s", [KENJI.id])
        finally:
            with database.as_owner() as owner:
                owner.execute("drop policy change on public.users")
                owner.execute("revoke update (login_blocked, is_active) on public.users from growthos_staff")

    def test_the_owners_command_line_may(self, database: Database) -> None:
        with database.as_owner() as owner:
            assert owner.execute("update public.users set login_blocked = true where id = %s", [KENJI.id]).rowcount == 1
            owner.rollback()

    def test_the_last_superadmin_stays(self, database: Database) -> None:
        with database.as_owner() as owner:
            owner.execute("update public.users set is_active = false where role = 'superadmin'")
            with pytest.raises(errors.ObjectNotInPrerequisiteState, match=r"people\.last_superadmin"):
                owner.execute("set constraints all immediate")
            owner.rollback()


OURS = (
    *("users", "user_roles", "students", "student_details", "user_sessions"),
    *("courses", "modules", "available_lessons", "lesson_recordings", "batches", "course_enrollments"),
    *("student_recordings", "sequential_unlocks", "video_ratings"),
    *("assignments", "student_assignments", "questionnaire_responses"),
)
TRIGGERS = """select p.proname from pg_trigger t join pg_proc p on p.oid = t.tgfoid
    where t.tgrelid = ('public.' || %s)::regclass and not t.tgisinternal"""


@pytest.mark.parametrize("table", OURS)
def test_every_table_keeps_its_dates_tenant_and_keys(owner: psycopg.Connection, table: str) -> None:  # T1, T2, T3
    kept = {name for (name,) in owner.execute(TRIGGERS, [table])}
    assert {"keep_updated_at", "keep_identity"} <= kept
    assert kept & {"fill_organization", "fill_scope"}
