"""News for several people at once, each told once; and the outbox, from which a mail is taken by one job only."""

from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.cast import ALICE, BEA, BEN, KENJI, LAKESIDE, MAYA, NADIA, NORTHGATE, SAM, TARA
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


@pytest.fixture
def mails(database: Database):
    """Three mails in the outbox of Northgate and one of Lakeside, for one test."""
    with database.as_owner() as owner:
        for school, users in ((NORTHGATE, [NADIA.id, MAYA.id, KENJI.id]), (LAKESIDE, [BEA.id])):
            owner.execute(
                "select private.notify_users(%s, 'job_failed', 'Hello', '', null, %s, '{}', '{email}')",
                [users, school.slug],
            )
    yield
    with database.as_owner() as owner:
        owner.execute("delete from public.notifications where channel = 'email'")


def claim(database: Database, most: int, school=NORTHGATE) -> psycopg.Connection:
    """Return a worker's open transaction that has claimed so many mails."""
    worker = psycopg.connect(database.worker_url)
    worker.execute("select private.work_for(%s)", [school.id])
    worker.claimed = worker.execute("select id, attempts from private.claim_outbox(%s)", [most]).fetchall()
    return worker


@pytest.mark.usefixtures("mails")
def test_two_jobs_at_once_never_claim_the_same_mail(database: Database) -> None:
    with claim(database, 2) as first, claim(database, 50) as second:
        assert (len(first.claimed), len(second.claimed)) == (2, 1)
        assert {*first.claimed}.isdisjoint(second.claimed)


@pytest.mark.usefixtures("mails")
def test_a_mail_that_fails_is_tried_three_times_at_growing_distances(database: Database) -> None:
    waits = []
    for _ in range(3):
        with database.as_owner() as owner:
            owner.execute(
                "update public.notifications set next_attempt_at = now() where status = 'queued' and channel = 'email'"
            )
        with claim(database, 1) as worker:
            [(mail, _)] = worker.claimed
            worker.execute("select private.settle_mail(%s, 'refused')", [mail])
            worker.commit()
        with database.as_owner() as owner:
            owner.execute("delete from public.notifications where channel = 'email' and id <> %s", [mail])
            waits.append(
                owner.execute(
                    "select status, next_attempt_at - now() from public.notifications where id = %s", [mail]
                ).fetchone()
            )
    assert [status for status, _ in waits] == ["queued", "queued", "failed"]
    assert timedelta(seconds=50) < waits[0][1] <= timedelta(minutes=1)
    assert timedelta(minutes=4) < waits[1][1] <= timedelta(minutes=5)


@pytest.mark.usefixtures("mails")
def test_what_was_being_sent_at_a_crash_is_not_sent_again(database: Database) -> None:
    with claim(database, 50) as worker:
        worker.commit()
    with claim(database, 50) as worker:
        assert worker.claimed == []
    with claim(database, 50, LAKESIDE) as worker:
        [(mail, attempts)] = worker.claimed
        assert attempts == 1
        assert worker.execute("select private.settle_mail(%s)", [mail]).fetchone() == (True,)
        assert worker.execute("select private.settle_mail(%s)", [mail]).fetchone() == (False,)


def test_nobody_who_signs_in_takes_from_the_outbox(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("select * from private.claim_outbox(1)")
