"""What the small school's desk knows of each learner's debt: what was promised and became of it, a call, and a pause."""

from uuid import UUID

import psycopg

from tests.cast import School
from tests.school_ground import row_id, run


def add_collections(connection: psycopg.Connection, school: School, key: str, student_id: UUID) -> None:
    """Enter a promise that was kept, one in part, one that was broken and one that is open; a call, and a week of pause."""
    parts = {f"part_{number}": row_id(school, f"part {number} {key}") for number in (1, 2)}
    for statement in (_PROMISES, _CONTACT, _PAUSE):
        run(connection, school, statement, student=student_id, **parts)


_PROMISES = """insert into dashboard.promises (organization_id, installment_id, amount, made_on, promised_for, taken_by)
    values (%(org)s, %(part_1)s, 1500, '2026-02-03', '2026-02-06', %(head)s),
           (%(org)s, %(part_1)s, 1600, '2026-02-04', '2026-02-06', %(head)s),
           (%(org)s, %(part_2)s, 500, '2026-02-09', '2026-02-12', %(head)s),
           (%(org)s, %(part_2)s, 500, '2026-02-13', '2026-02-20', %(head)s)"""
_CONTACT = """insert into dashboard.collection_contacts (organization_id, student_id, channel, outcome, made_on, made_at, made_by)
    values (%(org)s, %(student)s, 'phone', 'promised', '2026-02-09', '2026-02-09 09:00+00', %(head)s)"""
_PAUSE = """insert into dashboard.reminder_pauses (organization_id, student_id, starts_on, ends_on, reason, made_by, made_at)
    values (%(org)s, %(student)s, '2026-02-09', '2026-02-16', 'They promised.', %(head)s, '2026-02-09 09:00+00')"""
