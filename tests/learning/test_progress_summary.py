"""The summaries are never stale: after any writes they equal a count from scratch, and the formula is the documented one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.cast import ALICE, KENJI, MAYA, NORTHGATE
from tests.database import Database
from tests.learning.counting import Counted, rows
from tests.school import row_id

SUMMARIES = ("student_progress", "learner_weeks", "student_words", "student_spellings", "student_contacts")
REFUSALS = (
    psycopg.IntegrityError,
    psycopg.errors.NoDataFound,
    psycopg.errors.InvalidParameterValue,
    psycopg.errors.ObjectNotInPrerequisiteState,
)
Write = Callable[[psycopg.Connection], object]
PLACES = st.sampled_from(["1.1", "1.2", "2.1", "2.2"])
COURSES = st.sampled_from([1, 2])
FIRST_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def learners() -> st.SearchStrategy[UUID]:
    """Any learner of Northgate."""
    return st.sampled_from([row_id(NORTHGATE, "student omar"), ALICE.student_id])


def write(statement: str, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Write]:
    """A statement with drawn values, as a function of a connection."""
    drawn = st.fixed_dictionaries(values)
    return drawn.map(lambda chosen: lambda connection: connection.execute(statement, {"org": NORTHGATE.id, **chosen}))


def ids(what: str, number: st.SearchStrategy[object]) -> st.SearchStrategy[UUID]:
    """The ids of the school's rows of a kind."""
    return number.map(lambda drawn: row_id(NORTHGATE, f"{what} {drawn}"))


MOMENTS = st.integers(0, 60 * 24 * 30).map(lambda minutes: FIRST_MONDAY + timedelta(minutes=minutes))


def what_learners_do() -> list[st.SearchStrategy[Write]]:
    """Watching, unwatching by repair, handing in, deciding."""
    percent = st.sampled_from([10, 50, 89.99, 90, 100])
    return [
        write(
            """insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage)
               values (%(org)s, %(who)s, %(recording)s, %(percent)s)
               on conflict (organization_id, student_id, recording_id)
               do update set completion_percentage = excluded.completion_percentage""",
            who=learners(), recording=ids("recording", PLACES), percent=percent,
        ),
        write("delete from public.student_recordings where student_id = %(who)s", who=learners()),
        write(
            """insert into public.student_assignments (organization_id, student_id, assignment_id, version, submission_text)
               values (%(org)s, %(who)s, %(work)s, 1, 'My work')""",
            who=learners(), work=ids("assignment", PLACES),
        ),
        write(
            """update public.student_assignments set status = %(status)s, score = %(score)s, feedback = 'So', graded_at = now()
               where student_id = %(who)s and status = 'pending'""",
            who=learners(), status=st.sampled_from(["approved", "declined"]), score=st.none() | st.integers(0, 100),
        ),
        write("delete from public.student_assignments where student_id = %(who)s and assignment_id = %(work)s",
              who=learners(), work=ids("assignment", PLACES)),
    ]  # fmt: skip


def what_becomes_of_learners() -> list[st.SearchStrategy[Write]]:
    """Being enrolled, changing status, being active, being graded."""
    return [
        write(
            """insert into public.course_enrollments (organization_id, student_id, course_id, payment_status)
               values (%(org)s, %(who)s, %(course)s, %(paid)s)""",
            who=learners(), course=ids("course", COURSES), paid=st.sampled_from(["pending", "paid"]),
        ),
        write("update public.course_enrollments set status = %(status)s, completed_at = null where student_id = %(who)s",
              who=learners(), status=st.sampled_from(["active", "paused", "cancelled"])),
        write(
            """insert into public.user_activity_logs
                   (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
               select organization_id, user_id, student_id, 'video_watched', %(at)s, 'course_enrollments', id
               from public.course_enrollments where student_id = %(who)s""",
            who=learners(), at=MOMENTS,
        ),
        write(
            """insert into public.student_performance
                   (organization_id, student_id, course_id, metric_type, metric_value, calculation_date)
               values (%(org)s, %(who)s, %(course)s, 'final_result', %(result)s, %(day)s)
               on conflict (organization_id, student_id, metric_type, calculation_date, course_id, module_number)
               do update set metric_value = excluded.metric_value""",
            who=learners(), course=ids("course", COURSES), result=st.integers(0, 3), day=MOMENTS.map(datetime.date),
        ),
        write("delete from public.student_performance where student_id = %(who)s", who=learners()),
    ]  # fmt: skip


def what_the_school_does() -> list[st.SearchStrategy[Write]]:
    """Switching content, adding and removing it, renaming people, moving mentors, changing weights and the zone."""
    flags = st.booleans()
    switch = "update public.{} set is_active = %(on)s where id = %(id)s"
    return [
        write(switch.format("lesson_recordings"), on=flags, id=ids("recording", PLACES)),
        write(switch.format("available_lessons"), on=flags, id=ids("lesson", PLACES)),
        write(switch.format("modules"), on=flags, id=ids("module", COURSES)),
        write(switch.format("assignments"), on=flags, id=ids("assignment", PLACES)),
        write("update public.assignments set max_score = %(most)s where id = %(id)s",
              most=st.sampled_from([100, 120, 300]), id=ids("assignment", PLACES)),
        write(
            """insert into public.lesson_recordings (organization_id, lesson_id, title, video_url, position)
               values (%(org)s, %(lesson)s, 'More', 'https://video.example/more', %(position)s)""",
            lesson=ids("lesson", PLACES), position=st.integers(2, 4),
        ),
        write("delete from public.lesson_recordings where position = %(position)s", position=st.integers(2, 4)),
        write(
            """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
               values (%(org)s, %(who)s, %(mentor)s, %(mentor)s)""",
            who=learners(), mentor=st.sampled_from([MAYA.id, KENJI.id]),
        ),
        write("update public.student_mentor_assignments set ended_at = now() where student_id = %(who)s and ended_at is null",
              who=learners()),
        write("update public.users set full_name = %(name)s where id = %(id)s",
              name=st.sampled_from(["Ann Lee", "Zoë O'Brien-Khan", "X Æ 12"]), id=st.sampled_from([MAYA.id, ALICE.id])),
        write("update public.students set lms_status = %(status)s where id = %(who)s",
              status=st.sampled_from(["inactive", "active", "suspended"]), who=learners()),
        write("update public.company_settings set settings = %(settings)s where organization_id = %(org)s",
              settings=st.sampled_from([0.6, 0.5, 1]).map(
                  lambda part: Jsonb({"learning": {"progress_weights": {"video": part, "assignment": round(1 - part, 1)}}}))),
        write("update public.organizations set timezone = %(zone)s where id = %(org)s",
              zone=st.sampled_from(["Asia/Karachi", "America/Lima"])),
    ]  # fmt: skip


WRITES = st.lists(
    st.one_of(*what_learners_do(), *what_becomes_of_learners(), *what_the_school_does()), min_size=1, max_size=25
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
@given(writes=WRITES)
def test_after_any_writes_the_summaries_equal_a_count_from_scratch(database: Database, writes: list[Write]) -> None:
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        for one in writes:
            # A write that the tables refuse is a write that did not happen.
            with (
                suppress(*REFUSALS),
                connection.transaction(),
            ):
                one(connection)
        assert_summaries_are_true(connection)


def assert_summaries_are_true(connection: psycopg.Connection) -> None:
    """Compare each summary with what Python counts from the bare rows."""
    counted = Counted(connection)
    expected = counted.progress()
    # The sort keys stay behind: Python has no moment for the key of the unknown, minus infinity.
    columns = ", ".join(["id", *next(iter(expected.values()))])
    found = {row["id"]: row for row in rows(connection, "dashboard.student_progress", columns)}
    assert found.keys() == expected.keys()
    for id_, facts in expected.items():
        assert {name: found[id_][name] for name in facts} == facts
        assert counted.enrollments[id_]["progress_percentage"] == facts["progress_pct"]
    weeks = rows(connection, "dashboard.learner_weeks")
    assert {(row["enrollment_id"], row["week"], row["mentor_id"]) for row in weeks} == counted.weeks()
    words = rows(connection, "dashboard.student_words")
    for id_, student in counted.students.items():
        mine = {row["word"] for row in words if row["student_id"] == id_}
        assert set(f"{student['full_name']} {student['student_code']}".lower().split()) <= mine
        assert {row["mentor_id"] for row in words if row["student_id"] == id_} == {student["mentor_id"]}


def test_a_recount_from_scratch_changes_nothing(database: Database) -> None:
    def summaries() -> list[list[str]]:
        whole = (f"select p::text from dashboard.{name} as p order by 1" for name in SUMMARIES)
        return [[text for (text,) in connection.execute(statement)] for statement in whole]

    with database.as_owner() as connection:
        before = summaries()
        (counted,) = connection.execute(
            "select private.recount_progress(array(select id from public.course_enrollments))"
        ).fetchone()
        assert counted == len(before[0])
        assert summaries() == before
        connection.rollback()


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ((6, 10, 2, 5), 52),  # V15: 6 of 10 videos, 2 of 5 assignments
        ((6, 10, 0, 0), 60),  # V16
        ((0, 0, 2, 5), 40),
        ((0, 0, 0, 0), None),  # nothing in scope is unknown, not zero
        ((1, 200, 0, 0), 1),  # a half goes up
        ((1, 3, 1, 80), 21),  # 20 + 0.5: two rounded quotients would say 20
        ((10, 10, 5, 5), 100),
    ],
)
def test_progress_mixes_the_two_parts_by_their_weights(
    database: Database, done: tuple[int, ...], expected: int | None
) -> None:
    with database.as_owner() as connection:
        mixed = connection.execute("select private.mixed_progress(%s, %s, %s, %s, 0.6, 0.4)", done).fetchone()
    assert mixed == (expected,)


def test_an_import_may_count_once_at_its_end_and_nobody_else_may_put_it_off(database: Database) -> None:
    activity = """insert into public.user_activity_logs
        (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
        select organization_id, user_id, student_id, 'video_watched', '2026-09-09 12:00+00', 'course_enrollments', id
        from public.course_enrollments where id = %s"""
    enrollment = row_id(NORTHGATE, "enrollment alice")
    last = "select last_activity_at from dashboard.student_progress where id = %s"
    with database.as_owner() as connection:
        (before,) = connection.execute(last, [enrollment]).fetchone()
        connection.execute("set local growthos.counts_wait = 'on'")
        connection.execute(activity, [enrollment])
        assert connection.execute(last, [enrollment]).fetchone() == (before,)
        connection.execute("set local growthos.counts_wait = 'off'")
        connection.execute("select private.recount_progress(%s)", [[enrollment]])
        assert connection.execute(last, [enrollment]).fetchone() == (datetime(2026, 9, 9, 12, tzinfo=UTC),)
        connection.rollback()


def test_an_act_on_a_recording_counts_for_the_place_in_its_course(database: Database) -> None:
    with database.as_owner() as connection:
        (enrollment,) = connection.execute(
            """insert into public.user_activity_logs
                   (organization_id, user_id, student_id, activity_type, reference_table, reference_id, enrollment_id)
               values (%s, %s, %s, 'video_watched', 'lesson_recordings', %s, %s) returning enrollment_id""",
            [NORTHGATE.id, ALICE.id, ALICE.student_id, row_id(NORTHGATE, "recording 1.2"), uuid5(ALICE.id, "a lie")],
        ).fetchone()
        connection.rollback()
    assert enrollment == row_id(NORTHGATE, "enrollment alice")


def test_two_writers_of_one_learner_at_once_are_both_counted(database: Database) -> None:
    watch = """insert into public.student_recordings (organization_id, student_id, recording_id, completed_at, origin)
        values (%s, %s, %s, now(), 'import')"""
    recordings = [row_id(NORTHGATE, "recording 2.1"), row_id(NORTHGATE, "recording 2.2")]
    enrollment = uuid5(ALICE.student_id, "course 2")
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.course_enrollments (id, organization_id, student_id, course_id, payment_status)
               values (%s, %s, %s, %s, 'paid')""",
            [enrollment, NORTHGATE.id, ALICE.student_id, row_id(NORTHGATE, "course 2")],
        )
    with database.as_owner() as first, ThreadPoolExecutor(1) as elsewhere:
        first.execute(watch, [NORTHGATE.id, ALICE.student_id, recordings[0]])

        def second_writer() -> None:
            with database.as_owner() as second:
                second.execute(watch, [NORTHGATE.id, ALICE.student_id, recordings[1]])

        writing = elsewhere.submit(second_writer)
        wait_until_somebody_waits(database)
        first.commit()
        writing.result(timeout=10)
        found = "select recordings_completed from dashboard.student_progress where id = %s"
        assert first.execute(found, [enrollment]).fetchone() == (2,)


def wait_until_somebody_waits(database: Database) -> None:
    """Return once a connection to this database waits for a lock."""
    waiting = (
        "select exists (select from pg_locks join pg_stat_activity using (pid) where datname = %s and not granted)"
    )
    with psycopg.connect(database.owner_url, autocommit=True) as watcher:
        for _ in range(100_000):
            if watcher.execute(waiting, [database.name]).fetchone() == (True,):
                return
    pytest.fail("The second writer never waited for the first.")
