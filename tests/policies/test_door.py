"""The door: what the sign-in process may ask and do, and that nobody serves with rights of their own."""

import hashlib
import secrets

import psycopg
import pytest
from psycopg import errors

from growthos_ui.db.catalogue import law_stands, privileges_of_login
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


def test_a_student_may_not_sign_in_and_the_door_knows_why(database: Database) -> None:
    row = ask(database.sign_in_url, "select may_sign_in, why from private.password_of(%s)", f"  {ALICE.email.upper()} ")
    assert row == (False, "student")
    with pytest.raises(errors.InsufficientPrivilege):
        begin(database, ALICE.id)


def test_a_learners_device_does_not_open_the_dashboard(database: Database) -> None:
    alice = sign_in(database, ALICE)
    assert ask(database.sign_in_url, "select count(*) from private.sign_in_by_id(%s)", alice.sign_in_id) == (0,)


def test_the_door_reaches_no_table_itself(database: Database) -> None:
    for table in ("public.users", "public.user_sessions", "dashboard.sign_in_throttles"):
        for url in (database.sign_in_url, database.worker_url, database.app_url):
            with pytest.raises(errors.InsufficientPrivilege):
                ask(url, f"select count(*) from {table}")


def test_the_serving_roles_have_no_rights_of_their_own(database: Database) -> None:
    for url in (database.app_url, database.sign_in_url, database.worker_url):
        with psycopg.connect(url) as connection:
            assert privileges_of_login(connection) == []
            assert law_stands(connection)
    with psycopg.connect(database.owner_url) as connection:
        assert "owns tables" in privileges_of_login(connection)


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
