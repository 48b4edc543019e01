"""Who is told what of a session that changes, once for each act; whom a mentor may plan for; and what a mark may not undo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from growthos_ui.db import acting_as
from growthos_ui.mentoring.sessions.planning import find_audiences
from tests.cast import ALICE, BEN, KENJI, LAKESIDE, MAYA, NADIA, NORTHGATE, OTTO, SAM
from tests.database import sign_in
from tests.mentoring.held import plan, row_of
from tests.school import row_id

COURSE, BATCH, OTHER = (row_id(NORTHGATE, each) for each in ("course 1", "batch 1", "batch 2"))
CHANGE = """select private.change_session(c.id, private.session_seal(c.id), c.title, coalesce(%(start)s, c.start_time), 60,
                 case when %(everybody)s then null else c.course_id end, case when %(everybody)s then null else c.batch_id end,
                 coalesce(%(host)s, c.mentor_id), coalesce(%(link)s, c.link), c.description)
              from public.success_sessions as c where c.id = %(id)s"""
PLAN = "select private.plan_sessions(%s, %s::timestamptz[], 60, %s, %s, %s, null, null, %s, %s)"
MARK = "select private.mark_attendance(%s, %s, %s, %s)"


@pytest.fixture(autouse=True, scope="module")
def active(database):
    with database.as_owner() as owner:
        owner.execute("update public.students set lms_status = 'active'")


@pytest.fixture
def held(database):
    """Return how a session of the first batch is planned so many hours from now; its id."""

    def make(title, *, hours=50.0, status="upcoming", mentor=MAYA, school=NORTHGATE):
        with database.as_owner() as owner:
            plan(owner, school, title, title=title, mentor=mentor, hours=hours, status=status)
        return row_of(title, school)

    return make


def told(database, who, title):
    with database.as_owner() as owner:
        rows = owner.execute(
            "select title, message from public.notifications where user_id = %s and title like %s order by created_at, id", [who.id, f"%: {title}"]
        )  # fmt: skip
        return [(news.partition(":")[0], message.partition(", and ")[2]) for news, message in rows]


def words(database, who, title):
    return [news for news, _ in told(database, who, title)]


def act(database, who, statement, values):
    with database.acting_as(sign_in(database, who), keep=True) as connection:
        return connection.execute(statement, values).fetchone()[0]


def change(database, who, session, **to):
    return act(
        database, who, CHANGE, {"id": session, "start": None, "host": None, "link": None, "everybody": False} | to
    )


def refused(database, who, statement, values, reason):
    with pytest.raises(psycopg.Error, match=reason.replace(".", r"\.")):
        act(database, who, statement, values)


def weeks(many):
    return [datetime.now(tz=UTC) + timedelta(days=3 + 7 * week) for week in range(many)]


def test_each_change_is_told_even_back_to_what_it_was_and_a_link_while_it_is_live(database, held):
    session = held("Back")
    first, second = weeks(2)
    for link, start in (
        ("https://a.example", None),
        ("https://b.example", None),
        (None, first),
        (None, second),
        (None, first),
    ):
        change(database, NADIA, session, link=link, start=start)
    assert words(database, ALICE, "Back") == ["New link", "New link", "Moved", "Moved", "Moved"]
    live = held("On air", hours=-0.2, status="live")
    change(database, NADIA, live, link="https://c.example")
    assert words(database, ALICE, "On air") == ["New link"]
    moved = {"id": live, "start": second, "host": None, "link": None, "everybody": False}
    refused(database, NADIA, CHANGE, moved, "session.has_begun")


def test_what_is_moved_is_reminded_of_anew_and_what_is_marked_is_not_moved(database, held):
    session = held("Reminded", hours=20)
    remind = "select private.work_for(%s)", "select private.run_sessions()"
    for start in (None, datetime.now(tz=UTC) + timedelta(hours=23)):
        if start:
            change(database, NADIA, session, start=start)
        with psycopg.connect(database.worker_url) as worker:
            worker.execute(remind[0], [NORTHGATE.id])
            worker.execute(remind[1])
    assert words(database, ALICE, "Reminded") == ["Soon", "Moved", "Soon"]
    marked = held("Marked", hours=0.5)
    act(database, MAYA, MARK, [marked, ALICE.student_id, "present", ""])
    to = {"id": marked, "start": weeks(1)[0], "host": None, "link": None, "everybody": False}
    refused(database, MAYA, CHANGE, to, "session.is_marked")


def test_another_audience_or_host_is_told_to_who_comes_and_who_leaves(database, held):
    session = held("Given")
    change(database, NADIA, session, host=KENJI.id)
    assert (words(database, KENJI, "Given"), words(database, MAYA, "Given")) == (["New session"], ["No longer for you"])
    assert words(database, ALICE, "Given") == []
    with database.as_owner() as owner:
        owner.execute(
            "update public.course_enrollments set status = 'cancelled' where student_id = %s", [BEN.student_id]
        )
    change(database, NADIA, session, everybody=True)
    assert (words(database, BEN, "Given"), words(database, ALICE, "Given")) == (["New session"], [])
    back = "select private.change_session(%s, private.session_seal(%s), 'Given', %s, 60, %s, %s, %s, null, null)"
    act(database, NADIA, back, [session, session, weeks(1)[0], COURSE, BATCH, KENJI.id])
    assert words(database, BEN, "Given") == ["New session", "No longer for you"]
    assert words(database, ALICE, "Given") == ["Moved"]
    with database.as_owner() as owner:
        owner.execute(
            "update public.course_enrollments set status = 'active' where student_id = %s and course_id = %s",
            [BEN.student_id, COURSE],
        )


def test_of_a_series_as_many_are_told_as_were_told_of_before(database):
    first = act(database, NADIA, PLAN, ["Weekly", weeks(4), COURSE, BATCH, KENJI.id, True, uuid4()])
    act(database, NADIA, "select private.announce_session(%s)", [first])
    assert act(database, NADIA, "select private.cancel_series(%s, 'Ill')", [first]) == 4
    assert told(database, ALICE, "Weekly") == [("New session", ""), ("Cancelled", "")]
    act(database, NADIA, PLAN, ["Fortnightly", weeks(3), COURSE, BATCH, None, False, uuid4()])
    assert told(database, ALICE, "Fortnightly") == [("New session", "2 more")]


def test_why_it_is_cancelled_is_a_sentence_and_no_book(database, held):
    session = held("Reason")
    for act_of in ("cancel_session", "cancel_series"):
        for reason in ("", "x", "x" * 501):
            refused(database, NADIA, f"select private.{act_of}(%s, %s)", [session, reason], "session.reason_missing")


async def test_a_mentor_plans_for_batches_of_their_own_students_and_reads_no_other_names(
    database, engine, acting, held
):
    async with acting_as(await acting("kenji"), engine=engine) as tx:
        assert [value for value, _ in await find_audiences(tx)] == [f"batch:{BATCH}"]
    async with acting_as(await acting("nadia"), engine=engine) as tx:
        assert {"", f"batch:{BATCH}", f"course:{COURSE}"} <= {value for value, _ in await find_audiences(tx)}
    start = weeks(1)
    for course, batch in ((None, None), (COURSE, None), (row_id(NORTHGATE, "course 2"), OTHER)):
        values = ["Mine", start, course, batch, None, True, uuid4()]
        refused(database, KENJI, PLAN, values, "session.not_their_students")
    refused(
        database, KENJI, "insert into public.success_sessions (title, mentor_id, start_time) values ('Mine', %s, %s) returning 1",
        [KENJI.id, start[0]], "session.not_their_students",
    )  # fmt: skip
    session = act(database, KENJI, PLAN, ["Mine", start, COURSE, BATCH, None, True, uuid4()])
    wider = {"id": session, "start": None, "host": None, "link": None, "everybody": True}
    refused(database, KENJI, CHANGE, wider, "session.not_their_students")
    change(database, NADIA, session, everybody=True)
    assert change(database, KENJI, session, link="https://k.example")  # what an admin chose stays


def test_a_superadmin_calls_the_roll_of_the_organisation_that_was_chosen(database, held):
    abroad = held("Abroad", hours=-0.5, status="live", mentor=OTTO, school=LAKESIDE)
    home = held("Home", hours=-0.5, status="live")
    roll = "select count(*) from private.class_roll(%s)"
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute("select private.choose_organisation(%s)", [LAKESIDE.id])
        many = connection.execute(roll, [abroad]).fetchone()[0]
        assert (many > 0, connection.execute(roll, [home]).fetchone()) == (True, (0,))
        assert connection.execute("select private.mark_the_rest(%s, 'present')", [abroad]).fetchone() == (many,)


def test_a_second_thought_is_ones_own_and_who_came_does_not_become_absent(database, held):
    session = held("Marks", hours=-0.5, status="live")
    act(database, MAYA, MARK, [session, ALICE.student_id, "present", ""])
    assert act(database, MAYA, MARK, [session, ALICE.student_id, "late", ""])
    refused(database, NADIA, MARK, [session, ALICE.student_id, "absent", ""], "session.marked_meanwhile")
    with database.as_owner() as owner:
        owner.execute("update public.session_attendance set joined_at = now() where session_id = %s", [session])
    refused(database, MAYA, MARK, [session, ALICE.student_id, "absent", "late"], "session.was_there")


def test_who_was_expected_is_marked_after_they_left(database, held):
    session = held("Left", hours=-0.5, status="live", mentor=KENJI)
    act(database, KENJI, "select private.complete_session(%s)", [session])
    with database.as_owner() as owner:
        owner.execute("update public.students set lms_status = 'suspended' where id = %s", [ALICE.student_id])
    assert act(database, KENJI, MARK, [session, ALICE.student_id, "excused", ""])
    with database.as_owner() as owner:
        owner.execute("update public.students set lms_status = 'active' where id = %s", [ALICE.student_id])
