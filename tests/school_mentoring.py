"""The live classes of the small school, who came, who was written to, and what was reached."""

from uuid import UUID

import psycopg

from tests.cast import KENJI, MAYA, OTTO, School
from tests.school_ground import MENTORS, row_id, run

# Whose class each learner came to; one came as a guest, one to the class of everybody.
CLASS_OF = {"alice": MAYA.id, "ben": KENJI.id, "omar": KENJI.id, "bea": OTTO.id}


def add_sessions(connection: psycopg.Connection, school: School) -> None:
    """Add a class for everybody, one that nobody was told of, and one of the first batch for each mentor."""
    ids = {"course": row_id(school, "course 1"), "batch": row_id(school, "batch 1")}
    nobody = {"course": None, "batch": None, "mentor": None}
    run(connection, school, _SESSION, id=row_id(school, "session open"), status="upcoming", title="Open hour", **nobody)
    run(connection, school, _SESSION, id=row_id(school, "session draft"), status="draft", title="Not yet", **nobody)
    for mentor in MENTORS[school.slug]:
        held = row_id(school, f"session {mentor.id}")
        run(connection, school, _SESSION, id=held, status="completed", title="Week 1", mentor=mentor.id, **ids)


_SESSION = """insert into public.success_sessions (id, organization_id, title, course_id, batch_id, mentor_id, start_time, status)
    values (%(id)s, %(org)s, %(title)s, %(course)s, %(batch)s, %(mentor)s, '2026-02-11 15:00+00', %(status)s)"""


def add_care(connection: psycopg.Connection, school: School, key: str, student_id: UUID) -> None:
    """Let the learner come to a class, be at risk for a while, be written to after a quiet week, and reach a milestone."""
    values = {"student": student_id, "session": row_id(school, f"session {CLASS_OF.get(key, 'open')}")}
    for statement in (_ATTENDANCE, _MESSAGE, _MILESTONE, _EPISODE):
        run(connection, school, statement, **values)


_ATTENDANCE = """insert into public.session_attendance
    (organization_id, session_id, student_id, status, joined_at, minutes_attended)
    values (%(org)s, %(session)s, %(student)s, 'present', '2026-02-11 15:02+00', 55)"""
_MESSAGE = """insert into public.student_recovery_messages
    (organization_id, student_id, recovery_cycle, attempt_number, channel, message_type, days_inactive, status, sent_at)
    values (%(org)s, %(student)s, 1, 1, 'email', 'first_attempt', 7, 'sent', '2026-02-20 09:00+00')"""
_MILESTONE = """insert into public.milestone_celebration (organization_id, student_id, milestone_key, milestone_type, points)
    values (%(org)s, %(student)s, 'first_steps', 'recording_watched', 10)"""
_EPISODE = """insert into dashboard.risk_episodes (organization_id, student_id, opened_on, closed_on, why_closed, reasons, checked_on)
    values (%(org)s, %(student)s, '2026-02-18', '2026-02-24', 'team', '{"no_login": {"value": 8, "needed": 7}}', '2026-02-24')"""
