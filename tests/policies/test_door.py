"""The door: what the sign-in process may ask and do, and that nobody serves with rights of their own."""

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import errors

from growthos_ui.db.catalogue import PRIVILEGES, law_stands
from tests.cast import ALICE, NADIA
from tests.database import Database, sign_in


def ask(url: str, statement: str, *bound: object) -> tuple[object, ...] | None:
    with psycopg.connect(url) as connection:
        return connection.execute(statement, bound).fetchone()


def begin(database: Database, user_id: object) -> tuple[object, bytes]:
    token_hash = hashlib.sha256(secrets.token_bytes(32)).digest()
    row = ask(
        database.sign_in_url,
        "select private.begin_sign_in(%s, %s, interval '8 hours', interval '12 hours', '203.0.113.7', 'A browser')",
        user_id,
        token_hash,
    )
    return row[0], token_hash


def test_the_door_opens_a_sign_in_and_ends_it(database: Database) -> None:
    sign_in_id, token_hash = begin(database, NADIA.id)
    names = "sign_in_id, full_name, role, epoch, organization_name"
    by_id = ask(database.sign_in_url, f"select {names} from private.sign_in_by_id(%s)", sign_in_id)
    by_token = ask(database.sign_in_url, f"select {names} from private.sign_in_by_token(%s)", token_hash)
    assert by_id == by_token == (sign_in_id, "Nadia Rahman", "admin", by_id[3], "Northgate Academy")
    with psycopg.connect(database.app_url) as connection:
        connection.execute("select set_config('role', private.enter(%s, %s), true)", [token_hash, by_id[3]])
    assert ask(database.sign_in_url, "select private.end_sign_in(%s, 'logout')", sign_in_id) == (True,)
    assert ask(database.sign_in_url, "select private.end_sign_in(%s, 'logout')", sign_in_id) == (False,)
    assert ask(database.sign_in_url, "select count(*) from private.sign_in_by_id(%s)", sign_in_id) == (0,)


def test_a_sign_in_lasts_no_longer_than_the_shorter_of_its_two_times(database: Database) -> None:
    sign_in_id, _ = begin(database, NADIA.id)
    left = ask(database.sign_in_url, "select expires_in from private.sign_in_by_id(%s)", sign_in_id)[0]
    assert 8 * 3600 - 60 < left <= 8 * 3600


def test_a_school_may_let_its_people_rest_and_stay_for_less_than_the_server_does(database: Database) -> None:
    times = "select idle_timeout = %s, expires_at - first_seen_at <= %s from public.user_sessions where id = %s"
    with database.as_owner() as owner:
        set_to = "update public.company_settings set settings = %s where organization_id = %s"
        owner.execute(set_to, ['{"security": {"idle_minutes": 20, "session_hours": 1}}', NADIA.school.id])
        owner.commit()
        try:
            shorter, _ = begin(database, NADIA.id)
        finally:
            owner.execute(set_to, ["{}", NADIA.school.id])
    usual, _ = begin(database, NADIA.id)
    assert ask(database.owner_url, times, "20 minutes", "1 hour 1 second", shorter) == (True, True)
    assert ask(database.owner_url, times, "8 hours", "1 hour 1 second", usual) == (True, False)


def test_a_student_may_not_sign_in_and_the_door_knows_why(database: Database) -> None:
    row = ask(database.sign_in_url, "select may_sign_in, why from private.password_of(%s)", ALICE.email)
    assert row == (False, "student")
    with pytest.raises(errors.InsufficientPrivilege):
        begin(database, ALICE.id)


@pytest.mark.parametrize("spelling", ["{} ", " {}", "{:>300}", "{:<300}"])
def test_the_door_knows_an_account_by_one_spelling_only(spelling: str, database: Database) -> None:
    """Tries are counted by the spelling: a second one that opened the account would be a second count."""
    asked = "select count(*) from private.password_of(%s)"
    assert ask(database.sign_in_url, asked, NADIA.email) == (1,)
    assert ask(database.sign_in_url, asked, spelling.format(NADIA.email)) == (0,)
    assert ask(database.sign_in_url, asked, NADIA.email.upper()) == (0,)


def test_an_export_is_written_down_at_the_door(database: Database) -> None:
    nadia = sign_in(database, NADIA)
    ask(
        database.sign_in_url,
        "select private.note_export(%s, 'students', 'q=al&status=active', 'csv', 7)",
        nadia.sign_in_id,
    )
    with database.as_owner() as owner:
        kept = owner.execute(
            """select organization_id, admin_id, actor_role, table_name, new_values, sensitivity, session_id
               from public.admin_logs where action = 'export_downloaded'"""
        ).fetchall()
    values = {"list": "students", "filter": "q=al&status=active", "format": "csv", "rows": 7}
    assert kept == [(NADIA.school.id, NADIA.id, "admin", "students", values, "restricted", nadia.sign_in_id)]


def test_an_export_of_nobody_is_not_written_down_and_nobody_else_writes_one(database: Database) -> None:
    note = "select private.note_export(%s, 'students', '', 'csv', 7)"
    nadia = sign_in(database, NADIA)
    with pytest.raises(errors.InsufficientPrivilege), database.acting_as(nadia) as connection:
        connection.execute(note, [nadia.sign_in_id])
    ask(database.sign_in_url, "select private.end_sign_in(%s, 'logout')", nadia.sign_in_id)
    with pytest.raises(errors.InvalidAuthorizationSpecification):
        ask(database.sign_in_url, note, nadia.sign_in_id)


def test_a_learners_device_does_not_open_the_dashboard(database: Database) -> None:
    alice = sign_in(database, ALICE)
    assert ask(database.sign_in_url, "select count(*) from private.sign_in_by_id(%s)", alice.sign_in_id) == (0,)


def test_the_door_reaches_no_table_itself(database: Database) -> None:
    for table in ("public.users", "public.user_sessions", "dashboard.sign_in_throttles"):
        for url in (database.sign_in_url, database.worker_url, database.app_url):
            with pytest.raises(errors.InsufficientPrivilege):
                ask(url, f"select count(*) from {table}")


def _privileges_of(connection: psycopg.Connection) -> list[str]:
    return connection.execute(PRIVILEGES).fetchone()[0]


def test_the_serving_roles_have_no_rights_of_their_own(database: Database) -> None:
    for url in (database.app_url, database.sign_in_url, database.worker_url):
        with psycopg.connect(url) as connection:
            assert _privileges_of(connection) == []
            assert law_stands(connection)
    with psycopg.connect(database.owner_url) as connection:
        assert "owns tables" in _privileges_of(connection)


def test_a_serving_role_that_could_become_an_owner_is_noticed(database: Database) -> None:
    """It inherits nothing, and SET ROLE would be enough."""
    with database.as_owner() as owner:
        owner.execute("create role aside; grant aside to current_user; grant aside to growthos_app")
        owner.execute("grant create on schema dashboard to aside; create table dashboard.aside (id int)")
        owner.execute("alter table dashboard.aside owner to aside")
        owner.commit()
        try:
            with psycopg.connect(database.app_url) as connection:
                assert _privileges_of(connection) == ["may become a role that stands above row security"]
        finally:
            owner.execute("drop table dashboard.aside; revoke create on schema dashboard from aside; drop role aside")


def test_a_law_that_was_changed_by_hand_is_noticed(database: Database) -> None:
    for change, undo in (
        ("drop policy tenant on public.batches", None),
        ("grant select (password_hash) on public.users to growthos_staff", None),
        ("alter table public.batches disable row level security", None),
    ):
        with database.as_owner() as owner:
            owner.execute(change)
            assert owner.execute("select private.law_stands()").fetchone() == (False,), undo
            owner.rollback()


def test_tries_of_long_ago_are_forgotten(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute(
            """insert into dashboard.sign_in_throttles (key, attempts, window_start)
               values ('long ago', 9, now() - interval '2 days'), ('today', 9, now())"""
        )
    assert ask(database.sign_in_url, "select private.count_attempt('{now}', '{5}', interval '15 minutes')") == (None,)
    with database.as_owner() as owner:
        kept = owner.execute("select key from dashboard.sign_in_throttles order by key").fetchall()
    assert ("long ago",) not in kept
    assert {("now",), ("today",)} <= set(kept)


def test_parallel_guesses_are_counted_before_any_is_tried(database: Database) -> None:
    def guess(_: int) -> bool:
        asked = "select private.count_attempt('{a b,a}', '{5,50}', interval '15 minutes')"
        return ask(database.sign_in_url, asked) == (None,)

    with ThreadPoolExecutor(8) as pool:
        let_through = sum(pool.map(guess, range(24)))
    assert let_through == 5


def test_a_pause_doubles_and_is_not_lengthened_by_trying_during_it(database: Database) -> None:
    asked = "select private.count_attempt('{c}', '{2}', interval '15 minutes')"
    pause = (
        "select extract(epoch from locked_until - clock_timestamp()) from dashboard.sign_in_throttles where key = 'c'"
    )
    for seconds in (30, 60, 120):
        while ask(database.sign_in_url, asked) == (None,):
            pass
        assert seconds - 5 < ask(database.owner_url, pause)[0] <= seconds
        with database.as_owner() as owner:
            owner.execute("update dashboard.sign_in_throttles set locked_until = clock_timestamp() where key = 'c'")
