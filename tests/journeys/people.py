"""More learners than a page holds, so that a list can be searched, sorted and turned."""

from __future__ import annotations

import psycopg

from tests.cast import KENJI, MAYA, NADIA, NORTHGATE
from tests.school import row_id

PER_MENTOR = 40


def plant_learners(connection: psycopg.Connection) -> None:
    """Enrol learners "Pupil 1" to "Pupil 80" of Northgate in its first course, half of them Maya's, half Kenji's."""
    for number in range(1, 2 * PER_MENTOR + 1):
        mentor = MAYA if number <= PER_MENTOR else KENJI
        values = {
            "org": NORTHGATE.id,
            "user": row_id(NORTHGATE, f"pupil user {number}"),
            "student": row_id(NORTHGATE, f"pupil {number}"),
            "email": f"pupil-{number}@northgate.example",
            "name": f"Pupil {number}",
            "mentor": mentor.id,
            "head": NADIA.id,
            "course": row_id(NORTHGATE, "course 1"),
            "batch": row_id(NORTHGATE, "batch 1"),
            "recording": row_id(NORTHGATE, "recording 1.1"),
            "watched": number % 2 == 0,
        }
        for statement in (_USER, _ROLE, _STUDENT, _ENROLLMENT, _WATCHED):
            connection.execute(statement, values)


def plant_work(connection: psycopg.Connection) -> None:
    """Let work of two of Maya's pupils wait for a decision; nobody is told, as of work that a file brought."""
    values = {"org": NORTHGATE.id, "work": row_id(NORTHGATE, "assignment 1.2")}
    for number in (1, 2):
        connection.execute(
            _WORK, {**values, "student": row_id(NORTHGATE, f"pupil {number}"), "hours": 60 - 30 * (number - 1)}
        )


_WORK = """insert into public.student_assignments (organization_id, student_id, assignment_id, version, submission_text, links, submitted_at, origin)
    values (%(org)s, %(student)s, %(work)s, 1, 'Five pages, and which one sells first.', '["https://shop.example/five"]',
            now() - %(hours)s * interval '1 hour', 'import')"""
_USER = "insert into public.users (id, organization_id, email, full_name, role) values (%(user)s, %(org)s, %(email)s, %(name)s, 'student')"
_ROLE = "insert into public.user_roles (organization_id, user_id, role) values (%(org)s, %(user)s, 'student')"
_STUDENT = """insert into public.students (id, organization_id, user_id, mentor_id)
    values (%(student)s, %(org)s, %(user)s, %(mentor)s)"""
_ENROLLMENT = """insert into public.course_enrollments
    (organization_id, student_id, course_id, batch_id, enrolled_at, payment_status, list_price, final_price, currency)
    values (%(org)s, %(student)s, %(course)s, %(batch)s, '2026-02-02 09:00+00', 'paid', 3000, 3000, 'PKR')"""
_WATCHED = """insert into public.student_recordings
    (organization_id, student_id, recording_id, watched_duration, completion_percentage, last_watched_at)
    select %(org)s, %(student)s, %(recording)s, 600, 100, '2026-02-10 12:00+00' where %(watched)s"""
