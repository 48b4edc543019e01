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
               select organization_id, 'auto_suspended', 'students', student_id, '{"lms_status": "active"}',
                      jsonb_build_object('lms_status', 'suspended', 'installment_id', id), 'Suspended by rule.'
               from public.installment_plans where organization_id = %s and student_id = %s and installment_number = 1 limit 1""",
            [NORTHGATE.id, ALICE.student_id],
        )
