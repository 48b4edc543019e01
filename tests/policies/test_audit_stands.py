"""The audit cannot be switched off, written past or edited by anybody who signs in; and a change without it does not happen."""

import psycopg
import pytest
from psycopg import errors

from growthos_ui import db
from tests.cast import ALICE, MAYA, NADIA, NORTHGATE, SAM
from tests.database import Database, sign_in
from tests.school import row_id

COURSE = row_id(NORTHGATE, "course 1")
RENAME = "update public.courses set title = 'Renamed' where id = %s"
# Domain.md 3.2, footnote 1.
AUDITED = {
    "users", "user_roles", "students", "courses", "modules", "available_lessons", "lesson_recordings", "batches",
    "course_enrollments", "sequential_unlocks", "assignments", "student_assignments", "invoices", "installment_plans",
    "installment_payments", "payment_methods", "support_tickets", "student_mentor_assignments", "success_sessions",
    "integrations", "company_settings", "feature_flags",
}  # fmt: skip
RESTRICTED = {"users", "user_roles", "integrations", "company_settings", "feature_flags"}


def test_every_table_that_must_be_is_audited_and_the_audit_is_always_on(database: Database) -> None:
    with database.as_owner() as owner:
        listed = dict(owner.execute("select name, sensitivity from private.audited()").fetchall())
        there = {
            name
            for (name,) in owner.execute(
                "select relname from pg_class where relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace)"
            )
        }
        armed = owner.execute(
            """select c.relname, count(*) filter (where t.tgenabled = 'A')
               from pg_trigger t join pg_class c on c.oid = t.tgrelid
               where t.tgfoid = 'private.audit()'::regprocedure group by 1"""
        ).fetchall()
    assert set(listed) >= AUDITED
    assert {name for name, sensitivity in listed.items() if sensitivity == "restricted"} == RESTRICTED
    assert dict(armed) == dict.fromkeys(set(listed) & there, 3)


@pytest.mark.parametrize("who", [SAM, NADIA, MAYA], ids=lambda member: member.key)
@pytest.mark.parametrize(
    "attempt",
    [
        "alter table public.courses disable trigger audit_update",
        "alter table public.courses disable trigger all",
        "drop trigger audit_update on public.courses",
        "set session_replication_role = replica",
        "create or replace function private.audit() returns trigger language plpgsql as 'begin return null; end'",
        "create or replace function private.audited() returns table (name text, sensitivity text) language sql as 'select null, null'",
        "alter table public.admin_logs disable trigger deny_change",
        "update public.admin_logs set description = 'Nothing.'",
        "delete from public.admin_logs",
        "truncate public.admin_logs",
        "insert into public.admin_logs (action, table_name, description) values ('update', 'courses', 'It was another.')",
        "select private.log_admin_action(private.org_id(), 'update', 'courses', null, 'It was another.')",
        "select private.audit_line('courses', '{}', '{}')",
    ],
)  # fmt: skip
def test_nobody_who_signs_in_touches_the_audit(database: Database, who, attempt: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(attempt)


def test_even_the_owner_writes_no_history_anew(database: Database) -> None:
    with database.as_owner() as owner:
        for attempt in ("update public.admin_logs set description = 'x'", "delete from public.admin_logs"):
            with pytest.raises(errors.InsufficientPrivilege, match=r"row\.append_only"), owner.transaction():
                owner.execute(attempt)


def test_a_change_that_cannot_be_written_down_does_not_happen(database: Database) -> None:
    sam = sign_in(database, SAM)
    with database.as_owner() as owner:
        owner.execute("alter table public.admin_logs add constraint full_up check (table_name <> 'courses') not valid")
    try:
        with database.acting_as(sam) as connection, pytest.raises(errors.CheckViolation):
            connection.execute(RENAME, [COURSE])
    finally:
        with database.as_owner() as owner:
            owner.execute("alter table public.admin_logs drop constraint full_up")
            title = owner.execute("select title from public.courses where id = %s", [COURSE]).fetchone()
    assert title == ("Course 1",)


def test_a_line_says_from_where_as_whom_and_in_which_request(database: Database) -> None:
    sam = sign_in(database, SAM)
    with database.as_owner() as owner:
        owner.execute("update public.user_sessions set ip_address = '192.0.2.7' where id = %s", [sam.sign_in_id])
        owner.execute(
            """insert into dashboard.sign_in_context (sign_in_id, organization_id, view_as_user_id, reason, until)
               values (%s, %s, %s, 'Help', now() + interval '1 hour')""",
            [sam.sign_in_id, NORTHGATE.id, MAYA.id],
        )
    with database.acting_as(sam) as connection:
        connection.execute("select set_config('growthos.request_id', 'a1b2c3', true)")
        connection.execute(RENAME, [COURSE])
        line = connection.execute(
            """select admin_id, on_behalf_of, session_id, host(ip_address), request_id from public.admin_logs
               where action = 'update' and request_id is not null"""
        ).fetchall()
    assert line == [(SAM.id, MAYA.id, sam.sign_in_id, "192.0.2.7", "a1b2c3")]


async def test_the_transactions_of_the_program_have_a_request_each(database: Database, acting) -> None:
    engine = await _engine(database)
    ask = "select current_setting('growthos.request_id')"
    try:
        seen = set()
        for _ in range(2):
            async with db.acting_as(await acting("sam"), engine=engine) as tx:
                seen.add((await tx._connection.exec_driver_sql(ask)).scalar())
    finally:
        await engine.dispose()
    assert len(seen) == 2
    assert all(len(each) == 12 for each in seen)


async def test_a_failure_names_the_request_of_its_transaction(database: Database, acting) -> None:
    engine = await _engine(database)
    try:
        with pytest.raises(ValueError, match="mine") as fault:
            async with db.acting_as(await acting("sam"), engine=engine):
                raise ValueError("mine")
    finally:
        await engine.dispose()
    assert fault.value.__notes__[0].startswith("database request ")


async def _engine(database: Database):
    from sqlalchemy.ext.asyncio import create_async_engine

    return create_async_engine(database.app_url.replace("postgresql://", "postgresql+psycopg://"))


def test_a_secret_is_nowhere_in_a_line(database: Database) -> None:
    with database.as_owner() as owner:
        kept = owner.execute(
            """select private.audit_view('{"password_hash": 1, "mfa_secret": 1, "credentials": 1, "token_hash": 1, "passcode": 1,
                                           "title": 1}')"""
        ).fetchone()
    assert kept == ({"title": 1},)


class TestReads:
    """Reads that matter are written down by the door, as the true actor, even of a sign-in that only reads."""

    def log(self, database: Database, *arguments: object):
        with psycopg.connect(database.sign_in_url, autocommit=True) as door:
            return door.execute("select private.log_data_access(%s, %s, %s, %s, %s)", arguments).fetchone()[0]

    def lines(self, database: Database, sign_in_id) -> list[tuple]:
        with database.as_owner() as owner:
            return owner.execute(
                """select action, admin_id, organization_id, record_id, new_values, sensitivity from public.admin_logs
                   where session_id = %s""",
                [sign_in_id],
            ).fetchall()

    def test_a_look_is_written_down_once_in_five_minutes(self, database: Database) -> None:
        vera = sign_in(database, "vera")
        look = (vera.sign_in_id, "student_details", ALICE.student_id, "A call from the parents", False)
        assert self.log(database, *look) is True
        assert self.log(database, *look) is False
        assert self.lines(database, vera.sign_in_id) == [
            (
                "data_access", vera.user_id, NORTHGATE.id, ALICE.student_id,
                {"purpose": "A call from the parents"}, "restricted",
            )
        ]  # fmt: skip

    def test_a_refusal_is_another_kind_of_line(self, database: Database) -> None:
        maya = sign_in(database, MAYA)
        assert self.log(database, maya.sign_in_id, "company_settings", None, "Opened /settings", True) is True
        assert [line[0] for line in self.lines(database, maya.sign_in_id)] == ["access_denied"]

    def test_a_purpose_and_a_live_sign_in_are_needed(self, database: Database) -> None:
        with pytest.raises(errors.InvalidParameterValue, match=r"audit\.purpose_missing"):
            self.log(database, sign_in(database, MAYA).sign_in_id, "students", None, " ", False)
        with pytest.raises(errors.InvalidAuthorizationSpecification):
            self.log(database, ALICE.id, "students", None, "Why not", False)

    def test_nobody_who_signs_in_writes_such_a_line(self, database: Database) -> None:
        sam = sign_in(database, SAM)
        with database.acting_as(sam) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute("select private.log_data_access(%s, 'students', null, 'x')", [sam.sign_in_id])


def test_what_the_database_works_out_by_itself_is_no_change_of_anybody(database: Database) -> None:
    with database.as_owner() as owner:
        told = owner.execute(
            """select a.attrelid::regclass::text, a.attname from private.audited() as t
               join pg_attribute as a on a.attrelid in (to_regclass('public.' || t.name), to_regclass('dashboard.' || t.name))
               where a.attgenerated <> '' and private.audit_view(jsonb_build_object(a.attname, 1)) <> '{}' order by 1, 2"""
        ).fetchall()
    assert told == [("installment_plans", "effective_due_date")]  # the day that people speak of
