"""Notifications: who is told of what, and that nobody reads or changes anybody else's."""

from __future__ import annotations

import pytest
from psycopg import errors

from tests.cast import ALICE, BEN, KENJI, MAYA, NADIA, NORTHGATE
from tests.school import row_id


def told(database, member, kind="mentor_assigned"):
    """Return what a person was told, the newest first: title, message, link."""
    with database.as_owner() as owner:
        return owner.execute(
            """select title, message, payload ->> 'link' from public.notifications
               where user_id = %s and type = %s order by updated_at desc, id""",
            [member.id, kind],
        ).fetchall()


async def assign(database, acting, who, student_id, mentor):
    with database.acting_as(await acting(who), keep=True) as connection:
        connection.execute("select private.assign_mentor(%s, %s)", [student_id, mentor.id])


async def test_a_mentor_is_told_who_was_assigned_to_them_and_by_whom(database, acting):
    before = len(told(database, KENJI))
    await assign(database, acting, "nadia", ALICE.student_id, KENJI)
    (title, message, link), *rest = told(database, KENJI)
    assert (title, message, len(rest)) == ("Alice Ahmed was assigned to you", "By Nadia Rahman.", before)
    assert link.startswith("/students")


async def test_the_same_mentor_again_is_no_news(database, acting):
    await assign(database, acting, "nadia", BEN.student_id, MAYA)
    before = len(told(database, MAYA))
    await assign(database, acting, "nadia", BEN.student_id, MAYA)
    assert len(told(database, MAYA)) == before


def test_many_learners_at_once_are_one_piece_of_news(database):
    before = len(told(database, MAYA))
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
               select organization_id, id, %s, %s from public.students
               where organization_id = %s and mentor_id is distinct from %s""",
            [MAYA.id, NADIA.id, NORTHGATE.id, MAYA.id],
        )
    (title, _, link), *rest = told(database, MAYA)
    assert len(rest) == before
    assert (title.partition(" ")[2], link) == ("students were assigned to you", "/students")


async def test_nobody_sees_or_marks_what_others_were_told(database, acting):
    with database.acting_as(await acting("kenji")) as connection:
        seen = {user for (user,) in connection.execute("select user_id from public.notifications")}
        assert seen == {KENJI.id}
        assert connection.execute("update public.notifications set is_read = true").rowcount > 0
        theirs = connection.execute("update public.notifications set is_read = true where user_id = %s", [MAYA.id])
        assert theirs.rowcount == 0


@pytest.mark.parametrize("column", ["title", "message", "payload", "type", "user_id", "status"])
async def test_a_reader_changes_nothing_but_whether_it_was_read(column, database, acting):
    with database.acting_as(await acting("nadia")) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"update public.notifications set {column} = {column}")


async def test_the_database_says_when_it_was_read(database, acting):
    with database.acting_as(await acting("maya")) as connection:
        connection.execute("update public.notifications set is_read = true")
        rows = connection.execute("select distinct status, read_at is not null from public.notifications").fetchall()
        assert rows == [("read", True)]


def test_the_same_news_is_told_once(database):
    with database.as_owner() as owner:
        say = "select private.notify(%s, 'job_failed', 'The night job failed', '', null, 'job of the day')"
        first, second = (owner.execute(say, [NADIA.id]).fetchone()[0] for _ in range(2))
    assert first is not None
    assert second is None


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
def test_a_link_that_leads_elsewhere_is_refused(link, database):
    with database.as_owner() as owner, pytest.raises(errors.CheckViolation):
        owner.execute("select private.notify(%s, 'job_failed', 'News', '', %s)", [NADIA.id, link])


def test_a_new_password_is_told_to_its_owner_and_the_same_one_hashed_anew_is_not(database):
    with database.as_owner() as owner:
        owner.execute("select private.renew_password_hash(%s, %s)", [KENJI.id, "$argon2id$again"])
    assert told(database, KENJI, "security_alert") == []
    with database.as_owner() as owner:
        owner.execute("select private.store_password_hash(%s, %s)", [KENJI.id, "$argon2id$new"])
    assert told(database, KENJI, "security_alert")[0][0] == "Your password was changed"


async def test_nobody_who_signs_in_may_tell_others_something(database, acting):
    for key in ("sam", "nadia", "maya"):
        with database.acting_as(await acting(key)) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute("select private.notify(%s, 'job_failed', 'News', '')", [row_id(NORTHGATE, "user omar")])
