"""What the small school's desk knows of each learner's debt: a promise that nothing came on, a call, and a pause."""

from uuid import UUID

import psycopg

from tests.cast import School
from tests.school_ground import row_id, run


def add_collections(connection: psycopg.Connection, school: School, key: str, student_id: UUID) -> None:
    """Let the learner have promised 500 on the second half of the bill, after a call, with reminders paused for a week."""
    part = row_id(school, f"part 2 {key}")
    for statement in (_PROMISE, _CONTACT, _PAUSE):
        run(connection, school, statement, student=student_id, part=part)


_PROMISE = """insert into dashboard.promises (organization_id, installment_id, amount, made_on, promised_for, taken_by)
    values (%(org)s, %(part)s, 500, '2026-02-09', '2026-02-12', %(head)s)"""
_CONTACT = """insert into dashboard.collection_contacts (organization_id, student_id, channel, outcome, made_on, made_at, made_by)
    values (%(org)s, %(student)s, 'phone', 'promised', '2026-02-09', '2026-02-09 09:00+00', %(head)s)"""
_PAUSE = """insert into dashboard.reminder_pauses (organization_id, student_id, starts_on, ends_on, reason, made_by, made_at)
    values (%(org)s, %(student)s, '2026-02-09', '2026-02-16', 'They promised.', %(head)s, '2026-02-09 09:00+00')"""
