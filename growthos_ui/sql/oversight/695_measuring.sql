-- Repeatable. The nightly measures of every learner, and the ranking. Screens read live numbers of one learner and these
-- for lists. Belongs to growthos_operations; a second run of a day writes the same.

-- Points by what the settings say (domain rules of the leaderboard); places count from the second on.
create or replace function private.leaderboard_score(
  p_points jsonb, p_videos bigint, p_approved bigint, p_sessions bigint, p_shopify boolean, p_meta boolean, p_places bigint, p_ratings bigint)
returns numeric
language sql immutable parallel safe set search_path = '' as $$
  select (p_points ->> 'video')::numeric * p_videos + (p_points ->> 'assignment')::numeric * p_approved
       + (p_points ->> 'session')::numeric * p_sessions
       + case when p_shopify then (p_points ->> 'shopify')::numeric else 0 end
       + case when p_meta then (p_points ->> 'meta')::numeric else 0 end
       + case when p_places > 1 then (p_points ->> 'extra_enrolment')::numeric * p_places else 0 end
       + (p_points ->> 'rating')::numeric * p_ratings
$$;

-- What each active learner of the acting organisation has done until now, and the rank that it gives: by score, then
-- progress, then who was there first, then code.
create or replace function private.leaderboard_standing()
returns table (student_id uuid, score numeric, rank bigint, students bigint)
language sql stable security definer set search_path = '' as $$
  with done as (
    select s.id, s.student_code, e.progress, e.places, greatest(w.last_at, v.last_at) as last_at,
           private.leaderboard_score(private.setting(private.org_id(), 'leaderboard.points'), w.videos, v.approved, a.sessions, i.shopify, i.meta, e.places, r.ratings) as score
    from public.students as s
    cross join lateral (select count(*) as videos, max(x.completed_at) as last_at from public.student_recordings as x
      where x.organization_id = s.organization_id and x.student_id = s.id and x.completed_at is not null) as w
    cross join lateral (select count(distinct x.assignment_id) as approved, max(x.graded_at) as last_at from public.student_assignments as x
      where x.organization_id = s.organization_id and x.student_id = s.id and x.status = 'approved') as v
    cross join lateral (select count(*) as sessions from public.session_attendance as x
      join public.success_sessions as c on c.organization_id = x.organization_id and c.id = x.session_id and c.status = 'completed'
      where x.organization_id = s.organization_id and x.student_id = s.id and x.status in ('present', 'late')) as a
    cross join lateral (select count(*) as ratings from public.video_ratings as x
      where x.organization_id = s.organization_id and x.student_id = s.id) as r
    cross join lateral (select count(*) as places, coalesce(avg(x.progress_percentage), 0) as progress from public.course_enrollments as x
      where x.organization_id = s.organization_id and x.student_id = s.id and x.status in ('active', 'completed')) as e
    cross join lateral (select coalesce(bool_or(x.source = 'shopify'), false) as shopify, coalesce(bool_or(x.source = 'meta_ads'), false) as meta
      from public.integrations as x
      where x.organization_id = s.organization_id and x.student_id = s.id and x.status = 'connected') as i
    where s.organization_id = private.org_id() and s.lms_status = 'active')
  select d.id, d.score, row_number() over (order by d.score desc, d.progress desc, d.last_at nulls last, d.student_code), count(*) over ()
  from done as d
$$;

-- Job, or by hand of a superadmin or admin: today's ranking, whole or not at all. Returns how many learners are in it; none
-- while the flag leaderboard is off. Raises measures.not_allowed 42501.
create or replace function private.build_leaderboard() returns int
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  today constant date := private.today();
  ranked int;
begin
  if here is null or not private.at_work() and not private.has_power('superadmin', 'admin') then
    raise exception 'measures.not_allowed' using errcode = '42501', detail = '{}';
  elsif not private.is_feature_enabled('leaderboard') then
    return 0;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('growthos.leaderboard ' || here, 0));
  delete from public.student_performance
    where organization_id = here and metric_type in ('leaderboard_score', 'leaderboard_rank') and calculation_date = today;
  insert into public.student_performance (organization_id, student_id, metric_type, metric_value, calculation_date, details)
    select here, l.student_id, m.metric, m.value, today, jsonb_build_object('students', l.students)
    from private.leaderboard_standing() as l
    cross join lateral (values ('leaderboard_score', l.score), ('leaderboard_rank', l.rank::numeric)) as m (metric, value);
  get diagnostics ranked = row_count;
  perform private.check_and_award_milestone(p.student_id, 'performance_based') from public.student_performance as p
    where p.organization_id = here and p.metric_type = 'leaderboard_rank' and p.calculation_date = today
      and (p.details ->> 'students')::int >= 20 and p.metric_value <= (p.details ->> 'students')::int / 10.0;
  perform private.log_admin_action(here, 'job.leaderboard', 'student_performance', null, 'Ranked the students.', null,
                                   jsonb_build_object('ranked', ranked / 2, 'day', today));
  return ranked / 2;
end $$;

-- The measures of one day: of each live place its progress, videos, assignments and mean score; of each active learner the
-- share of approvals, of what came in time, of classes attended, days in a row, days away, days at risk, and how they are engaged in
-- an active place. What has no rows is not measured.
create or replace function private.measured(p_day date)
returns table (student_id uuid, course_id uuid, metric_type text, metric_value numeric)
language sql stable security definer set search_path = '' as $$
  select p.student_id, p.course_id, m.metric, m.value
  from dashboard.student_progress as p
  join public.students as s on s.id = p.student_id and s.lms_status = 'active'
  cross join lateral (values
    ('progress_pct', p.progress_pct::numeric), ('video_completion_pct', p.video_tenths / 10.0),
    ('assignment_completion_pct', p.assignment_tenths / 10.0), ('average_score', p.average_score_tenths / 10.0)) as m (metric, value)
  where p.organization_id = private.org_id() and p.enrollment_status in ('active', 'completed') and m.value is not null
  union all
  select s.id, null, m.metric, m.value
  from public.students as s
  join private.quiet_students(p_day) as q on q.student_id = s.id
  cross join lateral (
    select round(100.0 * count(*) filter (where v.status = 'approved') / nullif(count(*) filter (where v.status <> 'pending'), 0), 4) as approvals,
           round(100.0 * count(*) filter (where v.version = 1 and not v.is_late) / nullif(count(*) filter (where v.version = 1), 0), 4) as in_time
    from public.student_assignments as v where v.organization_id = s.organization_id and v.student_id = s.id) as w
  cross join lateral (
    select round(100.0 * count(*) filter (where a.status in ('present', 'late')) / nullif(count(*) filter (where a.status <> 'excused'), 0), 4) as there
    from public.session_attendance as a
    join public.success_sessions as h on h.organization_id = a.organization_id and h.id = a.session_id and h.status = 'completed'
    where a.organization_id = s.organization_id and a.student_id = s.id) as c
  cross join lateral (values
    ('approval_rate', w.approvals), ('on_time_rate', w.in_time), ('attendance_rate', c.there),
    ('streak_days', private.streak_days(s.id, p_day)::numeric), ('days_inactive', q.days::numeric)) as m (metric, value)
  where s.organization_id = private.org_id() and m.value is not null
  union all
  select e.student_id, null, 'risk_days', (p_day - e.opened_on)::numeric
  from dashboard.risk_episodes as e
  join public.students as s on s.organization_id = e.organization_id and s.id = e.student_id and s.lms_status = 'active'
  where e.organization_id = private.org_id() and e.closed_on is null and e.opened_on <= p_day
  union all
  select g.student_id, null, 'engagement_score', g.score::numeric
  from private.engagement_of(
    array(select s.id from public.students as s where s.organization_id = private.org_id() and s.lms_status = 'active' and exists (
      select from public.course_enrollments as e
      where e.organization_id = s.organization_id and e.student_id = s.id and e.status = 'active')), p_day) as g
$$;

-- Job, or by hand of a superadmin or admin: the measures of a day, of now: a past day cannot be measured any more. Returns
-- how many were written. Raises measures.not_allowed 42501, measures.day_is_over 22023.
create or replace function private.compute_student_performance(p_day date) returns int
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  written int;
begin
  if here is null or not private.at_work() and not private.has_power('superadmin', 'admin') then
    raise exception 'measures.not_allowed' using errcode = '42501', detail = '{}';
  elsif p_day is distinct from private.today() and p_day is distinct from private.today() - 1 then
    raise exception 'measures.day_is_over' using errcode = '22023', detail = '{"field": "day"}';
  end if;
  insert into public.student_performance as p (organization_id, student_id, course_id, metric_type, metric_value, calculation_date)
    select here, m.student_id, m.course_id, m.metric_type, m.metric_value, p_day from private.measured(p_day) as m
    on conflict (organization_id, student_id, metric_type, calculation_date, course_id, module_number)
      do update set metric_value = excluded.metric_value where p.metric_value <> excluded.metric_value;
  get diagnostics written = row_count;
  perform private.log_admin_action(here, 'job.performance', 'student_performance', null, format('Measured the students on %s.', to_char(p_day, 'FMDD Mon YYYY')), null,
                                   jsonb_build_object('written', written, 'day', p_day));
  return written;
end $$;

revoke all on function private.leaderboard_score(jsonb, bigint, bigint, bigint, boolean, boolean, bigint, bigint),
  private.leaderboard_standing(), private.measured(date) from public;
grant execute on function private.leaderboard_standing(), private.measured(date) to growthos_operations;
call private.hand_to_operations('private.build_leaderboard()', 'private.compute_student_performance(date)');
grant execute on function private.build_leaderboard(), private.compute_student_performance(date) to growthos_staff, growthos_worker;
