-- Repeatable. The summaries, made from the base tables: what the triggers of 881 to 884 call for a few rows, and an
-- import, a repair or a check for all of them. Everything here belongs to the owner: an invoker would
-- sum only what it may see.

-- The facts of the asked enrolments, as dashboard.student_progress holds them. The same statement
-- serves one enrolment and thirty thousand: see private.plan_for.
create or replace function private.progress_of(p_enrollments uuid[]) returns table (
  id uuid, organization_id uuid, student_id uuid, user_id uuid, mentor_id uuid, mentor_name text, course_id uuid,
  batch_id uuid, student_code text, full_name text, enrollment_status text, lms_status text, result text,
  enrolled_on date, completed_on date, recordings_completed int, recordings_in_scope int, assignments_approved int,
  assignments_in_scope int, video_tenths int, assignment_tenths int, progress_pct int, average_score_tenths int,
  marks int, last_activity_at timestamptz)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
#variable_conflict use_column
begin
  perform private.plan_for(cardinality(p_enrollments));
  return query
  with asked as materialized (
    select e.* from public.course_enrollments as e where e.id = any (p_enrollments)
  ),
  taught as materialized (
    select distinct a.organization_id, a.course_id from asked as a
  ),
  schools as materialized (
    select o.id, o.timezone, w.weights ->> 'video' as video, w.weights ->> 'assignment' as assignment
    from (select distinct t.organization_id from taught as t) as s
    join public.organizations as o on o.id = s.organization_id
    cross join lateral private.setting(o.id, 'learning.progress_weights') as w (weights)
  ),
  -- in scope: active, in an active lesson of an active module
  recordings as materialized (
    select t.course_id, r.id
    from taught as t
    join public.available_lessons as l on l.organization_id = t.organization_id and l.course_id = t.course_id and l.is_active
    join public.modules as m on m.organization_id = l.organization_id and m.id = l.module_id and m.is_active
    join public.lesson_recordings as r on r.organization_id = l.organization_id and r.lesson_id = l.id and r.is_active
  ),
  assignments as materialized (
    select t.course_id, s.id, s.max_score
    from taught as t
    join public.assignments as s on s.organization_id = t.organization_id and s.course_id = t.course_id and s.is_active
  ),
  scope as materialized (
    select t.course_id,
           (select count(*)::int from recordings as r where r.course_id = t.course_id) as recordings,
           (select count(*)::int from assignments as s where s.course_id = t.course_id) as assignments
    from taught as t
  ),
  watched as (
    select a.id, count(*)::int as completed
    from asked as a
    join public.student_recordings as w on w.organization_id = a.organization_id and w.student_id = a.student_id
    join recordings as r on r.id = w.recording_id and r.course_id = a.course_id
    where w.completed_at is not null
    group by a.id
  ),
  -- the highest version is the current one
  latest as (
    select distinct on (a.id, v.assignment_id) a.id, v.status, v.score, s.max_score
    from asked as a
    join public.student_assignments as v on v.organization_id = a.organization_id and v.student_id = a.student_id
    join assignments as s on s.id = v.assignment_id and s.course_id = a.course_id
    order by a.id, v.assignment_id, v.version desc
  ),
  handed_in as (
    select v.id, count(*)::int as approved, count(v.score)::int as marks, round(avg(1000.0 * v.score / v.max_score))::int as average
    from latest as v where v.status = 'approved'
    group by v.id
  ),
  results as (
    select distinct on (a.id) a.id, p.metric_value
    from asked as a
    join public.student_performance as p on p.organization_id = a.organization_id and p.student_id = a.student_id
      and p.metric_type = 'final_result' and p.course_id = a.course_id and p.module_number is null
    order by a.id, p.calculation_date desc
  ),
  active as (
    select a.id, max(l.occurred_at) as last_at
    from asked as a
    join public.user_activity_logs as l on l.organization_id = a.organization_id and l.enrollment_id = a.id
    group by a.id
  ),
  counted as (
    select a.*, coalesce(w.completed, 0) as done, c.recordings as all_of, coalesce(h.approved, 0) as passed,
           c.assignments as all_work, h.average, coalesce(h.marks, 0) as marks, r.metric_value, x.last_at
    from asked as a
    join scope as c on c.course_id = a.course_id
    left join watched as w on w.id = a.id
    left join handed_in as h on h.id = a.id
    left join results as r on r.id = a.id
    left join active as x on x.id = a.id
  )
  select c.id, c.organization_id, c.student_id, c.user_id, c.mentor_id, m.full_name, c.course_id, c.batch_id,
         s.student_code, s.full_name, c.status, s.lms_status,
         (array['withdrawn', 'fail', 'pass', 'distinction'])[c.metric_value::int + 1],
         (c.enrolled_at at time zone o.timezone)::date,
         case when c.status = 'completed' then (c.completed_at at time zone o.timezone)::date end,
         c.done, c.all_of, c.passed, c.all_work,
         private.share_tenths(c.done, c.all_of), private.share_tenths(c.passed, c.all_work),
         private.mixed_progress(c.done, c.all_of, c.passed, c.all_work, o.video::numeric, o.assignment::numeric),
         c.average, c.marks, c.last_at
  from counted as c
  join schools as o on o.id = c.organization_id
  join public.students as s on s.organization_id = c.organization_id and s.id = c.student_id
  left join public.users as m on m.organization_id = c.organization_id and m.id = c.mentor_id;
end $$;

-- Percent × 10, rounded half up; nothing in scope is unknown, not zero.
create or replace function private.share_tenths(p_done int, p_all int) returns int
language sql immutable parallel safe as $$
  select case when p_all > 0 then round(1000.0 * p_done / p_all)::int end
$$;

-- The one progress formula: weighted mix of both parts, one part alone where the other has nothing in scope.
-- Divided once, at the end: two rounded quotients could land on the wrong side of a half.
create or replace function private.mixed_progress(
  p_videos int, p_all_videos int, p_work int, p_all_work int, p_video_weight numeric, p_work_weight numeric) returns int
language sql immutable parallel safe as $$
  select case
    when p_all_videos > 0 and p_all_work > 0 then
      round(100 * (p_video_weight * p_videos * p_all_work + p_work_weight * p_work * p_all_videos)
            / (p_all_videos::numeric * p_all_work))::int
    when p_all_videos > 0 then round(100.0 * p_videos / p_all_videos)::int
    when p_all_work > 0 then round(100.0 * p_work / p_all_work)::int
  end
$$;

-- Whoever counts a learner anew holds the learner's row till commit. Two transactions that each add a fact would
-- otherwise each count without the other's. In one order, so that two crowds cannot deadlock.
create or replace function private.lock_learners(p_students uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.students as s where s.id = any (p_students) order by s.id for no key update;
end $$;

-- What one row sets off is dozens of statements, and planning them takes longer than running them: their plans are kept, also
-- where the connection plans all else anew. Thousands are planned for as many; and because right after an import the planner has
-- no statistics yet and takes thirty thousand for a handful, without nested loops, which cost half a minute instead of seconds.
-- The callers say "set plan_cache_mode" and "set enable_nestloop", so both switches end with them.
create or replace function private.plan_for(p_rows int) returns void
language plpgsql set search_path = '' as $$
begin
  perform set_config('enable_nestloop', case when p_rows > 200 then 'off' else 'on' end, true),
          set_config('plan_cache_mode', case when p_rows > 200 then 'force_custom_plan' else 'auto' end, true);
end $$;

-- An import that fills five tables would count every learner five times. The owner's own connection, and no other,
-- may say "set local growthos.counts_wait = 'on'", load, switch it off and call private.recount_progress once.
create or replace function private.counts_wait() returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce(current_setting('growthos.counts_wait', true) = 'on', false) and session_user = current_user
$$;

-- Counts the progress rows of these enrolments anew; returns how many there are. The locks come first and in a
-- statement of their own: what is counted must be seen after them.
create or replace function private.refresh_progress(p_enrollments uuid[]) returns int
language plpgsql security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
declare
  counted int;
begin
  if p_enrollments is null or p_enrollments = '{}' or private.counts_wait() then
    return 0;
  end if;
  perform private.plan_for(cardinality(p_enrollments));
  perform private.lock_learners(array(
    select distinct e.student_id from public.course_enrollments as e where e.id = any (p_enrollments)));
  insert into dashboard.student_progress as p (
      id, organization_id, student_id, user_id, mentor_id, mentor_name, course_id, batch_id, student_code, full_name,
      enrollment_status, lms_status, result, enrolled_on, completed_on, recordings_completed, recordings_in_scope,
      assignments_approved, assignments_in_scope, video_tenths, assignment_tenths, progress_pct,
      average_score_tenths, marks, last_activity_at)
    select * from private.progress_of(p_enrollments)
  on conflict (id) do update set (
      student_id, user_id, mentor_id, mentor_name, course_id, batch_id, student_code, full_name,
      enrollment_status, lms_status, result, enrolled_on, completed_on, recordings_completed, recordings_in_scope,
      assignments_approved, assignments_in_scope, video_tenths, assignment_tenths, progress_pct,
      average_score_tenths, marks, last_activity_at) = (
      excluded.student_id, excluded.user_id, excluded.mentor_id, excluded.mentor_name, excluded.course_id,
      excluded.batch_id, excluded.student_code, excluded.full_name, excluded.enrollment_status, excluded.lms_status,
      excluded.result, excluded.enrolled_on, excluded.completed_on, excluded.recordings_completed, excluded.recordings_in_scope,
      excluded.assignments_approved, excluded.assignments_in_scope, excluded.video_tenths, excluded.assignment_tenths,
      excluded.progress_pct, excluded.average_score_tenths, excluded.marks, excluded.last_activity_at);
  get diagnostics counted = row_count;
  -- the documented column of the enrolment itself
  update public.course_enrollments as e
    set progress_percentage = p.progress_pct
    from dashboard.student_progress as p
    where p.id = e.id and e.id = any (p_enrollments) and e.progress_percentage is distinct from p.progress_pct;
  return counted;
end $$;

-- The active weeks of these enrolments, from the activity log.
create or replace function private.weeks_of(p_enrollments uuid[]) returns setof dashboard.learner_weeks
language plpgsql stable security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
begin
  perform private.plan_for(cardinality(p_enrollments));
  return query
    select distinct e.id, date_trunc('week', l.occurred_at at time zone o.timezone)::date,
           e.organization_id, e.student_id, e.user_id, e.mentor_id, e.course_id, e.batch_id
    from public.course_enrollments as e
    join public.organizations as o on o.id = e.organization_id
    join public.user_activity_logs as l on l.organization_id = e.organization_id and l.enrollment_id = e.id
    where e.id = any (p_enrollments);
end $$;

create or replace function private.refresh_weeks(p_enrollments uuid[]) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
begin
  perform private.plan_for(cardinality(p_enrollments));
  delete from dashboard.learner_weeks as w where w.enrollment_id = any (p_enrollments);
  insert into dashboard.learner_weeks select * from private.weeks_of(p_enrollments);
end $$;

-- What these learners are found by: words, their spellings, and how to reach them.
create or replace function private.refresh_words(p_students uuid[]) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
begin
  perform private.plan_for(cardinality(p_students));
  delete from dashboard.student_words as w
    using public.students as s
    where s.id = any (p_students) and w.organization_id = s.organization_id and w.student_id = s.id;
  insert into dashboard.student_words (organization_id, word, student_id, user_id, mentor_id)
    select distinct s.organization_id, w.word, s.id, s.user_id, s.mentor_id
    from public.students as s
    cross join lateral private.words_of(s.full_name || ' ' || s.student_code) as w (word)
    where s.id = any (p_students);
  delete from dashboard.student_spellings as w
    using public.students as s
    where s.id = any (p_students) and w.organization_id = s.organization_id and w.student_id = s.id;
  insert into dashboard.student_spellings (organization_id, spelling, student_id, user_id, mentor_id)
    select distinct s.organization_id, e.spelling, s.id, s.user_id, s.mentor_id
    from public.students as s
    cross join lateral private.words_of(s.full_name) as w (word)
    cross join lateral private.spellings_of(w.word) as e (spelling)
    where s.id = any (p_students);
  perform private.refresh_contacts(p_students);
end $$;

create or replace function private.refresh_contacts(p_students uuid[]) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
begin
  perform private.plan_for(cardinality(p_students));
  delete from dashboard.student_contacts as c
    using public.students as s
    where s.id = any (p_students) and c.organization_id = s.organization_id and c.student_id = s.id;
  insert into dashboard.student_contacts (organization_id, piece, student_id)
    select distinct s.organization_id, c.piece, s.id
    from public.students as s
    join public.users as u on u.organization_id = s.organization_id and u.id = s.user_id
    cross join lateral private.contacts_of(u.email, u.phone, s.phone_number) as c (piece)
    where s.id = any (p_students);
end $$;

-- From scratch: progress, weeks and words of these enrolments and their learners. Returns how many enrolments.
create or replace function private.recount_progress(p_enrollments uuid[]) returns int
language plpgsql security definer set search_path = '' as $$
declare
  counted constant int := private.refresh_progress(p_enrollments);
begin
  perform private.refresh_weeks(p_enrollments);
  perform private.refresh_words(array(
    select distinct e.student_id from public.course_enrollments as e where e.id = any (p_enrollments)));
  return counted;
end $$;

revoke all on function private.progress_of(uuid[]), private.share_tenths(int, int), private.lock_learners(uuid[]),
  private.plan_for(int), private.counts_wait(),
  private.mixed_progress(int, int, int, int, numeric, numeric), private.refresh_progress(uuid[]), private.weeks_of(uuid[]),
  private.refresh_weeks(uuid[]), private.refresh_words(uuid[]),
  private.refresh_contacts(uuid[]), private.recount_progress(uuid[]) from public;
