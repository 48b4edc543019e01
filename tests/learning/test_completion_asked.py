"""What is done and how far a learner has come, asked of the database by those who may see the learner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from psycopg import errors

from tests.cast import ALICE, BEA, LAKESIDE, NORTHGATE
from tests.database import Database, sign_in
from tests.learning.sequence import Sequence
from tests.school import row_id

if TYPE_CHECKING:
    import psycopg

RECORDING, WORK = row_id(NORTHGATE, "recording 1.1"), row_id(NORTHGATE, "assignment 1.1")
COURSE, MODULE = row_id(NORTHGATE, "course 1"), row_id(NORTHGATE, "module 1")
QUESTIONS = {
    "select private.is_recording_completed(%s, %s)": (RECORDING, True),
    "select private.is_assignment_passed(%s, %s)": (WORK, True),
    "select private.is_module_completed(%s, %s)": (MODULE, False),
    "select private.is_course_completed(%s, %s)": (COURSE, False),
    "select allowed from private.has_course_access(%s, %s)": (COURSE, True),
    "select progress_pct from private.student_progress(%s, %s)": (COURSE, 50),
}


def answer(connection: psycopg.Connection, question: str, *bound: object) -> object:
    row = connection.execute(question, bound).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize("who", ["sam", "nadia", "enzo", "tara", "maya", "vera", "alice"])
def test_whoever_sees_the_learner_is_answered(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        for question, (about, expected) in QUESTIONS.items():
            # Support sees how far learners have come, and no work.
            hidden = who == "tara" and about == WORK
            assert answer(connection, question, ALICE.student_id, about) == (None if hidden else expected), question


@pytest.mark.parametrize("who", ["kenji", "marco", "ben", "mallory", "otto", "bea"])
def test_to_everybody_else_the_learner_is_nobody(database: Database, who: str) -> None:  # V28
    with database.acting_as(sign_in(database, who)) as connection:
        for question, (about, _) in QUESTIONS.items():
            assert answer(connection, question, ALICE.student_id, about) is None, question
            assert answer(connection, question, uuid4(), about) is None, question


def test_nothing_of_another_school_is_answered_through_ones_own_learner(database: Database) -> None:
    abroad = [
        row_id(LAKESIDE, what)
        for what in ("recording 1.1", "assignment 1.1", "module 1", "course 1", "course 1", "course 1")
    ]
    with database.acting_as(sign_in(database, "nadia")) as connection:
        found = [
            answer(connection, question, ALICE.student_id, about)
            for question, about in zip(QUESTIONS, abroad, strict=True)
        ]
    assert found == [False, False, None, None, False, None]


@pytest.mark.parametrize("who", ["growthos_app", "growthos_sign_in"])
def test_nobody_asks_before_they_are_somebody(database: Database, who: str) -> None:
    import psycopg

    with psycopg.connect(database.app_url if who == "growthos_app" else database.sign_in_url) as connection:
        for question, (about, _) in QUESTIONS.items():
            with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                connection.execute(question, [ALICE.student_id, about])


def test_without_a_course_all_courses_count_together(database: Database) -> None:
    with database.acting_as(sign_in(database, "nadia")) as connection:
        connection.execute("select private.enroll_student(%s, %s)", [ALICE.student_id, row_id(NORTHGATE, "course 2")])
        done = "select recordings_completed, recordings_in_scope, assignments_approved, assignments_in_scope, progress_pct from private.student_progress(%s)"
        assert connection.execute(done, [ALICE.student_id]).fetchone() == (1, 4, 1, 4, 25)
        assert connection.execute(done, [BEA.student_id]).fetchone() is None


@pytest.fixture
def sequence(database: Database) -> Iterator[Sequence]:
    """A fresh course of three recordings; nothing of it stays."""
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        yield Sequence(connection)


class TestTheRules:
    """The counts behind the questions, as the owner asks them."""

    FACTS = "select recordings || '/' || completed || ' ' || assignments || '/' || approved from private.learner_facts(%(who)s, %(course)s, %(part)s)"

    def facts(self, sequence: Sequence, part: object = None) -> str:
        return sequence.one(self.FACTS, part=part)

    def test_nothing_is_in_scope_without_a_place(self, sequence: Sequence) -> None:
        sequence.watch(1)
        assert self.facts(sequence) == "0/0 0/0"

    def test_only_what_is_active_is_in_scope(self, sequence: Sequence) -> None:
        sequence.enrol()
        sequence.watch(1)
        sequence.one(
            "update public.lesson_recordings set is_active = false where id = %(it)s", it=sequence.recordings[2]
        )
        assert self.facts(sequence) == "2/1 0/0"

    def test_work_of_a_module_hangs_on_its_recordings(self, sequence: Sequence) -> None:
        sequence.enrol()
        work = sequence.ask_for_work(1)
        sequence.one(
            "insert into public.assignments (organization_id, course_id, title) values (%(org)s, %(course)s, 'Of the whole course')"
        )
        sequence.decide(sequence.hand_in(work), "approved", 90)
        assert self.facts(sequence) == "3/0 2/1"
        assert self.facts(sequence, sequence.module) == "3/0 1/1"


class TestAccess:
    """The first thing that keeps a learner out, in the order in which it is asked."""

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ("select 1", None),
            (
                "update public.course_enrollments set payment_status = 'pending' where id = %(enrollment)s",
                "fees_not_cleared",
            ),
            ("update public.course_enrollments set payment_status = 'partial' where id = %(enrollment)s", None),
            ("update public.course_enrollments set status = 'completed' where id = %(enrollment)s", None),
            ("update public.course_enrollments set status = 'paused' where id = %(enrollment)s", "paused"),
            ("update public.course_enrollments set status = 'cancelled' where id = %(enrollment)s", "not_enrolled"),
            (
                "update public.course_enrollments set access_expires_at = now() - interval '1 day' where id = %(enrollment)s",
                "access_expired",
            ),
            ("update public.students set lms_status = 'suspended' where id = %(who)s", "suspended"),
            ("update public.students set lms_status = 'dropout' where id = %(who)s", "suspended"),
            ("update public.students set lms_status = 'inactive' where id = %(who)s", "fees_not_cleared"),
            ("update public.users set login_blocked = true where id = %(user)s", "account_closed"),
            ("update public.users set is_active = false where id = %(user)s", "account_closed"),
        ],
    )
    def test_the_reason_is_named(self, sequence: Sequence, change: str, reason: str | None) -> None:
        sequence.enrol()
        sequence.one(change, user=ALICE.id)
        assert sequence.one("select private.access_lock(%(who)s, %(course)s)") == reason


@pytest.mark.parametrize(
    ("who", "work"), [("nadia", "approved"), ("maya", "approved"), ("enzo", "approved"), ("tara", None)]
)
def test_locks_are_shown_with_the_work_to_those_who_may_read_it(database: Database, who: str, work: str | None) -> None:
    shown = "select place, is_open, reason, completed, assignment_status from private.learner_unlocks(%s, %s) order by place"
    with database.acting_as(sign_in(database, who)) as connection:
        found = connection.execute(shown, [ALICE.student_id, COURSE]).fetchall()
        assert connection.execute(shown, [ALICE.student_id, row_id(LAKESIDE, "course 1")]).fetchall() == []
    assert found == [(1, True, "already_watched", True, work), (2, True, "requirements_met", False, None)]


def test_the_order_of_a_course_is_the_one_that_unlocks_follow(database: Database) -> None:
    order = "select recording_id, place from private.recordings_in_order(%s) order by place"
    with database.acting_as(sign_in(database, "maya")) as connection:
        assert connection.execute(order, [COURSE]).fetchall() == [
            (RECORDING, 1),
            (row_id(NORTHGATE, "recording 1.2"), 2),
        ]
        assert connection.execute(order, [row_id(LAKESIDE, "course 1")]).fetchall() == []
