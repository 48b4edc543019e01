"""How the rows of the files become rows of the school: each query is one noun, each key the name it keeps for ever."""

from __future__ import annotations

from growthos_ui.learning.oulad.naming import Named

# A day of the set is a distance from day 0: 1 February (B) or 1 October (J), nominal, moved by whole weeks.
PRESENTATIONS = Named(
    "oulad_presentation",
    {
        "course_id": "course/{code_module}/{code_presentation}",
        "batch_id": "batch/{code_module}/{code_presentation}",
    },
    """
    select c.code_module, c.code_presentation, c.module_presentation_length as length, nominal.day_0,
           nominal.day_0 + c.module_presentation_length as ends_on,
           coalesce(run.until - nominal.day_0, 100000) as last_day,
           coalesce(run.since - nominal.day_0, -100000) as after_day
    from oulad_courses c
    cross join oulad_run run
    cross join lateral (
      select make_date(left(c.code_presentation, 4)::int, case right(c.code_presentation, 1) when 'B' then 2 else 10 end, 1)
             + 7 * run.shift_weeks as day_0) nominal
    where run.presentations is null or c.code_module || c.code_presentation = any (run.presentations)
    """,
)

# One module with one lesson for each kind of site: the set knows no other order inside a course.
PARTS = Named(
    "oulad_part",
    {
        "module_id": "module/{code_module}/{code_presentation}/{activity_type}",
        "lesson_id": "lesson/{code_module}/{code_presentation}/{activity_type}",
    },
    """
    select v.code_module, v.code_presentation, v.activity_type, p.course_id,
           array_position(run.activity_types, v.activity_type) as number
    from oulad_vle v
    join oulad_presentation p using (code_module, code_presentation)
    cross join oulad_run run
    group by 1, 2, 3, 4, 5
    """,
)

SITES = Named(
    "oulad_site",
    {"recording_id": "site/{id_site}"},
    """
    select v.id_site, part.lesson_id, v.activity_type,
           row_number() over (partition by part.lesson_id order by v.id_site) as position
    from oulad_vle v
    join oulad_part part using (code_module, code_presentation, activity_type)
    """,
)

# A nominal day of a computer-marked assessment is not a deadline: in six presentations nearly all came after it.
ASSESSMENTS = Named(
    "oulad_assessment",
    {"assignment_id": "assessment/{id_assessment}"},
    """
    select a.id_assessment, p.course_id, a.code_module, a.code_presentation, a.assessment_type, a.date as day, a.weight,
           row_number() over (partition by p.course_id, a.assessment_type order by a.date, a.id_assessment) as number,
           case when a.assessment_type <> 'CMA' then p.day_0 + a.date end as due_date
    from oulad_assessments a
    join oulad_presentation p using (code_module, code_presentation)
    """,
)

# `result_known`: the presentation has ended, or the learner has left, by the last day asked for.
REGISTRATIONS = Named(
    "oulad_registration",
    {
        "enrollment_id": "registration/{code_module}/{code_presentation}/{id_student}",
        "result_id": "result/{code_module}/{code_presentation}/{id_student}",
    },
    """
    select i.code_module, i.code_presentation, i.id_student, p.course_id, p.batch_id, p.ends_on, p.after_day, r.day,
           p.day_0 + r.day as enrolled_on,
           p.day_0 + coalesce(r.left_day, p.length) as result_on,
           lower(i.final_result) as result, known.result as result_known,
           case when not known.result then 'active'
                when i.final_result = 'Withdrawn' then 'cancelled'
                when i.final_result in ('Pass', 'Distinction') then 'completed'
                else 'active' end as status,
           p.ends_on <= p.day_0 + p.last_day as ended
    from oulad_studentinfo i
    join oulad_presentation p using (code_module, code_presentation)
    join (
      select g.code_module, g.code_presentation, g.id_student, g.date_unregistration,
             coalesce(g.date_registration, least(0, g.date_unregistration)) as day,
             case when s.final_result = 'Withdrawn' then g.date_unregistration end as left_day
      from oulad_studentregistration g
      join oulad_studentinfo s using (code_module, code_presentation, id_student)
    ) r using (code_module, code_presentation, id_student)
    cross join lateral (
      select least(coalesce(r.left_day, p.length), p.length) <= p.last_day as result) known
    where r.day <= p.last_day
    """,
)

LEARNERS = Named(
    "oulad_learner",
    {
        "user_id": "learner/{id_student}",
        "user_role_id": "role/{id_student}",
        "student_id": "student/{id_student}",
        "mentor_assignment_id": "mentor/{id_student}",
    },
    "select id_student, min(enrolled_on) as enrolled_on from oulad_registration group by 1",
)

# Where a learner stands over all places together, the loaded ones and those of this import: active while a place is
# open, suspended when the access of an unfinished one is over, complete when all was finished, dropout when every
# place was given up. States only move forward, so a loaded place that is not active any more says what it is.
STANDINGS = Named(
    "oulad_standing",
    {},
    """
    select s.student_id, s.open,
           case when s.open then 'active' when s.unfinished then 'suspended' when s.completed then 'complete'
                else 'dropout' end as lms_status,
           case when s.open then null when s.unfinished then 'access_expired' when s.completed then 'completion'
                end as source,
           case when s.unfinished and not s.open then s.access_until end as suspended_on
    from (
      select places.student_id, bool_or(places.unfinished and not places.ended) as open,
             bool_or(places.unfinished) as unfinished, bool_or(places.status = 'completed') as completed,
             max(places.access_until) filter (where places.unfinished) as access_until
      from (
        select place.student_id, place.status, place.status in ('active', 'paused') as unfinished, place.ended, place.access_until
        from (
          select l.student_id, coalesce(nullif(e.status, 'active'), r.status) as status, r.ended, r.ends_on + 1 as access_until
          from oulad_registration r
          join oulad_learner l using (id_student)
          left join public.course_enrollments e on e.id = r.enrollment_id
          union all
          select e.student_id, e.status,
                 e.access_expires_at <= (run.until + 1)::timestamp at time zone run.timezone,
                 (e.access_expires_at at time zone run.timezone)::date
          from public.course_enrollments e
          join oulad_learner l on l.student_id = e.student_id
          cross join oulad_run run
          where not exists (select from oulad_registration r where r.enrollment_id = e.id)
        ) place
      ) places
      group by places.student_id
    ) s
    """,
)

# A mark that was carried over from an earlier presentation was not handed in, so it is never late.
MARKS = Named(
    "oulad_mark",
    {"mark_id": "mark/{id_assessment}/{id_student}"},
    """
    select m.id_assessment, m.id_student, a.assignment_id, l.student_id, m.score, m.is_banked = 1 as carried_over,
           p.day_0 + m.date_submitted as submitted_on,
           m.is_banked = 0 and a.assessment_type <> 'CMA' and coalesce(m.date_submitted > a.day, false) as is_late
    from oulad_studentassessment m
    join oulad_assessment a using (id_assessment)
    join oulad_presentation p using (code_module, code_presentation)
    join oulad_registration r using (code_module, code_presentation, id_student)
    join oulad_learner l using (id_student)
    where m.date_submitted <= p.last_day and (m.date_submitted > p.after_day or r.day > p.after_day)
    """,
)

# A site that was opened once counts as completed, on the first day it was opened.
VISITS = Named(
    "oulad_visit",
    {"visit_id": "visit/{id_site}/{id_student}"},
    """
    select v.id_site, v.id_student, s.recording_id, l.student_id, v.days,
           p.day_0 + v.first_day as first_on, p.day_0 + v.last_day as last_on
    from (
      select c.code_module, c.code_presentation, c.id_site, c.id_student, count(distinct c.date)::int as days,
             min(c.date) as first_day, max(c.date) as last_day
      from oulad_studentvle c
      join oulad_presentation p using (code_module, code_presentation)
      where c.date <= p.last_day
      group by 1, 2, 3, 4
    ) v
    join oulad_presentation p using (code_module, code_presentation)
    join oulad_registration r using (code_module, code_presentation, id_student)
    join oulad_site s using (id_site)
    join oulad_learner l using (id_student)
    where v.last_day > p.after_day or r.day > p.after_day
    """,
)

DAYS = Named(
    "oulad_day",
    {"day_id": "day/{code_module}/{code_presentation}/{id_student}/{date}"},
    """
    select d.code_module, d.code_presentation, d.id_student, d.date, r.enrollment_id, l.user_id, l.student_id, d.sites,
           d.clicks, p.day_0 + d.date as happened_on
    from (
      select c.code_module, c.code_presentation, c.id_student, c.date, count(distinct c.id_site)::int as sites,
             sum(c.sum_click)::int as clicks
      from oulad_studentvle c
      join oulad_presentation p using (code_module, code_presentation)
      where c.date <= p.last_day
      group by 1, 2, 3, 4
    ) d
    join oulad_presentation p using (code_module, code_presentation)
    join oulad_registration r using (code_module, code_presentation, id_student)
    join oulad_learner l using (id_student)
    where d.date > p.after_day or r.day > p.after_day
    """,
)

MAPPING = (PRESENTATIONS, PARTS, SITES, ASSESSMENTS, REGISTRATIONS, LEARNERS, STANDINGS, MARKS, VISITS, DAYS)
