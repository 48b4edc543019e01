"""News for several people at once, each told once."""

import psycopg
import pytest

from tests.cast import ALICE, BEA, BEN, KENJI, MAYA, NADIA, NORTHGATE, SAM, TARA
from tests.database import Database, sign_in

NEWS = ("job_failed", "The outbox is late", "Since an hour.", "/students", "outbox 1")


def told(owner: psycopg.Connection, dedupe: str = "outbox 1") -> set:
    return {who for (who,) in owner.execute("select user_id from public.notifications where dedupe_key = %s", [dedupe])}


@pytest.fixture
def owner(database: Database):
    with database.as_owner() as connection:
        yield connection
        connection.rollback()


def test_each_is_told_once(owner: psycopg.Connection) -> None:
    tell = "select private.notify_users(%s, %s, %s, %s, %s, %s)"
    assert owner.execute(tell, [[NADIA.id, MAYA.id, NADIA.id], *NEWS]).fetchone() == (2,)
    assert owner.execute(tell, [[NADIA.id, MAYA.id, KENJI.id], *NEWS]).fetchone() == (1,)
    assert told(owner) == {NADIA.id, MAYA.id, KENJI.id}


def test_who_left_is_told_nothing(owner: psycopg.Connection) -> None:
    owner.execute("update public.users set is_active = false where id = %s", [KENJI.id])
    owner.execute("select private.notify_users(%s, %s, %s, %s, %s, %s)", [[KENJI.id], *NEWS])
    assert told(owner) == set()


@pytest.mark.parametrize(
    ("powers", "members"),
    [(["superadmin"], {SAM}), (["support"], {TARA}), (["mentor"], {MAYA, KENJI})],
)
def test_a_role_is_told_within_its_organisation(owner: psycopg.Connection, powers, members) -> None:
    tell = "select private.notify_roles(%s, %s, %s, %s, %s, %s, %s)"
    owner.execute(tell, [NORTHGATE.id, powers, *NEWS])
    assert told(owner) == {member.id for member in members}


def test_a_mentors_students_are_told_and_no_others(owner: psycopg.Connection) -> None:
    owner.execute("select private.notify_mentor_students(%s, %s, %s, %s, %s, %s)", [MAYA.id, *NEWS])
    assert ALICE.id in told(owner)
    assert told(owner).isdisjoint({BEN.id, BEA.id})


def test_everybody_marks_what_they_themselves_were_told(database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        unread = connection.execute("select count(*) from public.notifications where not is_read").fetchone()
        assert connection.execute("select private.mark_all_notifications_read()").fetchone() == unread
        assert connection.execute("select private.mark_all_notifications_read()").fetchone() == (0,)
    with database.as_owner() as owner:
        others = owner.execute("select bool_or(is_read) from public.notifications where user_id <> %s", [NADIA.id])
        assert others.fetchone() == (False,)


def test_who_only_reads_marks_nothing(database: Database) -> None:
    with (
        database.acting_as(sign_in(database, "vera")) as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute("select private.mark_all_notifications_read()")
