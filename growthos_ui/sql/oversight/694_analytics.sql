-- Repeatable. How learners fare, for whoever mentors or runs the school: all of them page by page, and one of them whole. Looks
-- only: belongs to the owner, and asks who is asking.

drop function if exists private.engagement_of(uuid, date);

-- The four parts of engagement of these learners today, each of 100, and their mix by 0.4, 0.3, 0.2 and 0.1. Videos: recordings
-- completed within seven days against the median of the learners with an active place in the same batch, else course; of several
-- places the mean of their medians. A part that is not known, as attendance where no class was, is left out, and the others take its
-- weight. Asks nobody who is reading.
create or replace function private.engagement_of(p_students uuid[], p_today date)
returns table (student_id uuid, video_7d int, submission_7d int, attendance_30d int, login_7d int, score int)
language sql stable security definer set search_path = '' as $$
  with days as materialized (select private.start_of_day(p_today - 6) as week, private.start_of_day(p_today - 29) as month, private.zone() as zone),
  learners as materialized (
    select s.organization_id, s.id, s.user_id from unnest(p_students) as asked (id) join public.students as s on s.id = asked.id),
  own as materialized (
    select distinct l.organization_id, l.id, e.course_id, e.batch_id
    from learners as l
    join public.course_enrollments as e on e.organization_id = l.organization_id and e.student_id = l.id and e.status = 'active'),
  members as materialized (
    select g.course_id, g.batch_id, e.student_id
    from (select distinct o.organization_id, o.course_id, o.batch_id from own as o) as g
    join public.course_enrollments as e on e.organization_id = g.organization_id and e.course_id = g.course_id and e.status = 'active'
      and (g.batch_id is null or e.batch_id = g.batch_id)
    group by 1, 2, 3),
  watched as materialized (
    select w.student_id, count(*) as videos from public.student_recordings as w cross join days as d
    where w.organization_id in (select l.organization_id from learners as l) and w.student_id in (select m.student_id from members as m)
      and w.completed_at >= d.week
    group by 1),
  medians as (
    select m.course_id, m.batch_id, percentile_cont(0.5) within group (order by coalesce(w.videos, 0)) as middle
    from members as m left join watched as w on w.student_id = m.student_id group by 1, 2),
  middles as (
    select o.id, avg(x.middle) as middle
    from own as o join medians as x on x.course_id = o.course_id and coalesce(x.batch_id, x.course_id) = coalesce(o.batch_id, o.course_id)
    group by 1),
  facts as (
    select l.id, case when o.middle is not null then coalesce(w.videos, 0) end as videos, o.middle,
           exists (select from public.student_assignments as v
                   where v.organization_id = l.organization_id and v.student_id = l.id and v.submitted_at >= d.week) as handed_in,
           (select 100.0 * count(*) filter (where a.status in ('present', 'late')) / nullif(count(*) filter (where a.status <> 'excused'), 0)
            from public.session_attendance as a
            join public.success_sessions as c on c.organization_id = a.organization_id and c.id = a.session_id
            where a.organization_id = l.organization_id and a.student_id = l.id and c.start_time >= d.month and c.status = 'completed') as there,
           (select 100.0 * count(distinct (g.occurred_at at time zone d.zone)::date) / 7
            from public.user_activity_logs as g
            where g.user_id = l.user_id and g.activity_type = 'login' and g.occurred_at >= d.week) as logins
    from learners as l cross join days as d
    left join watched as w on w.student_id = l.id
    left join middles as o on o.id = l.id),
  parts as (
    select f.id, case when f.videos > 0 then least(100, 100 * f.videos / greatest(f.middle, 0.01)) else f.videos end::numeric as video,
           case when f.handed_in then 100 else 0 end::numeric as work, f.there::numeric as there, least(100, f.logins)::numeric as logins
    from facts as f)
  select p.id, round(p.video)::int, p.work::int, round(p.there)::int, round(p.logins)::int,
         (select round(sum(w.weight * w.part) / sum(w.weight))::int
          from (values (0.4, p.video), (0.3, p.work), (0.2, p.there), (0.1, p.logins)) as w (weight, part) where w.part is not null)
  from parts as p
$$;

-- What a learner's last act says of them: away for more than fourteen days, or never here, inactive; more than seven, at risk.
create or replace function private.learning_status(p_last timestamptz, p_today date, p_zone text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case when p_last is null or p_today - (p_last at time zone p_zone)::date > 14 then 'inactive'
              when p_today - (p_last at time zone p_zone)::date > 7 then 'at_risk' else 'active' end
$$;

-- Superadmin and admin all learners, a mentor their own: a page of them, of 1 to 100, with how far each has come in all live
-- places together, and their last act in any that was not cancelled. Searched by words of the name or the code; sorted by full_name, student_code, progress or last_activity, with
-- a "-" before it the other way round. Raises analytics.not_allowed 42501, analytics.page_unknown, analytics.sort_unknown 22023.
create or replace function private.get_student_analytics_summary(
  p_page int default 1, p_size int default 25, p_search text default null, p_sort text default 'full_name')
returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  office constant boolean := private.has_power('superadmin', 'admin');
  me constant uuid := private.actor_id();
  sorted constant text := ltrim(p_sort, '-');
  up constant boolean := p_sort not like '-%';
  weights constant jsonb := private.setting(here, 'learning.progress_weights');
  answer jsonb;
begin
  if not office and not private.has_power('mentor') then
    raise exception 'analytics.not_allowed' using errcode = '42501', detail = '{}';
  elsif p_page is null or p_size is null or p_page not between 1 and 100000 or p_size not between 1 and 100 then
    raise exception 'analytics.page_unknown' using errcode = '22023', detail = '{"field": "page"}';
  elsif sorted is null or sorted not in ('full_name', 'student_code', 'progress', 'last_activity') then
    raise exception 'analytics.sort_unknown' using errcode = '22023', detail = '{"field": "sort"}';
  end if;
  with words as materialized (select w from private.words_of(p_search) as w),
  places as (
    select p.student_id, max(p.last_activity_at) as last_at, count(*) filter (where l.is_live) as courses,
           sum(p.recordings_completed) filter (where l.is_live)::int as completed,
           sum(p.recordings_in_scope) filter (where l.is_live)::int as recordings,
           sum(p.assignments_approved) filter (where l.is_live)::int as approved,
           sum(p.assignments_in_scope) filter (where l.is_live)::int as assignments
    from dashboard.student_progress as p
    cross join lateral (select p.enrollment_status in ('active', 'completed') as is_live) as l
    where p.organization_id = here and p.enrollment_status <> 'cancelled' and (office or p.mentor_id = me)
    group by p.student_id
  ),
  found as (
    select s.id, s.student_code, s.full_name, s.lms_status, p.*,
           private.mixed_progress(p.completed, p.recordings, p.approved, p.assignments,
                                  (weights ->> 'video')::numeric, (weights ->> 'assignment')::numeric) as progress
    from public.students as s left join places as p on p.student_id = s.id
    where s.organization_id = here and (office or s.mentor_id = me) and not exists (
      select from words where not exists (
        select from dashboard.student_words as x
        where x.organization_id = here and x.student_id = s.id and x.word >= w collate "C" and x.word < w collate "C" || chr(1114111)))
  ),
  shown as (
    select f.*, row_number() over (order by
      case when up then case sorted when 'full_name' then lower(f.full_name) when 'student_code' then f.student_code end end,
      case when not up then case sorted when 'full_name' then lower(f.full_name) when 'student_code' then f.student_code end end desc,
      case when up then case sorted when 'progress' then f.progress end end nulls first,
      case when not up then case sorted when 'progress' then f.progress end end desc nulls last,
      case when up then case sorted when 'last_activity' then f.last_at end end nulls first,
      case when not up then case sorted when 'last_activity' then f.last_at end end desc nulls last, f.student_code) as place
    from found as f order by place limit p_size offset (p_page - 1)::bigint * p_size
  )
  select jsonb_build_object('page', p_page, 'size', p_size, 'total', (select count(*) from found), 'students',
    coalesce(jsonb_agg(jsonb_build_object(
      'id', s.id, 'student_code', s.student_code, 'full_name', s.full_name, 'lms_status', s.lms_status, 'courses', coalesce(s.courses, 0),
      'recordings_completed', coalesce(s.completed, 0), 'recordings_in_scope', coalesce(s.recordings, 0),
      'assignments_approved', coalesce(s.approved, 0), 'assignments_in_scope', coalesce(s.assignments, 0), 'progress_pct', s.progress,
      'last_activity_at', s.last_at, 'learning_status', private.learning_status(s.last_at, private.today(), private.zone())) order by s.place), '[]'))
    into answer from shown as s;
  return answer;
end $$;

-- Superadmin and admin anybody, a mentor their own learners: one of them whole. Null for one who is not there, or not to be
-- seen. Raises analytics.not_allowed 42501.
create or replace function private.get_student_engagement_detail(p_student uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  today constant date := private.today();
  answer jsonb;
begin
  if not private.has_power('superadmin', 'admin', 'mentor') then
    raise exception 'analytics.not_allowed' using errcode = '42501', detail = '{}';
  elsif not private.can_access_student(p_student) then
    return null;
  end if;
  select jsonb_build_object(
      'id', s.id, 'student_code', s.student_code, 'full_name', s.full_name, 'lms_status', s.lms_status,
      'progress', (select to_jsonb(p) from private.student_progress(p_student) as p),
      'engagement', (select to_jsonb(e) - 'student_id' from private.engagement_of(array[p_student], today) as e),
      'streak_days', private.streak_days(p_student, today),
      'courses', private.engagement_by_course(p_student),
      'progress_over_time', (
        select coalesce(jsonb_agg(jsonb_build_object('course_id', m.course_id, 'day', m.calculation_date, 'progress_pct', m.metric_value::int)
                                  order by m.course_id, m.calculation_date), '[]')
        from public.student_performance as m
        where m.organization_id = s.organization_id and m.student_id = s.id and m.metric_type = 'progress_pct'))
    into answer
    from public.students as s where s.id = p_student;
  return answer;
end $$;

-- Each course in which the learner has a place: its totals, its recordings and its work. Asks nobody who is reading.
create or replace function private.engagement_by_course(p_student uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'course_id', c.id, 'title', c.title, 'status', p.enrollment_status, 'progress_pct', p.progress_pct,
    'recordings_completed', p.recordings_completed, 'recordings_in_scope', p.recordings_in_scope,
    'assignments_approved', p.assignments_approved, 'assignments_in_scope', p.assignments_in_scope,
    'average_score_tenths', p.average_score_tenths, 'last_activity_at', p.last_activity_at,
    'videos', private.engagement_videos(p_student, c.id), 'assignments', private.engagement_work(p_student, c.id))
    order by p.enrolled_on desc, c.title, p.id), '[]')
  from dashboard.student_progress as p
  join public.courses as c on c.organization_id = p.organization_id and c.id = p.course_id
  where p.organization_id = private.org_id() and p.student_id = p_student and p.enrollment_status <> 'cancelled'
$$;

-- The recordings of a course: open or why not, and how far the learner watched them. Asks nobody who is reading.
create or replace function private.engagement_videos(p_student uuid, p_course uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'recording_id', u.recording_id, 'title', r.title, 'is_unlocked', u.is_open, 'why_locked', u.reason, 'unlocked_at', k.unlocked_at,
    'watched_tenths', coalesce(w.watched_tenths, 0), 'completed_at', w.completed_at, 'rating', v.rating) order by u.place), '[]')
  from private.course_unlocks(p_student, p_course) as u
  join public.lesson_recordings as r on r.id = u.recording_id
  left join public.sequential_unlocks as k
    on k.organization_id = r.organization_id and k.student_id = p_student and k.recording_id = r.id and k.revoked_at is null
  left join public.student_recordings as w on w.organization_id = r.organization_id and w.student_id = p_student and w.recording_id = r.id
  left join public.video_ratings as v on v.organization_id = r.organization_id and v.student_id = p_student and v.recording_id = r.id
$$;

-- The work of a course in its state: approved, declined, resubmitted (waits after an earlier version), pending, not_submitted, or
-- locked, as its recording is. Asks nobody who is reading.
create or replace function private.engagement_work(p_student uuid, p_course uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'assignment_id', a.id, 'title', a.title, 'max_score', a.max_score,
    'state', case when v.status = 'pending' and v.version > 1 then 'resubmitted' when v.status is not null then v.status
                  when not u.is_open then 'locked' else 'not_submitted' end,
    'version', v.version, 'submitted_at', v.submitted_at, 'reviewed_at', v.graded_at, 'score', v.score)
    order by a.due_date nulls last, a.title, a.id), '[]')
  from public.assignments as a
  left join private.course_unlocks(p_student, p_course) as u on u.recording_id = a.recording_id
  left join lateral (
    select v.status, v.version, v.submitted_at, v.graded_at, v.score from public.student_assignments as v
    where v.organization_id = a.organization_id and v.student_id = p_student and v.assignment_id = a.id
    order by v.version desc limit 1) as v on true
  where a.organization_id = private.org_id() and a.course_id = p_course and (a.is_active or v.status is not null)
$$;

revoke all on function private.engagement_of(uuid[], date), private.learning_status(timestamptz, date, text), private.engagement_by_course(uuid),
  private.engagement_videos(uuid, uuid), private.engagement_work(uuid, uuid), private.get_student_analytics_summary(int, int, text, text),
  private.get_student_engagement_detail(uuid) from public;
grant execute on function private.get_student_analytics_summary(int, int, text, text), private.get_student_engagement_detail(uuid) to authenticated;
