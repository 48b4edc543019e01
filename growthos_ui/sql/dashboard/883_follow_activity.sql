-- Repeatable. Last activity and active weeks follow the activity log. The log only grows, so a new row can only
-- add a week and move the last moment forward; nothing needs to be counted again.
create or replace function private.follow_activity() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = auto set enable_nestloop = on as $$
declare
  ids uuid[];
  moments timestamptz[];
begin
  if private.counts_wait() then
    return null;
  end if;
  select array_agg(enrollment_id), array_agg(occurred_at) into ids, moments
  from (select distinct enrollment_id, occurred_at from new_rows where enrollment_id is not null) as n;
  if ids is not null then
    perform private.plan_for(cardinality(ids));
    perform private.add_activity(ids, moments);
  end if;
  return null;
end $$;

-- The learners are held as in every count: one in another transaction must not overwrite this with what it saw before.
create or replace function private.add_activity(p_enrollments uuid[], p_moments timestamptz[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.lock_learners(array(
    select distinct e.student_id from public.course_enrollments as e where e.id = any (p_enrollments)));
  insert into dashboard.learner_weeks (enrollment_id, week, organization_id, student_id, user_id, mentor_id, course_id, batch_id)
    select distinct e.id, date_trunc('week', x.moment at time zone o.timezone)::date,
           e.organization_id, e.student_id, e.user_id, e.mentor_id, e.course_id, e.batch_id
    from unnest(p_enrollments, p_moments) as x (id, moment)
    join public.course_enrollments as e on e.id = x.id
    join public.organizations as o on o.id = e.organization_id
    on conflict (enrollment_id, week) do nothing;
  update dashboard.student_progress as p
    set last_activity_at = x.last_at
    from (select u.id, max(u.moment) as last_at from unnest(p_enrollments, p_moments) as u (id, moment) group by u.id) as x
    where p.id = x.id and (p.last_activity_at is null or p.last_activity_at < x.last_at);
end $$;

create or replace trigger follow_activity after insert on public.user_activity_logs
  referencing new table as new_rows for each statement execute function private.follow_activity();

revoke all on function private.add_activity(uuid[], timestamptz[]) from public;
