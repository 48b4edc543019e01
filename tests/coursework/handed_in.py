"""Work that waits for a decision, for the tests of reviewing."""

from __future__ import annotations

from contextlib import contextmanager

from tests.cast import ALICE, BEN, NORTHGATE
from tests.database import clone
from tests.school import row_id

# Of each of three students a version that waits: too long, nearly too long, in time.
WAITS = """
    insert into public.student_assignments as v (organization_id, student_id, assignment_id, version, submission_text, links, submitted_at)
    select %(org)s, w.student, %(work)s, 1, w.said, w.links::jsonb, private.now() - w.hours * interval '1 hour'
    from (values (%(alice)s::uuid, E'Five pages.\\n\\n<b>Not bold.</b>', '["https://shop.example/a", "javascript:alert(1)", "https://[x"]', 60),
                 (%(ben)s::uuid, 'Two pages.', '[]', 39.5), (%(omar)s::uuid, 'One page.', '[]', 2.5)) as w (student, said, links, hours)"""
WORK = row_id(NORTHGATE, "assignment 1.2")
OMAR = row_id(NORTHGATE, "student omar")


@contextmanager
def handed_in(server, template):
    """A school in which three versions of one assignment wait."""
    made = clone(server, template=template)
    with made.as_owner() as owner:
        ids = {"alice": ALICE.student_id, "ben": BEN.student_id, "omar": OMAR}
        owner.execute(WAITS, {"org": NORTHGATE.id, "work": WORK, **ids})
        owner.execute("update public.assignments set instructions = 'Publish five pages.' where id = %s", [WORK])
    yield made
    server.drop_database(made.name)


def waiting_in(database):
    """Return the versions that wait, by the student's first name."""
    with database.as_owner() as owner:
        rows = owner.execute(
            """select lower(split_part(s.full_name, ' ', 1)), v.id::text from public.student_assignments v
               join public.students s on s.id = v.student_id where v.assignment_id = %s and v.status = 'pending'""",
            [WORK],
        ).fetchall()
    return dict(rows)
