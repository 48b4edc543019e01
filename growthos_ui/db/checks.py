"""`growthos check`: whether what is stored is what the facts say, and the law is the one that was applied."""

from __future__ import annotations

import psycopg
from rich.console import Console

from growthos_ui.db import catalogue
from growthos_ui.db.checking import Check
from growthos_ui.db.money_checks import MONEY_CHECKS

EXAMPLES = 3

# Each row of student_progress against the same row made again from the base tables. The columns are
# those of the function: generated ones follow from them.
_PROGRESS = """
    select 'enrolment ' || fresh.id
    from private.progress_of((select array_agg(e.id) from public.course_enrollments as e)) as fresh
    left join dashboard.student_progress as kept on kept.id = fresh.id
    where to_jsonb(fresh) is distinct from (
      select jsonb_object_agg(f.key, to_jsonb(kept) -> f.key) from jsonb_each(to_jsonb(fresh)) as f)
"""
_WEEKS = """
    with facts as (
      select distinct l.enrollment_id, date_trunc('week', l.occurred_at at time zone o.timezone)::date as week
      from public.user_activity_logs as l join public.organizations as o on o.id = l.organization_id
      where l.enrollment_id is not null)
    select coalesce('missing ' || f.enrollment_id, 'too many ' || w.enrollment_id) || ' in ' || coalesce(f.week, w.week)
    from facts as f full join dashboard.learner_weeks as w on w.enrollment_id = f.enrollment_id and w.week = f.week
    where f.week is null or w.week is null
"""
# A sum that came down to nothing may stay as a row of zeros.
_MARK_FIGURES = """
    with facts as (
      select organization_id, assignment_id, mentor_id, status, least(score_key, 0) as score_key, count(*) as marks,
             coalesce(sum(score), 0) as score
      from public.student_assignments
      group by organization_id, assignment_id, status, least(score_key, 0), grouping sets ((), (mentor_id))
      having grouping(mentor_id) = 1 or mentor_id is not null)
    select 'assignment ' || coalesce(f.assignment_id, k.assignment_id)
    from facts as f
    full join (select * from dashboard.mark_figures where (marks, score_sum) <> (0, 0)) as k
      on k.assignment_id = f.assignment_id and k.status = f.status and k.score_key = f.score_key
      and k.whose = coalesce(f.mentor_id, f.organization_id)
    where (f.marks, f.score) is distinct from (k.marks::bigint, k.score_sum::numeric)
"""
_WEEK_FIGURES = """
    with facts as (
      select organization_id, week, course_id, batch_id, mentor_id, count(*) as enrolments
      from dashboard.learner_weeks
      group by organization_id, week, course_id, batch_id, grouping sets ((), (mentor_id))
      having grouping(mentor_id) = 1 or mentor_id is not null)
    select 'week ' || coalesce(f.week, k.week)
    from facts as f
    full join (select * from dashboard.week_figures where enrolments <> 0) as k
      on k.week = f.week and k.course_id = f.course_id and k.whose = coalesce(f.mentor_id, f.organization_id)
      and coalesce(k.batch_id, k.course_id) = coalesce(f.batch_id, f.course_id)
    where f.enrolments is distinct from k.enrolments
"""
_PROGRESS_FIGURES = """
    with facts as (
      select organization_id, course_id, batch_id, mentor_id, enrollment_status, result, progress_key,
             last_activity_at is not null as is_started, count(*)::int as enrolments,
             coalesce(sum(video_tenths), 0) as videos, count(video_tenths)::int as with_videos,
             coalesce(sum(assignment_tenths), 0) as work, count(assignment_tenths)::int as with_work,
             coalesce(sum(average_score_tenths), 0) as score, count(average_score_tenths)::int as with_score
      from dashboard.student_progress
      group by organization_id, course_id, batch_id, enrollment_status, result, progress_key, last_activity_at is not null,
               grouping sets ((), (mentor_id))
      having grouping(mentor_id) = 1 or mentor_id is not null),
    kept as (
      select organization_id, course_id, batch_id, mentor_id, enrollment_status, result, progress_key, is_started, enrolments,
             video_sum, video_known, assignment_sum, assignment_known, average_sum, average_known
      from dashboard.progress_figures
      where (enrolments, video_sum, video_known, assignment_sum, assignment_known, average_sum, average_known)
            <> (0, 0, 0, 0, 0, 0, 0))
    select distinct 'course ' || d.course_id
    from ((table facts except table kept) union all (table kept except table facts)) as d
"""
_WATCHING_FIGURES = """
    with facts as (
      select organization_id, recording_id, mentor_id,
             case when watched_tenths < 250 then 0 when watched_tenths < 500 then 250 when watched_tenths < 750 then 500
                  when watched_tenths < 900 then 750 else 900 end as watched_tenths,
             completed_at is not null as is_completed, count(*)::int as starts
      from public.student_recordings
      group by organization_id, recording_id, completed_at is not null, 4, grouping sets ((), (mentor_id))
      having grouping(mentor_id) = 1 or mentor_id is not null),
    kept as (
      select organization_id, recording_id, mentor_id, watched_tenths, is_completed, starts
      from dashboard.watching_figures where starts <> 0)
    select distinct 'recording ' || d.recording_id
    from ((table facts except table kept) union all (table kept except table facts)) as d
"""
_ACTIVITY_FIGURES = """
    with facts as (
      select l.organization_id, l.student_id, l.user_id, case when l.student_id is null then l.user_id else s.mentor_id end as mentor_id,
             l.activity_type, l.visibility, count(*) as acts
      from public.user_activity_logs as l left join public.students as s on s.id = l.student_id
      group by l.organization_id, l.student_id, l.user_id, 4, l.activity_type, l.visibility),
    kept as (
      select organization_id, student_id, user_id, mentor_id, activity_type, visibility, sum(acts) as acts
      from dashboard.activity_figures group by organization_id, student_id, user_id, mentor_id, activity_type, visibility)
    select distinct 'person ' || d.user_id
    from ((table facts except table kept) union all (table kept except table facts)) as d
"""
_DOCUMENT_FIGURES = """
    with facts as (
      select d.organization_id, d.kind collate "C" as kind, d.issued_on, count(*)::int as documents
      from dashboard.documents as d group by 1, 2, 3)
    select distinct d.kind || ' of ' || d.issued_on
    from ((table facts except table dashboard.document_figures) union all (table dashboard.document_figures except table facts)) as d
"""
_STANDS = """
    select 'watching ' || w.id
    from public.student_recordings as w
    join public.lesson_recordings as r on r.id = w.recording_id
    join public.available_lessons as l on l.id = r.lesson_id
    where (w.course_id, w.module_id) is distinct from (l.course_id, l.module_id)
"""
_MENTORS = """
    select 'student ' || s.student_code
    from public.students as s
    left join public.student_mentor_assignments as a on a.student_id = s.id and a.ended_at is null
    where s.mentor_id is distinct from a.mentor_id
"""
_COPIES = """
    select 'enrolment ' || e.id
    from public.course_enrollments as e join public.students as s on s.id = e.student_id
    where (e.mentor_id, e.user_id, e.organization_id) is distinct from (s.mentor_id, s.user_id, s.organization_id)
"""
_ROLES = """
    select 'account ' || u.id
    from public.users as u
    left join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    where r.role is distinct from u.role
"""
# The books are added up in SQL alone: these compare, asked as whoever runs them.
_STANDING = "select differs from private.standing_differs() as differs"
_PAST = "select differs from private.past_differs() as differs"
_OWED = "select differs from private.owed_differs() as differs"
_CASH = "select differs from private.cash_differs() as differs"

CHECKS = (
    Check("Progress is what its base tables say", _PROGRESS),
    Check("Active weeks are what the activity says", _WEEKS),
    Check("Marks of each assignment are summed right", _MARK_FIGURES),
    Check("Active weeks are summed right", _WEEK_FIGURES),
    Check("Enrolments are summed right by state, result and progress", _PROGRESS_FIGURES),
    Check("Watching is summed right", _WATCHING_FIGURES),
    Check("Acts are counted under their person", _ACTIVITY_FIGURES),
    Check("Watching stands in the course of its recording", _STANDS),
    Check("Each installment stands as its bill and its ledger say", _STANDING),
    Check("Each installment stood before as its terms and its ledger say", _PAST),
    Check("What is owed is summed right", _OWED),
    Check("What came in is summed right", _CASH),
    Check("Documents are counted under their kind and day", _DOCUMENT_FIGURES),
    Check("A student's mentor is the one of the open assignment", _MENTORS),
    Check("Enrolments carry the scope of their student", _COPIES),
    Check("An account's role is the one in force", _ROLES),
    *MONEY_CHECKS,
)


def run(owner_url: str) -> list[str]:
    """Run every check, print one line for each, and return the sentences of those that failed."""
    console, failed = Console(), []
    with psycopg.connect(owner_url) as owner:
        results = [(each.sentence, found(owner, each)) for each in CHECKS]
        law = [] if catalogue.law_stands(owner) else ["run `growthos migrate`"]
    for sentence, wrong in (*results, ("The policies are those of the last migration", law)):
        shown = f": {len(wrong):,} not so, such as {', '.join(wrong[:EXAMPLES])}" if wrong else ""
        console.print(f"{'✗' if wrong else '✓'} {sentence}{shown}", highlight=False)
        failed += [sentence] if wrong else []
    return failed


def found(owner: psycopg.Connection, check: Check) -> list[str]:
    """Return what is not as the check says, each in a few words."""
    return [str(row[0]) for row in owner.execute(check.statement).fetchall()]
