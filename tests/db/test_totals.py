"""Totals that are counted beforehand follow every write."""

from growthos_ui.db import checks
from tests.cast import ALICE, KENJI, NADIA, NORTHGATE
from tests.finance.bills import pass_night
from tests.school import row_id

WORK = """insert into public.student_assignments (organization_id, student_id, assignment_id, version, origin)
    values (%(org)s, %(student)s, %(work)s, 1, 'import')"""
DECIDED = """update public.student_assignments set status = 'approved', score = 70, graded_at = now()
    where student_id = %(student)s and status = 'pending'"""
ACTIVITY = """insert into public.user_activity_logs
      (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
    select organization_id, user_id, student_id, 'video_watched', now() - n * interval '1 week', 'course_enrollments', id
    from public.course_enrollments cross join generate_series(0, 3) n where student_id = %(student)s"""
WATCHED = """insert into public.student_recordings
      (organization_id, student_id, recording_id, completion_percentage, last_watched_at, origin)
    select organization_id, student_id, %(recording)s, 40, now(), 'import'
    from public.course_enrollments where student_id = %(student)s limit 1
    on conflict (organization_id, student_id, recording_id) do update set completion_percentage = 40"""
FURTHER = """update public.student_recordings set completion_percentage = 95, completed_at = now()
    where student_id = %(student)s and recording_id = %(recording)s"""
WITHDRAWN = "update public.course_enrollments set status = 'paused' where student_id = %(student)s"
UNWATCHED = "delete from public.student_recordings where student_id = %(student)s"
MOVED = """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
    values (%(org)s, %(student)s, %(mentor)s, %(head)s)"""
REBATCHED = "update public.course_enrollments set batch_id = null where student_id = %(student)s"
REMOVED = "delete from public.student_assignments where student_id = %(student)s"
WRITES = {
    "work handed in": WORK,
    "work decided": DECIDED,
    "activity": ACTIVITY,
    "a recording begun": WATCHED,
    "watched further": FURTHER,
    "another mentor": MOVED,
    "withdrawn": WITHDRAWN,
    "no batch any more": REBATCHED,
    "work removed": REMOVED,
    "watching removed": UNWATCHED,
}


def write(database, statement):
    values = {"student": ALICE.student_id, "org": NORTHGATE.id, "mentor": KENJI.id, "head": NADIA.id}
    values["recording"] = row_id(NORTHGATE, "recording 1.2")
    values["work"] = row_id(NORTHGATE, "assignment 2.1")
    with database.as_owner() as owner:
        return owner.execute(statement, values).rowcount


def test_the_sums_follow_every_kind_of_write(database):
    pass_night(database)
    for about, statement in WRITES.items():
        assert write(database, statement), about
        assert checks.run(database.owner_url) == [], about


def test_a_place_that_the_last_learner_left_is_gone(database):
    write(database, WITHDRAWN)
    write(database, UNWATCHED)
    with database.as_owner() as owner:
        empty = owner.execute(
            """select (select count(*) from dashboard.progress_figures where enrolments = 0)
                    + (select count(*) from dashboard.watching_figures where starts = 0)"""
        ).fetchone()
    assert empty == (0,)
