"""What an attacker would try from inside: other organisations' rows, other people's claims, other roles."""

import json
import uuid

import psycopg
import pytest
from psycopg import errors

from growthos_ui.auth.actor import Actor
from tests.cast import ALICE, CAST, LAKESIDE, MAYA, NADIA, NORTHGATE, SAM
from tests.database import Database, enter, sign_in
from tests.policies.trials import count, refused
from tests.school import row_id

STUDENTS = "select count(*) from public.students"


@pytest.fixture
def nadia(database: Database) -> Actor:
    return sign_in(database, NADIA)


def test_without_a_role_nothing_is_reached(database: Database) -> None:
    with psycopg.connect(database.app_url) as connection:
        assert refused(connection, STUDENTS) is errors.InsufficientPrivilege
        assert refused(connection, "select private.org_id()") is errors.InsufficientPrivilege


@pytest.mark.parametrize("role", ["authenticated", "growthos_staff", "growthos_support"])
def test_a_role_without_claims_sees_no_row(role: str, database: Database) -> None:
    with psycopg.connect(database.app_url) as connection:
        connection.execute("select set_config('role', %s, true)", [role])
        assert count(connection, STUDENTS) == 0
        assert refused(connection, "insert into public.courses (title) values ('x')") is errors.InsufficientPrivilege


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": str(SAM.id), "role": "authenticated"},
        {"sub": str(SAM.id), "role": "superadmin", "app_metadata": {"role": "superadmin"}},
        {"sub": str(uuid.uuid4()), "session_id": str(uuid.uuid4())},
        {"sub": "nobody", "session_id": "nothing"},
        {"role": "growthos_owner", "organization_id": str(LAKESIDE.id)},
        {},
    ],
)
def test_claims_that_no_sign_in_bears_out_are_worth_nothing(claims: dict[str, object], database: Database) -> None:
    with psycopg.connect(database.app_url) as connection:
        connection.execute(
            "select set_config('role', 'growthos_staff', true), set_config('request.jwt.claims', %s, true)",
            [json.dumps(claims)],
        )
        assert count(connection, STUDENTS) == 0


def forged(actor: Actor, **changed: object) -> str:
    """Return the claims of this actor's transaction, with some of them changed."""
    claims = {"sub": str(actor.user_id), "role": "authenticated", "session_id": str(actor.sign_in_id)}
    return json.dumps(claims | {"proof": actor.token_hash.hex()} | changed)


@pytest.mark.parametrize(
    "proof", [None, "", "0" * 64, "x", "\\x00", 7, ["0" * 64]], ids=lambda proof: f"proof {proof!r:.12}"
)
def test_claims_naming_a_live_superadmin_sign_in_without_its_secret_are_nobody(
    proof: object, database: Database
) -> None:
    sam, maya = sign_in(database, SAM), sign_in(database, MAYA)
    with database.acting_as(maya) as connection:
        for role, hers in (
            ("growthos_staff", forged(sam, proof=proof)),
            ("authenticated", forged(sam, proof=maya.token_hash.hex())),
        ):
            connection.execute(
                "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)", [role, hers]
            )
            assert count(connection, STUDENTS) == 0
            assert connection.execute("select private.actor_id(), private.org_id()").fetchone() == (None, None)


def test_nobody_reads_the_proof_of_another(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        assert refused(connection, "select token_hash from public.user_sessions") is errors.InsufficientPrivilege


def test_the_ids_of_superadmins_are_those_of_the_acting_organisation(database: Database, nadia: Actor) -> None:
    ask = "select private.superadmins()"
    with database.acting_as(nadia) as connection:
        assert connection.execute(ask).fetchone() == ([SAM.id],)
    with database.acting_as(sign_in(database, "mallory")) as connection:
        assert SAM.id not in connection.execute(ask).fetchone()[0]


def test_another_persons_name_with_ones_own_sign_in_is_worth_nothing(database: Database) -> None:
    maya = sign_in(database, MAYA)
    with database.acting_as(maya) as connection:
        claims = forged(maya, sub=str(NADIA.id))
        connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
        assert count(connection, STUDENTS) == 0


def test_words_in_the_claims_add_no_power(database: Database) -> None:
    maya = sign_in(database, MAYA)
    with database.acting_as(maya) as connection:
        claims = forged(maya, role="superadmin", organization_id=str(LAKESIDE.id), app_metadata={"role": "superadmin"})
        connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
        assert count(connection, STUDENTS) == 1


def test_reset_role_leads_to_nobody(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        connection.execute("reset role")
        assert refused(connection, STUDENTS) is errors.InsufficientPrivilege


@pytest.mark.parametrize(
    "role", ["growthos_owner", "growthos_operations", "growthos_sign_in", "growthos_worker", "postgres"]
)
def test_no_other_role_can_be_taken(role: str, database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        assert refused(connection, f"set local role {role}") is errors.InsufficientPrivilege


@pytest.mark.parametrize(
    "statement",
    [
        "truncate public.students cascade",
        "truncate public.admin_logs",
        "create temporary table aside (id int)",
        "create table public.mine (id int)",
        "create function private.mine() returns int language sql as 'select 1'",
        "alter table public.students disable row level security",
        "drop policy tenant on public.students",
        "create policy mine on public.students using (true)",
        "create trigger mine before insert on public.students execute function private.keep_updated_at()",
        "grant select on public.users to growthos_app",
        "copy public.students to program 'cat'",
        "select pg_catalog.pg_read_file('/etc/passwd')",
        "select * from dashboard.migrations",
        "call private.hand_to_operations('private.org_id()')",
        "select private.password_of('nadia.rahman@northgate.example')",
        "select private.begin_sign_in(null, null, null, null, null, null)",
        "select private.store_password_hash(null, null)",
        "select private.next_number(null, 'student')",
        "select private.log_admin_action(null, 'update', 'users', null, 'Forged.')",
        "select private.policy_hash()",
    ],
)
def test_what_only_the_owner_or_the_door_does_is_refused(statement: str, database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        assert refused(connection, statement) is errors.InsufficientPrivilege


def test_row_security_cannot_be_switched_off(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        connection.execute("set local row_security = off")
        assert refused(connection, STUDENTS) is errors.InsufficientPrivilege


def test_a_copy_out_holds_only_ones_own_rows_and_a_copy_in_is_refused(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        with connection.cursor().copy("copy (select organization_id from public.students) to stdout") as copied:
            assert {bytes(line).decode().strip() for line in copied} == {str(NORTHGATE.id)}
        assert refused(connection, "copy public.courses (title) from stdin") is errors.FeatureNotSupported


def test_an_invisible_row_is_not_met_by_a_function_in_a_filter(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        leaky = "select count(*) from public.students where 1 / (case when organization_id = %s then 0 else 1 end) = 1"
        assert refused(connection, leaky, LAKESIDE.id) is None


@pytest.mark.parametrize("table", ["admin_logs", "user_activity_logs"])
@pytest.mark.parametrize("act", ["update public.{} set id = id", "delete from public.{}", "truncate public.{} cascade"])
def test_not_even_the_owner_changes_history(act: str, table: str, database: Database) -> None:
    with database.as_owner() as owner:
        assert refused(owner, act.format(table)) is errors.InsufficientPrivilege


def test_a_deactivated_person_sees_nothing_in_the_very_next_statement(database: Database) -> None:
    actor = sign_in(database, "enzo")
    with database.acting_as(actor) as connection:
        assert count(connection, STUDENTS) == 3
        with database.as_owner() as owner:
            owner.execute("update public.users set is_active = false where id = %s", [actor.user_id])
        assert count(connection, STUDENTS) == 0


def test_the_scope_of_a_row_is_never_the_clients_word(database: Database) -> None:
    alice = sign_in(database, ALICE)
    with database.acting_as(alice) as connection:
        forged = """insert into public.video_ratings (organization_id, student_id, recording_id, rating, mentor_id)
                    values (%s, %s, %s, 5, %s)"""
        bound = (NORTHGATE.id, ALICE.student_id, row_id(NORTHGATE, "recording 1.2"), CAST[4].id)
        assert refused(connection, forged, *bound) is errors.InsufficientPrivilege


def test_a_function_that_changes_data_is_held_by_the_tenant_lock(database: Database, nadia: Actor) -> None:
    """A definer function of growthos_operations, with a mistake in it, still cannot write abroad."""
    with database.as_owner() as owner:
        owner.execute(
            """create function private.blunder(p_org uuid) returns int language plpgsql security definer
               set search_path = '' as $$ begin
                 insert into public.admin_logs (organization_id, action, table_name, description)
                   values (p_org, 'update', 'courses', 'Written abroad.');
                 return 1;
               end $$"""
        )
        owner.execute("call private.hand_to_operations('private.blunder(uuid)')")
        owner.execute("grant execute on function private.blunder(uuid) to authenticated")
    with database.acting_as(nadia) as connection:
        assert refused(connection, "select private.blunder(%s)", NORTHGATE.id) is None
        assert refused(connection, "select private.blunder(%s)", LAKESIDE.id) is errors.InsufficientPrivilege
    with database.as_owner() as owner:
        owner.execute("drop function private.blunder(uuid)")


def test_one_connection_serves_one_person_after_another_and_forgets_each(database: Database) -> None:
    people = [sign_in(database, key) for key in ("maya", "mallory", "nadia", "kenji")]
    with psycopg.connect(database.app_url) as connection:
        seen = []
        for actor in people:
            enter(connection, actor)
            seen.append(count(connection, STUDENTS))
            connection.commit()
            assert refused(connection, STUDENTS) is errors.InsufficientPrivilege
            connection.rollback()
    assert seen == [1, 2, 3, 1]
