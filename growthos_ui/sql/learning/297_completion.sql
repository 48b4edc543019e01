-- Repeatable. How far a learner has come, counted from the facts at the moment of asking; the lists read the summary
-- (dashboard.student_progress), which is proved to say the same.

-- What is in scope and what of it is done. In scope: active recordings of active lessons of active modules, and active
-- assignments, of this course or of every course that the learner is enrolled in; of one module only its recordings and the
-- assignments on them. Work is judged by its latest version. Asks nobody who is reading.
create or replace function private.learner_facts(p_student uuid, p_course uuid default null, p_module uuid default null)
returns table (recordings int, completed int, assignments int, approved int, marks int, average_tenths int)
language sql stable security definer set search_path = '' set plan_cache_mode = auto as $$
  with taken as (
    select distinct e.organization_id, e.course_id, e.student_id
    from public.course_enrollments as e
    where e.student_id = p_student and e.status <> 'cancelled' and (p_course is null or e.course_id = p_course)
  ),
  seen as (
    select count(*)::int as recordings, count(w.completed_at)::int as completed
    from taken as t
    join public.available_lessons as l on l.organization_id = t.organization_id and l.course_id = t.course_id and l.is_active
    join public.modules as m on m.organization_id = l.organization_id and m.id = l.module_id and m.is_active
    join public.lesson_recordings as r on r.organization_id = l.organization_id and r.lesson_id = l.id and r.is_active
    left join public.student_recordings as w
      on w.organization_id = t.organization_id and w.student_id = t.student_id and w.recording_id = r.id
    where p_module is null or m.id = p_module
  ),
  done as (
    select count(*)::int as assignments, count(*) filter (where v.status = 'approved')::int as approved,
           count(v.score) filter (where v.status = 'approved')::int as marks,
           round(avg(1000.0 * v.score / a.max_score) filter (where v.status = 'approved'))::int as average_tenths
    from taken as t
    join public.assignments as a on a.organization_id = t.organization_id and a.course_id = t.course_id and a.is_active
    left join lateral (
      select v.status, v.score from public.student_assignments as v
      where v.organization_id = t.organization_id and v.student_id = t.student_id and v.assignment_id = a.id
      order by v.version desc limit 1) as v on true
    where p_module is null or exists (
      select from public.lesson_recordings as r
      join public.available_lessons as l on l.organization_id = r.organization_id and l.id = r.lesson_id
      where r.organization_id = a.organization_id and r.id = a.recording_id and l.module_id = p_module)
  )
  select s.recordings, s.completed, d.assignments, d.approved, d.marks, d.average_tenths from seen as s cross join done as d
$$;

-- How far a learner has come, in one course or in all. For whoever may see the learner; no row for anybody else. Shares
-- in percent × 10, progress in percent; null where nothing is in scope. Without a course: all courses of the learner
-- together. No score for support, who reads no work.
create or replace function private.student_progress(p_student uuid, p_course uuid default null)
returns table (recordings_completed int, recordings_in_scope int, assignments_approved int, assignments_in_scope int,
               video_tenths int, assignment_tenths int, progress_pct int, average_score_tenths int, marks int)
language sql stable security definer set search_path = '' as $$
  select f.completed, f.recordings, f.approved, f.assignments,
         private.share_tenths(f.completed, f.recordings), private.share_tenths(f.approved, f.assignments),
         private.mixed_progress(f.completed, f.recordings, f.approved, f.assignments,
                                (w.weights ->> 'video')::numeric, (w.weights ->> 'assignment')::numeric),
         case when private.may_read_work() then f.average_tenths end, case when private.may_read_work() then f.marks end
  from (select private.setting(private.org_id(), 'learning.progress_weights') as weights
        where private.can_access_student(p_student)) as w
  cross join lateral private.learner_facts(p_student, p_course) as f
$$;

-- Has a learner completed a recording? As the next three: whoever may not see the learner gets null, as for one who is none.
create or replace function private.is_recording_completed(p_student uuid, p_recording uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.student_recordings as w
                 where w.organization_id = private.org_id() and w.student_id = p_student and w.recording_id = p_recording
                   and w.completed_at is not null)
  where private.can_access_student(p_student)
$$;

-- Is the latest version of a learner's work approved? Null for support, who reads no work.
create or replace function private.is_assignment_passed(p_student uuid, p_assignment uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select v.status = 'approved' from public.student_assignments as v
                   where v.organization_id = private.org_id() and v.student_id = p_student and v.assignment_id = p_assignment
                   order by v.version desc limit 1), false)
  where private.can_access_student(p_student) and private.may_read_work()
$$;

-- Has a learner done all of a module that is in scope? Where nothing is, never.
create or replace function private.is_module_completed(p_student uuid, p_module uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select f.recordings + f.assignments > 0 and f.completed = f.recordings and f.approved = f.assignments
  from public.modules as m
  cross join lateral private.learner_facts(p_student, m.course_id, m.id) as f
  where m.organization_id = private.org_id() and m.id = p_module and private.can_access_student(p_student)
$$;

-- Has a learner done all of a course that is in scope? Where nothing is, never.
create or replace function private.is_course_completed(p_student uuid, p_course uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select f.recordings + f.assignments > 0 and f.completed = f.recordings and f.approved = f.assignments
  from public.courses as c
  cross join lateral private.learner_facts(p_student, c.id) as f
  where c.organization_id = private.org_id() and c.id = p_course and private.can_access_student(p_student)
$$;

revoke all on function private.learner_facts(uuid, uuid, uuid), private.student_progress(uuid, uuid),
  private.is_recording_completed(uuid, uuid), private.is_assignment_passed(uuid, uuid),
  private.is_module_completed(uuid, uuid), private.is_course_completed(uuid, uuid) from public;
grant execute on function private.student_progress(uuid, uuid), private.is_recording_completed(uuid, uuid),
  private.is_assignment_passed(uuid, uuid), private.is_module_completed(uuid, uuid), private.is_course_completed(uuid, uuid)
  to authenticated;
