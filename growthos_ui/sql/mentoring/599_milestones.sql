-- Repeatable. What learners reach, each once: the catalogue, the facts it asks, and the awards. An import brings a past
-- that nobody is congratulated on. Milestones of named modules wait for the setting that names them.

-- Key, what triggers it, which fact must come to how much, points, whether it is celebrated in a pop-up. Those by hand ask
-- no fact.
create or replace function private.milestones()
returns table (key text, milestone_type text, category text, measure text, needed numeric, points int, celebrated boolean)
language sql immutable parallel safe set search_path = '' as $$
  values
    ('first_steps',        'recording_watched',    'Learning',    'watched',             1::numeric, 10, false),
    ('knowledge_seeker',   'recording_watched',    'Learning',    'watched',            10,  50, false),
    ('fast_learner',       'time_based',           'Learning',    'watched_in_a_day',    3,  50, false),
    ('consistent_student', 'time_based',           'Learning',    'days_in_a_row',       5,  50, false),
    ('dedicated_learner',  'time_based',           'Learning',    'days_in_a_row',      14, 150, false),
    ('assignment_master',  'assignment_submitted', 'Achievement', 'handed_in',           5, 100, false),
    ('quality_controller', 'performance_based',    'Achievement', 'approved_from_90',    3, 100, false),
    ('high_achiever',      'performance_based',    'Achievement', 'approval_rate_of_3', 90, 150, false),
    ('perfect_student',    'performance_based',    'Achievement', 'on_time_rate_of_5', 100, 200, false),
    ('excellence_badge',   'performance_based',    'Achievement', 'average_of_5',       95, 300, true),
    ('connection_champion', 'integration_connected', 'Integration', 'shopify_connected',  1, 100, false),
    ('marketing_pro',      'integration_connected', 'Integration', 'meta_connected',     1, 100, false),
    ('integration_master', 'integration_connected', 'Integration', 'both_connected',     1, 300, true),
    ('early_bird',         'onboarding_completed', 'Special',     'onboarded_in_48_h',   1,  50, false),
    ('graduation_star',    'course_completed',     'Achievement', 'courses_completed',   1, 500, true),
    ('elite_student',      'performance_based',    'Special',     'top_tenth',           1, 500, true),
    ('innovation_award',   'manual',               'Special',     null,               null, 300, true),
    ('community_leader',   'manual',               'Special',     null,               null, 300, true)
$$;

-- Days in a row, up to today or yesterday, on which the learner completed a recording or handed something in.
create or replace function private.streak_days(p_student uuid, p_today date) returns int
language sql stable security definer set search_path = '' as $$
  with days as (
    select distinct (a.at at time zone o.timezone)::date as day
    from public.students as s
    join public.organizations as o on o.id = s.organization_id
    cross join lateral (
      select w.completed_at as at from public.student_recordings as w
        where w.organization_id = s.organization_id and w.student_id = s.id and w.completed_at is not null
      union all
      select v.submitted_at from public.student_assignments as v
        where v.organization_id = s.organization_id and v.student_id = s.id) as a
    where s.id = p_student)
  select coalesce((select count(*)::int from (select day, day + (row_number() over (order by day desc))::int as run from days where day <= p_today) as d
                   group by run having max(day) >= p_today - 1), 0)
$$;

-- Every fact that the catalogue asks, of one learner; one that is not known yet is left out.
create or replace function private.milestone_facts(p_student uuid) returns table (measure text, value numeric)
language sql stable security definer set search_path = '' as $$
  with me as (select s.id, s.organization_id, s.created_at from public.students as s where s.id = p_student),
  watched as (
    select w.completed_at, w.completed_at - lag(w.completed_at, 2) over (order by w.completed_at) as third
    from public.student_recordings as w join me on me.organization_id = w.organization_id and me.id = w.student_id
    where w.completed_at is not null),
  work as (
    select v.* from public.student_assignments as v join me on me.organization_id = v.organization_id and me.id = v.student_id),
  scored as (
    select 100.0 * v.score / a.max_score as score
    from work as v join public.assignments as a on a.id = v.assignment_id
    where v.status = 'approved' and v.score is not null and a.max_score > 0)
  select f.measure, f.value from (values
    ('watched', (select count(*) from watched)::numeric),
    ('watched_in_a_day', (select case when min(third) <= interval '24 hours' then 3 end from watched)),
    ('days_in_a_row', private.streak_days(p_student, private.today())),
    ('handed_in', (select count(distinct assignment_id) from work)),
    ('approved_from_90', (select count(*) from scored where score >= 90)),
    ('approval_rate_of_3', (select 100.0 * count(*) filter (where status = 'approved') / count(*) from work where status <> 'pending' having count(*) >= 3)),
    ('on_time_rate_of_5', (select 100.0 * count(*) filter (where not is_late) / count(*) from work where version = 1 having count(*) >= 5)),
    ('average_of_5', (select avg(score) from scored having count(*) >= 5)),
    ('onboarded_in_48_h', (select count(*) from public.questionnaire_responses as q join me on me.organization_id = q.organization_id and me.id = q.student_id
                           where q.questionnaire_type = 'onboarding' and q.completed_at <= me.created_at + interval '48 hours')),
    ('courses_completed', (select count(*) from public.course_enrollments as e join me on me.organization_id = e.organization_id and me.id = e.student_id
                           where e.status = 'completed')),
    ('shopify_connected', (select count(*) from public.integrations as i join me on me.organization_id = i.organization_id and me.id = i.student_id
                           where i.source = 'shopify' and i.status = 'connected')),
    ('meta_connected', (select count(*) from public.integrations as i join me on me.organization_id = i.organization_id and me.id = i.student_id
                        where i.source = 'meta_ads' and i.status = 'connected')),
    ('both_connected', (select (count(distinct i.source) = 2)::int from public.integrations as i join me on me.organization_id = i.organization_id and me.id = i.student_id
                        where i.source in ('shopify', 'meta_ads') and i.status = 'connected')),
    ('top_tenth', (select count(*) from public.student_performance as p join me on me.organization_id = p.organization_id and me.id = p.student_id
                   where p.metric_type = 'leaderboard_rank' and p.calculation_date = private.today()
                     and (p.details ->> 'students')::int >= 20 and p.metric_value <= (p.details ->> 'students')::int / 10.0))
  ) as f (measure, value) where f.value is not null
$$;

-- For triggers and jobs: what the learner has reached and was not given yet, of one kind or of all. Returns how many.
create or replace function private.check_and_award_milestone(p_student uuid, p_trigger text default null, p_context jsonb default '{}') returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  one record;
  given int := 0;
begin
  for one in
    with fresh as (
      insert into public.milestone_celebration (organization_id, student_id, milestone_key, milestone_type, milestone_data, points)
      select s.organization_id, s.id, m.key, m.milestone_type, coalesce(p_context, '{}') || jsonb_build_object(m.measure, f.value), m.points
      from public.students as s
      cross join private.milestones() as m
      join private.milestone_facts(p_student) as f on f.measure = m.measure and f.value >= m.needed
      where s.id = p_student and (p_trigger is null or m.milestone_type = p_trigger)
      on conflict (organization_id, student_id, milestone_key) do nothing
      returning user_id, milestone_key)
    select * from fresh
  loop
    given := given + 1;
    perform private.notify(one.user_id, 'milestone_celebration', format('You reached %s', replace(one.milestone_key, '_', ' ')), '',
                           null, 'milestone ' || one.milestone_key);
  end loop;
  return given;
end $$;

-- T14, T16 and a finished course: after everything else that follows of it (triggers run in the order of their names). Only
-- of rows in which something was reached: every step of a video, and every recount, comes by here.
create or replace function private.reward() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  students uuid[];
begin
  if private.org_id() is null then
    return null;
  elsif tg_table_name = 'student_recordings' and tg_op = 'INSERT' then
    students := array(select distinct n.student_id from new_rows as n where n.origin = 'app' and n.completed_at is not null);
  elsif tg_table_name = 'student_recordings' then
    students := array(select distinct n.student_id from new_rows as n join old_rows as o on o.id = n.id
                      where n.origin = 'app' and n.completed_at is not null and o.completed_at is null);
  elsif tg_op = 'INSERT' then
    students := array(select distinct n.student_id from new_rows as n where n.origin = 'app');
  else
    students := array(select distinct n.student_id from new_rows as n join old_rows as o on o.id = n.id
                      where n.origin = 'app' and n.status <> o.status and n.status in ('approved', 'declined', 'completed'));
  end if;
  perform private.check_and_award_milestone(s) from unnest(students) as s;
  return null;
end $$;

create or replace trigger then_reward_added after insert on public.student_recordings
  referencing new table as new_rows for each statement execute function private.reward();
create or replace trigger then_reward_changed after update on public.student_recordings
  referencing old table as old_rows new table as new_rows for each statement execute function private.reward();
create or replace trigger then_reward_added after insert on public.student_assignments
  referencing new table as new_rows for each statement execute function private.reward();
create or replace trigger then_reward_changed after update on public.student_assignments
  referencing old table as old_rows new table as new_rows for each statement execute function private.reward();
create or replace trigger then_reward_changed after update on public.course_enrollments
  referencing old table as old_rows new table as new_rows for each statement execute function private.reward();

-- By hand: superadmin and admin, with a reason, once. Whether it was given now. Raises milestone.not_allowed 42501,
-- milestone.unknown and milestone.reason_missing 22023, people.student_missing P0002.
create or replace function private.award_milestone(p_student uuid, p_key text, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  learner record;
  made uuid;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'milestone.not_allowed' using errcode = '42501', detail = '{}';
  elsif not exists (select from private.milestones() as m where m.key = p_key and m.milestone_type = 'manual') then
    raise exception 'milestone.unknown' using errcode = '22023', detail = '{"field": "key"}';
  elsif length(btrim(coalesce(p_reason, ''))) not between 3 and 500 then
    raise exception 'milestone.reason_missing' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  select s.organization_id, s.user_id into learner from public.students as s where s.id = p_student;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  insert into public.milestone_celebration (organization_id, student_id, milestone_key, milestone_type, milestone_data, points, awarded_by)
    select learner.organization_id, p_student, m.key, 'manual', jsonb_build_object('reason', btrim(p_reason)), m.points, private.actor_id()
    from private.milestones() as m where m.key = p_key
    on conflict (organization_id, student_id, milestone_key) do nothing returning id into made;
  if made is null then
    return false;
  end if;
  perform private.log_admin_action(learner.organization_id, 'milestone_awarded', 'milestone_celebration', made, format('Gave %s.', replace(p_key, '_', ' ')),
    null, jsonb_build_object('reason', btrim(p_reason)), p_student);
  perform private.notify(learner.user_id, 'milestone_celebration', format('You were given %s', replace(p_key, '_', ' ')), btrim(p_reason),
                         null, 'milestone ' || p_key);
  return true;
end $$;

revoke all on function private.milestones(), private.streak_days(uuid, date), private.milestone_facts(uuid),
  private.check_and_award_milestone(uuid, text, jsonb) from public;
grant execute on function private.milestones(), private.check_and_award_milestone(uuid, text, jsonb) to growthos_operations;
call private.hand_to_operations('private.award_milestone(uuid, text, text)');
grant execute on function private.award_milestone(uuid, text, text) to growthos_staff;
