"""Acts are counted as they are written down, whoever else is writing; a learner's go along to another mentor."""

import psycopg

from growthos_ui.db import checks
from tests.cast import ALICE, KENJI, NADIA, NORTHGATE

NOTE = """insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, visibility)
    values (%(org)s, %(user)s, %(student)s, 'admin_note', 'staff')"""
VALUES = {"org": NORTHGATE.id, "user": ALICE.id, "student": ALICE.student_id}
COUNTED = """select coalesce(sum(acts), 0) from dashboard.activity_figures
    where user_id = %(user)s and activity_type = 'admin_note' and mentor_id is not distinct from %(mentor)s"""


def counted(connection, mentor=None):
    (found,) = connection.execute(COUNTED, {**VALUES, "mentor": mentor}).fetchone()
    return found


def test_two_who_write_about_one_person_do_not_wait_for_each_other(database):
    with database.as_owner() as owner:
        mentor = owner.execute("select mentor_id from public.students where id = %s", [ALICE.student_id]).fetchone()[0]
        before = counted(owner, mentor)
    with psycopg.connect(database.owner_url) as one, psycopg.connect(database.owner_url) as other:
        other.execute("set lock_timeout = '1s'")
        for each in (one, other, one):
            each.execute(NOTE, VALUES)
        other.commit()
        one.commit()
    with database.as_owner() as owner:
        assert counted(owner, mentor) == before + 3
    assert "Acts are counted under their person" not in checks.run(database.owner_url)


def test_what_was_counted_goes_along_to_another_mentor(database):
    moved = """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
        values (%s, %s, %s, %s)"""
    with database.as_owner() as owner:
        owner.execute(NOTE, VALUES)
        owner.execute(moved, [NORTHGATE.id, ALICE.student_id, KENJI.id, NADIA.id])
        assert counted(owner, KENJI.id) > 0
    assert "Acts are counted under their person" not in checks.run(database.owner_url)


def test_an_import_of_many_acts_counts_every_one(database):
    with database.as_owner() as owner:
        before = counted(owner, KENJI.id)
        owner.execute(NOTE.replace("values (", "select ").rstrip(")") + " from generate_series(1, 120)", VALUES)
        assert counted(owner, KENJI.id) == before + 120
    assert "Acts are counted under their person" not in checks.run(database.owner_url)
