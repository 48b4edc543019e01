"""A pathway is one bill over several courses, which go where it goes and complete it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from psycopg import DatabaseError
from psycopg.types.json import Jsonb

from tests.cast import NORTHGATE
from tests.database import Database, sign_in
from tests.school import row_id

if TYPE_CHECKING:
    import psycopg

ENROL = "select private.enroll_student(%s, %s, %s, %s)"
CANCEL = "select private.cancel_enrollment(%s, %s)"
OMAR = row_id(NORTHGATE, "student omar")
FIRST, SECOND = row_id(NORTHGATE, "course 1"), row_id(NORTHGATE, "course 2")


def enrol(connection: psycopg.Connection, course: UUID = SECOND, batch: UUID | None = None, **options: object) -> UUID:
    return connection.execute(ENROL, [OMAR, course, batch, Jsonb(options)]).fetchone()[0]


def refusal(connection: psycopg.Connection, statement: str, *bound: object) -> str:
    """Return the reason why it is refused, which it must be; nothing of it stays."""
    with pytest.raises(DatabaseError) as refused, connection.transaction():
        connection.execute(statement, bound)
    return refused.value.diag.message_primary


def pathway(database: Database) -> UUID:
    """Add a pathway of both courses to the school."""
    with database.as_owner() as owner:
        return owner.execute(
            """insert into public.courses (organization_id, title, kind, component_course_ids, price, currency)
               values (%s, 'Both', 'pathway', %s, 5000, 'PKR') returning id""",
            [NORTHGATE.id, [FIRST, SECOND]],
        ).fetchone()[0]


def given_by_the_owner(owner: psycopg.Connection, course: UUID, paid: str) -> UUID:
    """Give Omar a place in a pathway, and those in its courses."""
    (made,) = owner.execute(
        """insert into public.course_enrollments (organization_id, student_id, course_id, payment_status)
           values (%s, %s, %s, %s) returning id""",
        [NORTHGATE.id, OMAR, course, paid],
    ).fetchone()
    owner.execute("select private.work_for(%s)", [NORTHGATE.id])
    owner.execute("select private.enrol_in_parts(%s)", [made])
    return made


class TestPathways:
    """A pathway is one bill over several courses, and its courses go where it goes."""

    def test_it_brings_the_courses_that_the_learner_is_not_in(self, database: Database) -> None:
        both = pathway(database)
        with database.acting_as(sign_in(database, "nadia")) as connection:
            made = enrol(connection, both)
            parts = connection.execute(
                """select course_id, source, final_price, payment_status from public.course_enrollments
                   where parent_enrollment_id = %s""",
                [made],
            ).fetchall()
            assert parts == [(SECOND, "pathway", 0, "pending")]

    def test_its_courses_are_cancelled_with_it_and_not_without_it(self, database: Database) -> None:
        both = pathway(database)
        with database.acting_as(sign_in(database, "nadia")) as connection:
            made = enrol(connection, both, free=True, reason="Staff child")
            (part,) = connection.execute(
                "select id from public.course_enrollments where parent_enrollment_id = %s", [made]
            ).fetchone()
            assert refusal(connection, CANCEL, part, "Only this") == "enrolment.part_of_a_pathway"
            assert connection.execute(CANCEL, [made, "Moved away"]).fetchone() == (
                {"enrollment_id": str(made), "parts": 1},
            )
            states = connection.execute(
                "select distinct status from public.course_enrollments where id = any (%s)", [[made, part]]
            )
            assert states.fetchall() == [("cancelled",)]

    @pytest.mark.parametrize(
        ("change", "after"),
        [
            ("payment_status = 'partial'", ("active", "partial")),
            ("status = 'paused'", ("paused", "pending")),
            ("status = 'cancelled', payment_status = 'refunded'", ("cancelled", "refunded")),
        ],
    )
    def test_its_courses_follow_what_becomes_of_it(self, database: Database, change: str, after: tuple) -> None:
        both = pathway(database)
        with database.as_owner() as owner, owner.transaction(force_rollback=True):
            made = given_by_the_owner(owner, both, "pending")
            owner.execute(f"update public.course_enrollments set {change} where id = %s", [made])
            part = owner.execute(
                "select status, payment_status from public.course_enrollments where parent_enrollment_id = %s", [made]
            )
            assert part.fetchall() == [after]

    def test_it_is_completed_with_the_last_of_its_courses(self, database: Database) -> None:
        both = pathway(database)
        watch = """insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage)
            select organization_id, %s, id, 100 from public.lesson_recordings where organization_id = %s
            on conflict (organization_id, student_id, recording_id) do update set completion_percentage = 100"""
        states = "select c.title, e.status from public.course_enrollments e join public.courses c on c.id = e.course_id where e.student_id = %s order by 1"
        with database.as_owner() as owner, owner.transaction(force_rollback=True):
            owner.execute("update public.assignments set is_active = false where organization_id = %s", [NORTHGATE.id])
            owner.execute("update public.students set lms_status = 'active' where id = %s", [OMAR])
            given_by_the_owner(owner, both, "paid")
            assert dict(owner.execute(states, [OMAR]).fetchall()) == {
                "Both": "active",
                "Course 1": "active",
                "Course 2": "active",
            }
            owner.execute(watch, [OMAR, NORTHGATE.id])
            assert dict(owner.execute(states, [OMAR]).fetchall()) == dict.fromkeys(
                ("Both", "Course 1", "Course 2"), "completed"
            )
            state = owner.execute("select lms_status, lms_status_source from public.students where id = %s", [OMAR])
            assert state.fetchone() == ("complete", "completion")
