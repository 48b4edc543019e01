-- Repeatable. Holding live classes: the office any, a mentor their own. Belongs to growthos_operations: the tenant policy
-- holds inside.

-- The class that the actor may hold, locked. Raises session.not_allowed 42501, session.missing P0002.
create or replace function private.session_to_hold(
  p_session uuid, out organization_id uuid, out status text, out start_time timestamptz, out is_office boolean)
language plpgsql volatile security definer set search_path = '' as $$
begin
  is_office := private.has_power('superadmin', 'admin');
  if not is_office and not private.has_power('mentor') then
    raise exception 'session.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select c.organization_id, c.status, c.start_time into organization_id, status, start_time
    from public.success_sessions as c
    where c.id = p_session and (is_office or c.mentor_id = private.actor_id()) for no key update;
  if not found then
    raise exception 'session.missing' using errcode = 'P0002', detail = '{}';
  end if;
end $$;

-- Sessions to come, at each of these moments: announced at once, or kept as drafts; told of together. A mentor hosts them themselves.
-- Without a length they have the usual one. Returns the first. For the two that follow. Raises session.not_allowed and
-- session.not_their_students 42501, session.title_missing, session.in_the_past, session.ends_too_early 22023, session.room_taken 23505,
-- session.no_address, mentoring.not_a_mentor 22023.
create or replace function private.keep_sessions(
  p_title text, p_starts timestamptz[], p_length interval, p_course uuid, p_batch uuid, p_mentor uuid, p_link text, p_description text,
  p_draft boolean, p_series uuid)
returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  office constant boolean := private.has_power('superadmin', 'admin');
  made uuid;
begin
  if not office and not private.has_power('mentor') then
    raise exception 'session.not_allowed' using errcode = '42501', detail = '{}';
  elsif length(btrim(coalesce(p_title, ''))) not between 1 and 200 then
    raise exception 'session.title_missing' using errcode = '22023', detail = '{"field": "title"}';
  elsif exists (select from unnest(p_starts) as w (start) where w.start is null or w.start <= private.now()) then
    raise exception 'session.in_the_past' using errcode = '22023', detail = '{"field": "start_time"}';
  elsif p_length <= interval '0' then
    raise exception 'session.ends_too_early' using errcode = '22023', detail = '{"field": "end_time"}';
  end if;
  with planned as (
    insert into public.success_sessions (title, description, course_id, batch_id, mentor_id, start_time, end_time, status, link, series_id)
      select btrim(p_title), nullif(btrim(p_description), ''), p_course, p_batch, case when office then p_mentor else private.actor_id() end,
             w.start, w.start + p_length, case when p_draft then 'draft' else 'upcoming' end, private.session_link(p_link, 'link'), p_series
      from unnest(p_starts) as w (start)
      returning id, start_time)
  select (array_agg(p.id order by p.start_time))[1] into made from planned as p;
  return made;
exception when unique_violation then
  raise exception 'session.room_taken' using errcode = '23505', detail = '{"field": "link"}';
end $$;

-- One session to come. Returns its id. Raises as keep_sessions. An end without end is too far like any other.
create or replace function private.schedule_session(
  p_title text, p_start timestamptz, p_end timestamptz default null, p_course uuid default null, p_batch uuid default null,
  p_mentor uuid default null, p_link text default null, p_description text default null, p_draft boolean default false)
returns uuid
language sql security definer set search_path = '' as $$
  select private.keep_sessions(p_title, array[p_start], case when p_end = 'infinity' then timestamptz '2300-01-01' else p_end end - p_start, p_course, p_batch, p_mentor, p_link, p_description, p_draft, null)
$$;

-- Cancels a session, and if so asked all later ones that were planned with it, have not begun and are the actor's to hold; they are told
-- of together. How many. For the two that follow. Raises session.reason_missing 22023, session.not_from_here 55000, and as
-- session_to_hold.
create or replace function private.cancel_sessions(p_session uuid, p_reason text, p_later boolean) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
  reason constant text := btrim(coalesce(p_reason, ''));
  gone jsonb;
begin
  if length(reason) not between 3 and 500 then
    raise exception 'session.reason_missing' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  with these as (
    select c.id, c.status from public.success_sessions as c
    join public.success_sessions as one on one.id = p_session and one.organization_id = c.organization_id
    where c.id = one.id and c.status <> 'cancelled'
       or p_later and c.series_id = one.series_id and c.start_time > one.start_time and c.status in ('draft', 'upcoming')
          and private.session_is_mine(c.mentor_id)
    for no key update of c
  ), cancelled as (
    update public.success_sessions as c set status = 'cancelled' from these as t where c.id = t.id returning t.id, t.status)
  select coalesce(jsonb_object_agg(g.id, g.status), '{}') into gone from cancelled as g;
  perform private.log_admin_action(held.organization_id, 'session_cancelled', 'success_sessions', g.key::uuid, 'Cancelled a session.',
    jsonb_build_object('status', g.value), jsonb_build_object('reason', reason)) from jsonb_each_text(gone) as g;
  return (select count(*) from jsonb_object_keys(gone));
end $$;

-- Cancels one session. Whether it was cancelled now. Raises as cancel_sessions.
create or replace function private.cancel_session(p_session uuid, p_reason text) returns boolean
language sql security definer set search_path = '' as $$ select private.cancel_sessions(p_session, p_reason, false) > 0 $$;

-- Cancels a session and all later ones that were planned with it. How many. Raises as cancel_sessions.
create or replace function private.cancel_series(p_session uuid, p_reason text) returns int
language sql security definer set search_path = '' as $$ select private.cancel_sessions(p_session, p_reason, true) $$;

-- The class is over: everybody expected has a row of attendance. Whether it was completed now. Raises session.not_begun
-- and session.not_from_here 55000, and as session_to_hold.
create or replace function private.complete_session(p_session uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
begin
  if held.status = 'completed' then
    return false;
  end if;
  update public.success_sessions set status = 'completed' where id = p_session;
  return true;
end $$;

-- Marks one learner. The office may mark any, as a guest too; a mentor those expected, whoever is on the roll, and their own. Whether
-- anything changed. Raises session.status_unknown 22023, people.student_missing P0002, and as session_to_mark.
create or replace function private.record_attendance(p_session uuid, p_student uuid, p_status text, p_minutes int default null)
returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_mark(p_session);
  minutes constant int := case when p_status = 'absent' then null else p_minutes end;
begin
  if p_status is null or p_status not in ('present', 'late', 'absent', 'excused') or p_minutes < 0 then
    raise exception 'session.status_unknown' using errcode = '22023', detail = '{"field": "status"}';
  elsif not exists (
      select from public.students as s
      where s.id = p_student and s.organization_id = held.organization_id
        and (held.is_office or s.mentor_id = private.actor_id()
             or s.id in (select a.student_id from private.session_audience(p_session) as a)
             or exists (select from public.session_attendance as a
                        where a.organization_id = s.organization_id and a.session_id = p_session and a.student_id = s.id))) then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  insert into public.session_attendance as a (organization_id, session_id, student_id, status, minutes_attended)
    values (held.organization_id, p_session, p_student, p_status, minutes)
    on conflict (organization_id, session_id, student_id) do update
      set status = excluded.status, minutes_attended = excluded.minutes_attended, recorded_by = private.actor_id(),
          joined_at = case when excluded.status <> 'absent' then a.joined_at end,
          left_at = case when excluded.status <> 'absent' then a.left_at end
      where (a.status, a.minutes_attended) is distinct from (excluded.status, excluded.minutes_attended);
  return found;
end $$;

-- Job: what has begun is live, what has ended is completed, and what begins within a day, three hours or one hour is
-- announced once for each. Returns how many of each. Raises jobs.not_at_work 42501.
create or replace function private.run_sessions() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  at constant timestamptz := private.now();
  begun int;
  ended int;
  reminded int := 0;
  one record;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  update public.success_sessions set status = 'live' where status = 'upcoming' and start_time <= at;
  get diagnostics begun = row_count;
  update public.success_sessions set status = 'completed' where status = 'live' and end_time <= at;
  get diagnostics ended = row_count;
  for one in
    select c.id, c.start_time, w.hours from public.success_sessions as c
    cross join lateral (select min(hours) as hours from unnest(array[1, 3, 24]) as hours where c.start_time <= at + hours * interval '1 hour') as w
    where c.status = 'upcoming' and c.start_time > at and w.hours is not null
      and (case w.hours when 24 then c.reminder_24h_sent_at when 3 then c.reminder_3h_sent_at else c.reminder_1h_sent_at end) is null
  loop
    update public.success_sessions
      set reminder_24h_sent_at = coalesce(reminder_24h_sent_at, at),
          reminder_3h_sent_at = case when one.hours <= 3 then coalesce(reminder_3h_sent_at, at) else reminder_3h_sent_at end,
          reminder_1h_sent_at = case when one.hours = 1 then coalesce(reminder_1h_sent_at, at) else reminder_1h_sent_at end
      where id = one.id;
    perform private.tell_of_session(one.id, 'reminder', 1, format('%s %s', one.hours, extract(epoch from one.start_time)));
    reminded := reminded + 1;
  end loop;
  return jsonb_build_object('begun', begun, 'ended', ended, 'reminded', reminded);
end $$;

call private.hand_to_operations(
  'private.session_to_hold(uuid)', 'private.cancel_sessions(uuid, text, boolean)', 'private.cancel_series(uuid, text)',
  'private.keep_sessions(text, timestamptz[], interval, uuid, uuid, uuid, text, text, boolean, uuid)',
  'private.schedule_session(text, timestamptz, timestamptz, uuid, uuid, uuid, text, text, boolean)',
  'private.cancel_session(uuid, text)', 'private.complete_session(uuid)', 'private.record_attendance(uuid, uuid, text, int)',
  'private.run_sessions()');
grant execute on function
  private.schedule_session(text, timestamptz, timestamptz, uuid, uuid, uuid, text, text, boolean),
  private.cancel_session(uuid, text), private.cancel_series(uuid, text), private.complete_session(uuid),
  private.record_attendance(uuid, uuid, text, int) to authenticated;
grant execute on function private.run_sessions() to growthos_worker;
