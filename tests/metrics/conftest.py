"""Transactions of the readers of figures, and one loop for many examples."""

from __future__ import annotations

import asyncio

import pytest

from growthos_ui import db
from growthos_ui.db.engine import make_engine
from tests.cast import NORTHGATE
from tests.database import clone, sign_in
from tests.journeys.people import plant_learners
from tests.school_ground import row_id

NOON = "2026-02-15 12:00+05"
# Every pupil's place in the course has one of four statuses; most did something on one of the last 20 days, and every
# sixth has an act dated after today, as a wrong clock writes them.
_STATUSES = """
    update public.course_enrollments e
    set status = (array['active', 'completed', 'paused', 'cancelled'])[1 + (n.number - 1) %% 4]
    from (select p.id, row_number() over (order by p.assignments_approved desc, p.id) as number from dashboard.student_progress p
          where p.organization_id = %(org)s) n
    where n.id = e.id"""
_ACTS = """
    insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
    select p.organization_id, p.user_id, p.student_id, 'video_watched', day.at, 'course_enrollments', p.id
    from (select *, row_number() over (order by id) as number from dashboard.student_progress where organization_id = %(org)s) p
    cross join lateral (values (%(noon)s::timestamptz - make_interval(days => (p.number %% 20)::int)),
                               (%(noon)s::timestamptz - make_interval(days => (p.number %% 13)::int + 7)),
                               (case when p.number %% 6 = 0 then %(noon)s::timestamptz + interval '2 days' end)) day (at)
    where day.at is not null and p.number %% 5 > 0 and p.id not in (select id from quiet)"""
# Four who are active do nothing of all this; two of them did something long ago, two never began.
_QUIET = """
    create temp table quiet as
    select id, student_id, user_id, organization_id, row_number() over (order by id) as number
    from dashboard.student_progress
    where organization_id = %(org)s and enrollment_status = 'active' and last_activity_at is null order by id limit 4"""
_LONG_AGO = """
    insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
    select organization_id, user_id, student_id, 'video_watched', %(noon)s::timestamptz - interval '40 days', 'course_enrollments', id
    from quiet where number <= 2"""
# Some whose work is approved have seen everything too: at 80 percent and not completed.
_WATCHED = """
    insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage, completed_at, origin)
    select e.organization_id, e.student_id, r.id, 100, %(noon)s, 'import'
    from public.course_enrollments e
    join public.available_lessons l on l.course_id = e.course_id
    join public.lesson_recordings r on r.lesson_id = l.id
    join dashboard.student_progress p on p.id = e.id and p.assignments_approved > 0
    where e.organization_id = %(org)s and e.status = 'active'
    on conflict (organization_id, student_id, recording_id) do nothing"""
# Everybody has started the first two recordings of the course, each to another percent, and most have rated what they saw.
_STARTED = """
    insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage, origin)
    select r.organization_id, s.id, r.id, (row_number() over (order by s.id, r.id) * 7) %% 101, 'import'
    from public.students s join public.lesson_recordings r on r.organization_id = s.organization_id
    where s.organization_id = %(org)s and r.title in ('Recording 1.1', 'Recording 1.2')
      and s.id not in (select student_id from quiet)
    on conflict (organization_id, student_id, recording_id) do nothing"""
_RATED = """
    insert into public.video_ratings (organization_id, student_id, recording_id, rating, feedback_text)
    select w.organization_id, w.student_id, w.recording_id, 1 + (row_number() over (order by w.id)) %% 5, 'So'
    from public.student_recordings w where w.organization_id = %(org)s and w.completed_at is not null
    on conflict (organization_id, student_id, recording_id) do nothing"""
# Of those whose place is completed, every other one is so on a day that is known.
_DATED = """
    update public.course_enrollments e set completed_at = e.enrolled_at + make_interval(days => n.number::int * 9)
    from (select c.id, row_number() over (order by c.id) as number from public.course_enrollments c
          where c.organization_id = %(org)s and c.status = 'completed') n
    where n.id = e.id and n.number %% 2 = 0"""
# Of four installments one is overdue with a late fee, after a part of it went back; one is due soon and credited; one is
# scheduled; of one the rest is written off.
_DUE_SOON = """update public.installment_plans set issue_date = '2026-02-02', due_date = '2026-02-18' where id = %s"""
_LATE_FEE = (
    """update public.installment_plans set penalty_amount = 75, penalty_applied_on = '2026-02-14' where id = %s"""
)
_RETURNED = """select private.refund_payments(jsonb_build_array(jsonb_build_object('installment', %s::uuid, 'amount', 100)), 'cash', 'A test.',
    private.today(), true, true, null, null, null)"""
_CREDITED = "select private.credit_installment(%s, 10, 'A test.')"
_GIVEN_UP = "select private.write_off_installment(%s, 'A test.')"
# Of six versions of work, in a course that nobody is enrolled in, one waits too long, one is in time, and four were decided, today and before.
_HANDED_IN = """
    insert into public.student_assignments (organization_id, student_id, assignment_id, version, submission_text, submitted_at)
    select s.organization_id, s.id, a.id, 1, 'Five pages.', %(noon)s::timestamptz - hours * interval '1 hour'
    from (values ('Alice', '2.2', 70), ('Alice', '2.1', 20), ('Ben', '2.2', 30), ('Ben', '2.1', 40), ('Omar', '2.2', 50), ('Omar', '2.1', 3))
      as work (who, title, hours)
    join public.students s on s.organization_id = %(org)s and split_part(s.full_name, ' ', 1) = who
    join public.assignments a on a.organization_id = %(org)s and a.title = 'Work ' || work.title"""
_REVIEWED = """
    update public.student_assignments w
    set status = (array['approved', 'declined'])[1 + n.number %% 2], feedback = 'So.', score = n.number,
        graded_at = %(noon)s::timestamptz - make_interval(hours => n.number::int * 4)
    from (select v.id, row_number() over (order by v.submitted_at) as number from public.student_assignments v
          where v.organization_id = %(org)s and v.status = 'pending') n
    where n.id = w.id and n.number between 2 and 5"""
# Of the tickets of the small school, which staff have answered, some are open and late, some are being worked on, the rest is resolved.
_TICKETS = """
    update public.support_tickets t
    set status = (array['in_progress', 'open', 'resolved'])[1 + (n.number %% 3)::int], created_at = %(noon)s::timestamptz - interval '2 days',
        sla_due_at = %(noon)s::timestamptz - interval '1 day', resolved_at = case when n.number %% 3 = 2 then %(noon)s::timestamptz end,
        first_response_at = case when n.number %% 3 <> 1 then %(noon)s::timestamptz - make_interval(hours => 40 + n.number::int) end
    from (select id, row_number() over (order by id) as number from public.support_tickets where organization_id = %(org)s) n
    where n.id = t.id"""
# One session of the small school has begun.
_BEGUN = """
    insert into public.success_sessions (organization_id, title, start_time, end_time, status)
    values (%(org)s, 'Now', %(noon)s::timestamptz - interval '10 minutes', %(noon)s::timestamptz + interval '50 minutes', 'live')"""
READERS = ("sam", "nadia", "maya", "kenji", "tara", "vera", "enzo", "farah", "mallory", "otto")


def move_money(made):
    """Let money go back, be credited and be given up, through the functions that do it."""
    alices, bens = ([row_id(NORTHGATE, f"part {number} {who}") for number in (1, 2)] for who in ("alice", "ben"))
    with made.as_owner() as owner:
        owner.execute(_DUE_SOON, [alices[1]])
        owner.execute(_LATE_FEE, [alices[0]])
    with made.acting_as(sign_in(made, "nadia"), keep=True) as office:
        for statement, part in (
            (_RETURNED, alices[0]), (_RETURNED, bens[0]), (_CREDITED, alices[1]), (_GIVEN_UP, bens[0]),
        ):  # fmt: skip
            office.execute(statement, [part])


class Reading:
    """Runs one coroutine at a time in the name of somebody."""

    def __init__(self, database):
        self.engine = make_engine(database.app_url)
        self.actors = {key: sign_in(database, key) for key in READERS}
        self.runner = asyncio.Runner()

    def run(self, key, ask_about):
        """Return what `ask_about(tx)` finds as this person."""

        async def acting():
            async with db.acting_as(self.actors[key], engine=self.engine) as tx:
                return await ask_about(tx)

        return self.runner.run(acting())

    def close(self):
        self.runner.run(self.engine.dispose())
        self.runner.close()


@pytest.fixture(scope="module")
def database(server, template):
    """A school with learners of every kind, on a day that stands still."""
    made = clone(server, template=template)
    with made.as_owner() as owner:
        plant_learners(owner)
        owner.execute("update dashboard.installation set frozen_at = %s", [NOON])
        owner.execute(_STATUSES, {"org": NORTHGATE.id})
        for statement in (
            _QUIET,
            _ACTS,
            _LONG_AGO,
            _WATCHED,
            _STARTED,
            _RATED,
            _DATED,
            _HANDED_IN,
            _REVIEWED,
            _TICKETS,
            _BEGUN,
        ):
            owner.execute(statement, {"org": NORTHGATE.id, "noon": NOON})
    move_money(made)
    yield made
    server.drop_database(made.name)


@pytest.fixture(scope="module")
def reading(database):
    opened = Reading(database)
    yield opened
    opened.close()
