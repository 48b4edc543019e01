"""Acts that leave a trace, done as a member of the cast."""

from __future__ import annotations

from tests.cast import ALICE, NORTHGATE
from tests.database import sign_in
from tests.school import row_id


def rename_course(database, key, title):
    """Give Northgate's first course another title, as this person, and keep it."""
    with database.acting_as(sign_in(database, key), keep=True) as connection:
        connection.execute("update public.courses set title = %s where id = %s", [title, row_id(NORTHGATE, "course 1")])


def note_about_alice(database):
    """Write a line about Alice into the audit, as a job would, with what it moved her from and to."""
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.admin_logs (organization_id, action, table_name, target_student_id, old_values, new_values, description)
               values (%s, 'auto_suspended', 'students', %s, '{"lms_status": "active"}', '{"lms_status": "suspended"}', 'Suspended by rule.')""",
            [NORTHGATE.id, ALICE.student_id],
        )
