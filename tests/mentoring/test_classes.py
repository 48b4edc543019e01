"""A live class is scheduled, held and ended by the office or its host; whoever was expected has a row of attendance."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.errors import (
    InsufficientPrivilege,
    InvalidParameterValue,
    NoDataFound,
    ObjectNotInPrerequisiteState,
    UniqueViolation,
)

from tests.cast import ALICE, BEA, BEN, ENZO, KENJI, LAKESIDE, MAYA, NADIA, NORTHGATE, OTTO
from tests.database import Database, sign_in
from tests.school import row_id

COURSE, BATCH = row_id(NORTHGATE, "course 1"), row_id(NORTHGATE, "batch 1")
OMAR = row_id(NORTHGATE, "student omar")
SCHEDULE = """select private.schedule_session('Week 2', %(start)s, %(end)s, %(course)s, %(batch)s, %(mentor)s, %(link)s, null, %(draft)s)"""
MARK = "select private.record_attendance(%s, %s, %s, %s)"


def ask(connection: psycopg.Connection, statement: str, *values: object):
    return connection.execute(statement, values or None).fetchone()[0]


def schedule(connection: psycopg.Connection, **changed: object):
    values = {
        "start": soon(days=1),
        "end": None,
        "course": COURSE,
        "batch": BATCH,
        "mentor": MAYA.id,
        "link": None,
        "draft": False,
    }
    return connection.execute(SCHEDULE, values | changed).fetchone()[0]


def soon(**by: float) -> datetime:
    return datetime.now(tz=UTC) + timedelta(**by)


def begin(database: Database, session, hours: float = 2) -> None:
    """Let the class have begun so many hours ago, as time would."""
    with database.as_owner() as owner:
        owner.execute(
            """update public.success_sessions set start_time = now() - %(by)s * interval '1 hour',
                      end_time = now() - %(by)s * interval '1 hour' + interval '1 hour' where id = %(id)s""",
            {"by": hours, "id": session},
        )


def told(database: Database, who) -> list[str]:
    with database.as_owner() as owner:
        rows = owner.execute(
            "select type, title from public.notifications where user_id = %s and type like 'success_session%%' order by created_at", [who.id]
        )  # fmt: skip
        return [kind.removeprefix("success_session_") for kind, _ in rows]


@pytest.fixture
def kept(database: Database):
    """An announced class of Maya for the first batch."""
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        return schedule(connection, link=None)


class TestScheduling:
    def test_it_is_announced_to_those_expected_and_the_host_with_the_usual_length(self, database: Database) -> None:
        before = told(database, ALICE), told(database, MAYA)
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            made = schedule(connection)
            row = connection.execute(
                "select status, end_time - start_time, created_by from public.success_sessions where id = %s", [made]
            )
            assert row.fetchone() == ("upcoming", timedelta(minutes=60), NADIA.id)
        assert (told(database, ALICE), told(database, MAYA)) == ([*before[0], "added"], [*before[1], "added"])
        assert told(database, BEA) == []

    def test_a_draft_is_told_to_nobody_until_it_is_announced(self, database: Database) -> None:
        before = told(database, ALICE)
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            made = schedule(connection, draft=True)
        assert told(database, ALICE) == before
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            connection.execute("update public.success_sessions set status = 'upcoming' where id = %s", [made])
        assert told(database, ALICE) == [*before, "added"]

    def test_a_mentor_hosts_their_own_whatever_they_name(self, database: Database) -> None:
        with database.acting_as(sign_in(database, MAYA)) as connection:
            made = schedule(connection, mentor=KENJI.id)
            assert ask(connection, "select mentor_id from public.success_sessions where id = %s", made) == MAYA.id

    @pytest.mark.parametrize("who", ["enzo", "farah", "marco", "tara", "alice"])
    def test_nobody_else_schedules(self, database: Database, who: str) -> None:
        with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
            schedule(connection)

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"start": soon(hours=-1)}, "session.in_the_past"),
            ({"start": None}, "session.in_the_past"),
            ({"end": soon(hours=1)}, "session.ends_too_early"),
            ({"mentor": NADIA.id}, "mentoring.not_a_mentor"),
            ({"mentor": OTTO.id}, "mentoring.not_a_mentor"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, database: Database, changed: dict, reason: str) -> None:
        with (
            database.acting_as(sign_in(database, NADIA)) as connection,
            pytest.raises(InvalidParameterValue, match=reason),
        ):
            schedule(connection, **changed)

    def test_a_room_holds_one_class_at_a_time(self, database: Database) -> None:
        start = soon(days=3)
        with database.acting_as(sign_in(database, NADIA)) as connection:
            schedule(connection, start=start, link="https://meet.example/a")
            with pytest.raises(UniqueViolation, match=r"session\.room_taken"):
                schedule(connection, start=start, link="https://meet.example/a")

    def test_another_schools_course_is_not_there(self, database: Database) -> None:
        with (
            database.acting_as(sign_in(database, NADIA)) as connection,
            pytest.raises(psycopg.errors.ForeignKeyViolation),
        ):
            schedule(connection, course=row_id(LAKESIDE, "course 1"), batch=None)


class TestEnding:
    def test_everybody_expected_has_a_row_absent_unless_marked(self, database: Database, kept) -> None:
        begin(database, kept)
        with database.acting_as(sign_in(database, MAYA)) as connection:
            assert ask(connection, MARK, kept, ALICE.student_id, "present", 50) is True
            assert ask(connection, "select private.complete_session(%s)", kept) is True
            assert ask(connection, "select private.complete_session(%s)", kept) is False
        with database.acting_as(sign_in(database, MAYA), keep=True) as connection:
            ask(connection, MARK, kept, ALICE.student_id, "late", 40)
            ask(connection, "select private.complete_session(%s)", kept)
        with database.acting_as(sign_in(database, NADIA)) as connection:
            expected = connection.execute(
                """select e.student_id from public.course_enrollments e join public.students s on s.id = e.student_id
                   where e.batch_id = %s and e.status = 'active' and s.lms_status = 'active'""",
                [BATCH],
            ).fetchall()
            rows = connection.execute(
                "select student_id, status from public.session_attendance where session_id = %s", [kept]
            ).fetchall()
        assert sorted(student for student, _ in rows) == sorted(student for (student,) in expected)
        assert dict(rows) | {ALICE.student_id: "absent"} == dict.fromkeys(dict(rows), "absent")
        assert dict(rows)[ALICE.student_id] == "late"

    def test_coming_is_something_the_learner_did(self, database: Database, kept) -> None:
        begin(database, kept)
        with database.acting_as(sign_in(database, MAYA)) as connection:
            ask(connection, MARK, kept, ALICE.student_id, "absent", None)
            ask(connection, MARK, kept, ALICE.student_id, "late", 20)
            ask(connection, MARK, kept, ALICE.student_id, "present", 50)
            done = connection.execute(
                """select count(*), count(enrollment_id) from public.user_activity_logs
                   where activity_type = 'session_attended' and reference_id = %s""",
                [kept],
            )
            assert done.fetchone() == (1, 1)

    def test_the_same_mark_again_changes_nothing(self, database: Database, kept) -> None:
        begin(database, kept)
        with database.acting_as(sign_in(database, MAYA)) as connection:
            assert ask(connection, MARK, kept, ALICE.student_id, "present", 50) is True
            assert ask(connection, MARK, kept, ALICE.student_id, "present", 50) is False

    def test_nobody_is_marked_and_nothing_ends_before_it_begins(self, database: Database, kept) -> None:
        for statement, values in (
            (MARK, (kept, ALICE.student_id, "present", 1)),
            ("select private.complete_session(%s)", (kept,)),
        ):
            with (
                database.acting_as(sign_in(database, NADIA)) as connection,
                pytest.raises(ObjectNotInPrerequisiteState, match=r"session\.not_begun"),
            ):
                ask(connection, statement, *values)

    def test_a_guest_is_marked_by_the_office_and_not_by_another_host(self, database: Database) -> None:
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            made = schedule(connection, course=row_id(NORTHGATE, "course 2"), batch=None)
        begin(database, made)
        with database.acting_as(sign_in(database, NADIA)) as connection:
            assert ask(connection, MARK, made, BEN.student_id, "present", 10) is True
        with database.acting_as(sign_in(database, MAYA)) as connection:
            assert ask(connection, MARK, made, ALICE.student_id, "present", 10) is True
            with pytest.raises(NoDataFound):
                ask(connection, MARK, made, BEN.student_id, "present", 10)

    def test_the_class_of_another_host_or_school_is_missing(self, database: Database, kept) -> None:
        for who in (KENJI, "mallory"):
            with (
                database.acting_as(sign_in(database, who)) as connection,
                pytest.raises(NoDataFound, match=r"session\.missing"),
            ):
                ask(connection, "select private.complete_session(%s)", kept)

    def test_a_learner_of_another_school_is_missing(self, database: Database, kept) -> None:
        begin(database, kept)
        with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(NoDataFound):
            ask(connection, MARK, kept, BEA.student_id, "present", 10)


class TestCancelling:
    def test_it_is_told_once_with_its_reason_in_the_audit(self, database: Database, kept) -> None:
        cancel = "select private.cancel_session(%s, %s)"
        with database.acting_as(sign_in(database, MAYA), keep=True) as connection:
            assert ask(connection, cancel, kept, "Ill") is True
            assert ask(connection, cancel, kept, "Ill") is False
            reason = "select new_values ->> 'reason' from public.admin_logs where action = 'session_cancelled' and record_id = %s"
            assert ask(connection, reason, kept) == "Ill"
        assert told(database, ALICE)[-1] == "cancelled"

    def test_it_has_a_reason_and_nothing_follows_it(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, NADIA)) as connection:
            with pytest.raises(InvalidParameterValue, match=r"session\.reason_missing"), connection.transaction():
                ask(connection, "select private.cancel_session(%s, ' ')", kept)
            ask(connection, "select private.cancel_session(%s, 'Ill')", kept)
            with pytest.raises(ObjectNotInPrerequisiteState, match=r"session\.over"), connection.transaction():
                connection.execute("update public.success_sessions set start_time = now() where id = %s", [kept])
            with pytest.raises(ObjectNotInPrerequisiteState, match=r"session\.not_from_here"), connection.transaction():
                ask(connection, "select private.complete_session(%s)", kept)

    def test_enrolment_managers_hold_none(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, ENZO)) as connection, pytest.raises(InsufficientPrivilege):
            ask(connection, "select private.cancel_session(%s, 'Ill')", kept)


def test_the_job_opens_ends_and_reminds_once(database: Database) -> None:
    made = {}
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        for name, hours in (("past", 30), ("far", 200), ("tomorrow", 20), ("near", 2.5)):
            made[name] = schedule(connection, start=soon(hours=hours), course=None, batch=None)
    begin(database, made["past"], hours=3)
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        first = ask(worker, "select private.run_sessions()")
        again = ask(worker, "select private.run_sessions()")
        worker.commit()
    assert (first["begun"] >= 1, first["ended"] >= 1, first["reminded"] >= 2) == (True, True, True)
    assert again == {"begun": 0, "ended": 0, "reminded": 0}
    with database.as_owner() as owner:
        states = dict(
            owner.execute(
                "select id, status from public.success_sessions where id = any(%s)", [list(made.values())]
            ).fetchall()
        )
        rows = owner.execute("select count(*) > 0 from public.session_attendance where session_id = %s", [made["past"]])
        assert rows.fetchone() == (True,)
    assert [states[made[name]] for name in ("past", "far", "near")] == ["completed", "upcoming", "upcoming"]
    with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(InsufficientPrivilege):
        ask(connection, "select private.run_sessions()")
