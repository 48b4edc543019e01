-- Repeatable. Jobs: which there are and when they are due, and one run from its beginning to its end. A run is written down
-- before it begins and ends with its work: whoever is killed in the middle leaves nothing but a line that says so.

-- Every job with its time: minutes after the organisation's midnight, or every so many minutes. The daily job catches up
-- each day that it missed, one after the other; the others only do what is due now.
create or replace function private.jobs() returns table (job text, at_minute int, every_minutes int, is_caught_up boolean)
language sql immutable parallel safe set search_path = '' as $$
  values ('daily', 5, null, true), ('performance', 180, null, false), ('risk', 210, null, false), ('recovery', 540, null, false),
         ('leaderboard', null, 60, false), ('tickets', null, 60, false), ('sessions', null, 5, false), ('reviews', null, 30, false),
         ('sign_ins', null, 10, false), ('retention', 260, null, false)
$$;

-- The last time at which a job was to run, and the day that it works on then.
create or replace function private.last_due(p_job text, p_zone text, p_now timestamptz, out day date, out due_at timestamptz)
language sql stable parallel safe set search_path = '' as $$
  select d.day, coalesce((d.day + j.at_minute * interval '1 minute') at time zone p_zone,
                         date_bin(j.every_minutes * interval '1 minute', p_now, timestamptz 'epoch'))
  from private.jobs() as j
  cross join lateral (
    select (p_now at time zone p_zone - coalesce(j.at_minute, 0) * interval '1 minute')::date as day) as d
  where j.job = p_job
$$;

-- The organisations that jobs work for, with their day. Raises jobs.not_at_work 42501.
create or replace function private.organizations_to_work_for()
returns table (organization_id uuid, slug text, name text, today date)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  return query
    select o.id, o.slug, o.name, (private.now() at time zone o.timezone)::date
    from public.organizations as o where o.status = 'active' order by o.slug;
end $$;

-- What is due now and not done, the earliest day of each job; of one that has never run, the last time alone. What failed
-- waits twice as long with each try, an hour at most. Raises jobs.not_at_work 42501.
create or replace function private.jobs_due() returns table (organization_id uuid, job text, day date, due_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  return query
    select o.id, j.job, n.day, n.due_at
    from public.organizations as o
    cross join private.jobs() as j
    cross join lateral private.last_due(j.job, o.timezone, private.now()) as l
    cross join lateral (
      select max(r.day) as day, max(coalesce(r.due_at, r.started_at)) as at from dashboard.job_runs as r
      where r.organization_id = o.id and r.job = j.job and r.state = 'done' and r.day <= l.day) as done
    cross join lateral (select case when j.is_caught_up and done.day is not null then greatest(done.day + 1, l.day - 60) else l.day end as day) as next
    cross join lateral (
      select coalesce(next.day, l.day) as day, case when next.day < l.day
        then (next.day + j.at_minute * interval '1 minute') at time zone o.timezone else l.due_at end as due_at) as n
    cross join lateral (
      select count(*) as times, max(r.finished_at) as at from dashboard.job_runs as r
      where r.organization_id = o.id and r.job = j.job and r.state = 'failed' and r.day = n.day and r.due_at = n.due_at) as failed
    where o.status = 'active'
      and case when done.day is null then true when j.at_minute is null then done.at < l.due_at else done.day < l.day end
      and (failed.times = 0 or clock_timestamp() >= failed.at + least(60, 2 ^ least(failed.times, 6)) * interval '1 minute')
    order by o.slug, j.at_minute nulls last, j.job;
end $$;

-- Writes down that a run begins, for the organisation that is worked for; returns its id. A day that has not come is
-- worked on in a demo or a test only. Raises jobs.not_at_work 42501, jobs.unknown and jobs.day_ahead 22023.
create or replace function private.begin_run(p_job text, p_day date, p_due timestamptz default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  begun uuid;
begin
  if not private.at_work() or here is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  elsif p_job is null or not exists (select from private.jobs() as j where j.job = p_job) then
    raise exception 'jobs.unknown' using errcode = '22023', detail = '{"field": "job"}';
  end if;
  perform private.require_workable_day(p_day);
  insert into dashboard.job_runs (organization_id, job, day, due_at, started_by)
    values (here, p_job, p_day, p_due, case when p_due is null then 'command' else 'schedule' end)
    returning id into begun;
  return begun;
end $$;

create or replace function private.require_workable_day(p_day date) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_day is null or p_day not between '1900-01-01' and '2199-12-31' then
    raise exception 'jobs.day_unreal' using errcode = '22023', detail = '{"field": "day"}';
  elsif p_day > private.today() and exists (select from dashboard.installation as i where i.kind = 'production') then
    raise exception 'jobs.day_ahead' using errcode = '22023', detail = jsonb_build_object('field', 'day', 'day', p_day)::text;
  end if;
end $$;

-- Does the work of a run and ends it, in one transaction: one run of a job at a time for each organisation. Returns what it
-- found; null where another server had done the same meanwhile. Raises jobs.not_at_work 42501, jobs.run_missing P0002.
create or replace function private.do_run(p_run uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  run dashboard.job_runs;
  found_out jsonb;
begin
  if not private.at_work() or here is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  select r.* into run from dashboard.job_runs as r where r.id = p_run and r.state = 'running';
  if not found then
    raise exception 'jobs.run_missing' using errcode = 'P0002', detail = '{}';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(format('growthos.job %s %s', run.job, here), 0));
  if exists (select from dashboard.job_runs as r
             where r.organization_id = here and r.job = run.job and r.due_at = run.due_at and r.state = 'done') then
    delete from dashboard.job_runs where id = p_run;
    return null;
  end if;
  -- whoever had begun and does not hold the lock is not there any more; or comes after us and says so itself
  update dashboard.job_runs as r set state = 'stopped', finished_at = clock_timestamp(), why = 'It ended in the middle; nothing of it was kept.'
    where r.organization_id = here and r.job = run.job and r.state = 'running' and r.started_at < run.started_at;
  found_out := private.work(run.job, run.day);
  update dashboard.job_runs set state = 'done', finished_at = clock_timestamp(), counts = found_out, why = null where id = p_run;
  if run.job = 'daily' then
    perform private.forget_runs();
  end if;
  return found_out;
end $$;

-- The work itself, for a day; each of them finds nothing in a second run.
create or replace function private.work(p_job text, p_day date) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return case p_job
    when 'daily' then private.run_daily(p_day)
    when 'performance' then jsonb_build_object('measured', private.compute_student_performance(p_day))
    when 'risk' then private.run_risk_check()
    when 'recovery' then private.run_daily_recovery_check()
    when 'leaderboard' then jsonb_build_object('ranked', private.build_leaderboard())
    when 'tickets' then jsonb_build_object('late', private.tell_of_late_tickets(), 'closed', private.close_resolved_tickets())
    when 'sessions' then private.run_sessions()
    when 'reviews' then private.tell_of_late_reviews()
    when 'sign_ins' then private.end_old_sign_ins()
    when 'retention' then private.forget_what_is_over()
  end - 'day';
end $$;

-- The daily job: the night of the money, then the states of learners. For a day of the organisation's zone; one at a time.
-- Returns what it found, by name. Called by itself and rolled back it is its own preview. Raises jobs.not_at_work 42501,
-- jobs.day_unreal 22023.
create or replace function private.run_daily(p_day date) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
begin
  if not private.at_work() or here is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  elsif p_day is null or p_day not between '1900-01-01' and '2199-12-31' then
    raise exception 'jobs.day_unreal' using errcode = '22023', detail = '{"field": "day"}';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(format('growthos.job daily %s', here), 0));
  return (
    select jsonb_object_agg(coalesce(said.name, c.key), c.value)
    from (values (1, private.refresh_installments(p_day)), (2, private.process_lifecycle(p_day))) as night (part, counts)
    cross join lateral jsonb_each(night.counts) as c
    left join (values (1, 'suspended', 'for_fees'), (2, 'suspended', 'as_planned')) as said (part, key, name)
      on said.part = night.part and said.key = c.key
    where c.key <> 'day');
end $$;

-- Writes down that a run failed, after its work was rolled back. Twice in a row is told to the superadmins, once a day.
-- Raises jobs.not_at_work 42501.
create or replace function private.fail_run(p_run uuid, p_why text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  run dashboard.job_runs;
  before text;
begin
  if not private.at_work() or private.org_id() is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  update dashboard.job_runs
    set state = 'failed', finished_at = clock_timestamp(), why = left(coalesce(nullif(btrim(private.scrub(p_why)), ''), 'It failed.'), 500)
    where id = p_run and state = 'running' returning * into run;
  select r.state into before from dashboard.job_runs as r
    where r.organization_id = run.organization_id and r.job = run.job and r.state in ('done', 'failed') and r.id <> run.id
    order by r.started_at desc limit 1;
  if before = 'failed' then
    perform private.notify(u.user_id, 'job_failed', format('The job "%s" fails', run.job), run.why, '/oversight/jobs',
                           format('job %s %s', run.job, run.day))
      from public.user_roles as u
      where u.organization_id = run.organization_id and u.role = 'superadmin' and u.revoked_at is null;
  end if;
end $$;

-- What the schedule asks is kept: a week of what runs all day, thirteen months of what runs once.
create or replace function private.forget_runs() returns void
language sql volatile security definer set search_path = '' as $$
  delete from dashboard.job_runs as r using private.jobs() as j
    where r.organization_id = private.org_id() and j.job = r.job
      and r.finished_at < clock_timestamp() - case when j.every_minutes is null then interval '400 days' else interval '7 days' end
$$;

revoke all on function private.jobs(), private.last_due(text, text, timestamptz), private.organizations_to_work_for(), private.jobs_due(),
  private.require_workable_day(date) from public;
grant execute on function private.jobs(), private.require_workable_day(date) to growthos_operations;
call private.hand_to_operations('private.begin_run(text, date, timestamptz)', 'private.do_run(uuid)', 'private.work(text, date)',
  'private.run_daily(date)', 'private.fail_run(uuid, text)', 'private.forget_runs()');
grant execute on function private.organizations_to_work_for(), private.jobs_due(), private.begin_run(text, date, timestamptz), private.do_run(uuid),
  private.run_daily(date), private.fail_run(uuid, text) to growthos_worker;
