"""What an attacker with raw SQL would try beside rows: other sessions, statistics, channels, files, plans, words of errors."""

import json

import psycopg
import pytest
from psycopg import errors

from growthos_ui.auth.actor import Actor
from growthos_ui.db.catalogue import tables
from tests.cast import ALICE, BY_KEY, CAST, LAKESIDE, MALLORY, NADIA, NORTHGATE, SAM, Member
from tests.database import Database, enter, sign_in
from tests.policies.rows import tenant_column
from tests.policies.trials import count, refused
from tests.school import row_id

STUDENTS = "select count(*) from public.students"


@pytest.fixture
def nadia(database: Database) -> Actor:
    return sign_in(database, NADIA)


def test_claims_set_before_entering_are_overwritten_by_it(database: Database, nadia: Actor) -> None:
    sam = sign_in(database, SAM)
    with psycopg.connect(database.app_url) as connection:
        forged = {"sub": str(SAM.id), "session_id": str(sam.sign_in_id), "proof": sam.token_hash.hex()}
        for local in (True, False):
            connection.execute("select set_config('request.jwt.claims', %s, %s)", [json.dumps(forged), local])
        enter(connection, nadia)
        assert connection.execute("select private.actor_id()").fetchone() == (NADIA.id,)


def test_claims_that_stay_with_the_session_give_no_role(database: Database) -> None:
    """Even a stolen secret, set for the whole session, opens nothing without entering."""
    sam = sign_in(database, SAM)
    stolen = {"sub": str(SAM.id), "session_id": str(sam.sign_in_id), "proof": sam.token_hash.hex()}
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        connection.execute("select set_config('request.jwt.claims', %s, false)", [json.dumps(stolen)])
        assert refused(connection, STUDENTS) is errors.InsufficientPrivilege


@pytest.mark.parametrize("name", ["growthos_owner", "growthos_sign_in", "authenticated"])
def test_nobody_becomes_another_session(name: str, database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        assert refused(connection, f"set session authorization {name}") is errors.InsufficientPrivilege
        assert refused(connection, "reset session authorization") is None
        assert refused(connection, f"alter role {name} superuser") is errors.InsufficientPrivilege


@pytest.mark.parametrize("member", [NADIA, MALLORY, ALICE], ids=lambda member: member.key)
def test_a_person_deactivated_mid_way_writes_nothing_more(member: Member, database: Database) -> None:
    actor = sign_in(database, member)
    with database.acting_as(actor) as connection:
        connection.execute("select 1")
        with database.as_owner() as owner:
            owner.execute("update public.users set is_active = false where id = %s", [member.id])
        try:
            assert refused(connection, "insert into public.courses (title) values ('x')") is not None
            assert connection.execute("update public.student_details set business_info = business_info").rowcount == 0
            assert connection.execute("select private.actor_id(), private.org_id()").fetchone() == (None, None)
        finally:
            with database.as_owner() as owner:
                owner.execute("update public.users set is_active = true where id = %s", [member.id])


def test_a_key_met_abroad_says_no_more_than_its_name(database: Database, nadia: Actor) -> None:
    """A primary key is one over all schools: that it is taken may be told, never what the row says."""
    with database.acting_as(nadia) as connection, pytest.raises(errors.UniqueViolation) as met:
        connection.execute("insert into public.courses (id, title) values (%s, 'x')", [row_id(LAKESIDE, "course 1")])
    assert met.value.diag.message_detail is None
    assert "Course 1" not in str(met.value)


def test_every_other_key_is_one_of_an_organisation(database: Database) -> None:
    """Else two schools would learn of each other from a refusal."""
    with database.as_owner() as owner:
        shared = owner.execute(_SHARED_KEYS).fetchall()
    assert {name for (name,) in shared} == REVIEWED_KEYS


# Of a person and of a learner, who are of one organisation, and whose rows the law gives to nobody else.
REVIEWED_KEYS = {"notifications_tell_once", "student_details_are_one_each"}
_SHARED_KEYS = """
    select i.indexrelid::regclass::text
    from pg_index as i join pg_class as c on c.oid = i.indrelid
    where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and i.indisunique and not i.indisprimary
      and exists (select from pg_policies as p where p.tablename = c.relname and p.cmd in ('INSERT', 'UPDATE'))
      and not exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'organization_id'
                      and a.attnum = any (i.indkey))
    order by 1"""


def test_nobody_reads_what_other_sessions_ask(database: Database, nadia: Actor) -> None:
    secret = "the words of another organisation"
    with database.acting_as(sign_in(database, MALLORY)) as hers:
        hers.execute(f"select '{secret}'")
        with database.acting_as(nadia) as connection:
            told = connection.execute("select string_agg(query, ' ') from pg_stat_activity").fetchone()[0]
            assert secret not in told
            assert count(connection, "select count(*) from pg_stats where schemaname in ('public', 'dashboard')") == 0


def test_what_the_program_asks_holds_no_values(database: Database, nadia: Actor) -> None:
    """Back on the login role the text of its other connections shows: bound values are not in it."""
    with psycopg.connect(database.app_url) as connection, database.acting_as(sign_in(database, MALLORY)) as hers:
        hers.execute("select count(*) from public.students where full_name = %s", ["Bea Marsh"])
        told = connection.execute("select string_agg(query, ' ') from pg_stat_activity").fetchone()[0]
    assert "Bea Marsh" not in told


def test_a_plan_says_nothing_of_the_values_of_others(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        plan = "\n".join(
            row for (row,) in connection.execute("explain (verbose, costs off) select * from public.user_roles")
        )
    assert str(LAKESIDE.id) not in plan


LEAKY = {
    "a cast that fails": "select count(*) from public.users where (full_name || id)::int > 0",
    "a division": "select count(*) from public.students where 1 / (length(full_name) - length(full_name)) = 1",
    "a pattern": "select count(*) from public.students where full_name ~ '('",
    "a join": "select count(*) from public.students as s join public.students as t on (s.full_name || t.id)::int > 0",
}


@pytest.mark.parametrize("way", LEAKY)
def test_an_error_never_quotes_a_row_of_another_organisation(way: str, database: Database, nadia: Actor) -> None:
    with database.as_owner() as owner:
        foreign = [
            name
            for (name,) in owner.execute("select full_name from public.users where organization_id = %s", [LAKESIDE.id])
        ]
    with database.acting_as(nadia) as connection, pytest.raises(psycopg.Error) as met:
        connection.execute(LEAKY[way])
    assert not [name for name in foreign if name in str(met.value)]


def test_a_function_that_looks_is_shown_no_row_of_others(database: Database, nadia: Actor) -> None:
    """A cheap, leaky function in a filter is asked after row security, never before."""
    with database.acting_as(nadia) as connection:
        notices: list[str] = []
        connection.add_notice_handler(lambda diag: notices.append(diag.message_primary))
        connection.execute(
            """do $$ declare one record; begin
                 for one in select u.organization_id from public.users as u where u.full_name like '%' and u.full_name <> chr(0x10ffff)
                 loop raise notice '%', one.organization_id; end loop; end $$"""
        )
    assert set(notices) == {str(NORTHGATE.id)}


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.key)
def test_no_view_shows_a_row_of_another_organisation(member: Member, database: Database) -> None:
    with database.as_owner() as owner:
        views = [name for (name,) in owner.execute(_VIEWS)]
    with database.acting_as(sign_in(database, member)) as connection:
        for view in views:
            abroad = f"select count(*) from {view} where organization_id <> %s"
            try:
                with connection.transaction(force_rollback=True):
                    assert connection.execute(abroad, [member.school.id]).fetchone() == (0,), view
            except errors.InsufficientPrivilege:
                continue


_VIEWS = """
    select c.oid::regclass::text from pg_class as c
    where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind = 'v'
      and exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'organization_id') order by 1"""


@pytest.mark.parametrize("key", ["nadia", "maya", "sam"])
def test_copy_lets_out_only_what_select_shows(key: str, database: Database) -> None:
    with database.as_owner() as owner:
        names = [table for table in tables(owner) if tenant_column(table)]
    actor = sign_in(database, BY_KEY[key])
    with database.acting_as(actor) as connection:
        for table in names:
            column = tenant_column(table)
            try:
                with (
                    connection.transaction(force_rollback=True),
                    connection.cursor().copy(f"copy (select {column} from {table}) to stdout") as out,
                ):
                    assert {bytes(line).decode().strip() for line in out} <= _seen(actor, table), table
            except errors.InsufficientPrivilege:
                continue
            assert refused(connection, f"copy {table} ({column}) from stdin") is not None


def _seen(actor: Actor, table: str) -> set[str]:
    every = table == "public.organizations" and actor.role == "superadmin"
    return {str(NORTHGATE.id), str(LAKESIDE.id)} if every else {str(actor.organization_id)}


def test_files_of_the_server_are_out_of_reach(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        for way in (
            "select lo_import('/etc/passwd')",
            "select pg_ls_dir('.')",
            "select pg_read_binary_file('PG_VERSION')",
            "copy public.courses to '/tmp/courses'",
            "copy (select 1) to program 'true'",
            "load 'auto_explain'",
            "select pg_reload_conf()",
            "set local log_statement = 'all'",
            "set local session_replication_role = replica",
        ):
            assert refused(connection, way) is errors.InsufficientPrivilege, way


def test_nothing_is_kept_outside_the_tables(database: Database, nadia: Actor) -> None:
    with database.acting_as(nadia) as connection:
        for way in (
            "select lo_create(0)",
            "select lo_from_bytea(0, 'x')",
            "select lo_get(1)",
            "create temporary table aside (id int)",
            "create schema mine",
            "comment on table public.students is 'x'",
        ):
            assert refused(connection, way) is errors.InsufficientPrivilege, way


def test_what_is_put_aside_on_a_connection_is_not_the_next_persons(database: Database, nadia: Actor) -> None:
    """A cursor that holds keeps its rows beyond the transaction: the next person's role may not read them on."""
    with psycopg.connect(database.app_url) as connection:
        enter(connection, nadia)
        connection.execute("prepare mine as select count(*) from public.students")
        connection.execute("execute mine")
        connection.commit()
        assert refused(connection, "execute mine") is errors.InsufficientPrivilege
        connection.rollback()
        enter(connection, sign_in(database, MALLORY))
        assert connection.execute("execute mine").fetchone() == (2,)


def test_a_channel_tells_only_which_table_of_which_organisation(database: Database, nadia: Actor) -> None:
    with psycopg.connect(database.app_url, autocommit=True) as listener:
        listener.execute("listen growthos_rows")
        with database.acting_as(sign_in(database, MALLORY), keep=True) as hers:
            hers.execute("update public.courses set title = title || '!'")
        heard = [json.loads(each.payload) for each in listener.notifies(timeout=3, stop_after=1)]
    assert heard
    assert {frozenset(each) for each in heard} == {frozenset({"t", "o"})}


@pytest.mark.parametrize(
    ("key", "role"),
    [("maya", "growthos_staff"), ("alice", "growthos_support"), ("nadia", "authenticated"), ("tara", "growthos_staff")],
)
def test_nobody_acts_in_a_role_that_they_did_not_enter_with(key: str, role: str, database: Database) -> None:
    """The login may take each role, and each holds columns and functions of its own: in another one's nobody is anybody."""
    actor = sign_in(database, BY_KEY[key])
    with database.as_owner() as owner:
        every = tables(owner)
    with database.acting_as(actor) as connection:
        assert count(connection, STUDENTS) > 0
        connection.execute("select set_config('role', %s, true)", [role])
        assert connection.execute("select private.actor_id(), private.org_id()").fetchone() == (None, None)
        readable = [table for table in every if refused(connection, f"select count(*) from {table}") is None]
        assert len(readable) > 50
        assert [table for table in readable if count(connection, f"select count(*) from {table}")] == []
        for table in readable:
            columns = _changeable(connection, table)
            changed = connection.execute(f"update {table} set {columns[0]} = {columns[0]}").rowcount if columns else 0
            assert changed == 0, table


def _changeable(connection: psycopg.Connection, table: str) -> list[str]:
    """Return the columns that the role of this moment may change."""
    found = connection.execute(
        """select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped
             and has_column_privilege(attrelid, attnum, 'update') and has_column_privilege(attrelid, attnum, 'select')""",
        [table],
    )
    return [name for (name,) in found.fetchall()]
