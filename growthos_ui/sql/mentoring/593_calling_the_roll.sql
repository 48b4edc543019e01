-- Repeatable. Who is expected at a live session, who came, and how that is written down: one by one, or all others at once.

-- The roll of a session: whoever is expected until it is over, then whoever was, and every guest. Names and codes go to whoever
-- calls it: staff and its host all, another mentor their own students of a batch. Nothing where that is nobody's to know.
create or replace function private.class_roll(p_session uuid)
returns table (
  student_id uuid, student_code text, full_name text, name_key text, batch_name text, status text, is_marked boolean, minutes_attended int, joined_at timestamptz, left_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  me constant private.acting := private.actor();
  is_staff constant boolean := private.has_power('superadmin', 'admin', 'enrollment_manager');
  held record;
  is_host boolean;
begin
  select c.* into held from public.success_sessions as c where c.id = p_session and c.organization_id = private.org_id();
  if not found or not is_staff and not private.has_power('mentor') then
    return;
  end if;
  is_host := held.mentor_id is not distinct from me.user_id;
  if not is_staff and not is_host and (held.batch_id is null or held.batch_id <> all (private.my_student_batches())) then
    return;
  end if;
  return query
    select s.id, s.student_code, s.full_name, lower(s.full_name) collate "C", b.name, a.status,
           coalesce(a.recorded_by is not null or a.status <> 'absent', false), a.minutes_attended, a.joined_at, a.left_at
    from (select x.student_id from private.session_audience(p_session) as x where held.status in ('draft', 'upcoming', 'live')) as x
    full join (select o.* from public.session_attendance as o
               where o.organization_id = held.organization_id and o.session_id = p_session) as a on a.student_id = x.student_id
    join public.students as s on s.organization_id = held.organization_id and s.id = coalesce(a.student_id, x.student_id)
    left join lateral (
      select t.name from public.course_enrollments as e
      join public.batches as t on t.organization_id = e.organization_id and t.id = e.batch_id
      where held.batch_id is null and e.organization_id = held.organization_id and e.student_id = s.id
        and (held.course_id is null or e.course_id = held.course_id)
      order by e.status, e.enrolled_at desc, e.id limit 1) as b on true
    where is_staff or is_host or s.mentor_id = me.user_id;
end $$;

-- The session that the actor may mark students at, locked: one that is told of and that can be joined by now. Raises as
-- session_to_hold, session.not_held and session.not_begun 55000.
create or replace function private.session_to_mark(p_session uuid, out organization_id uuid, out status text, out is_office boolean)
language plpgsql volatile security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
  opens constant interval := make_interval(mins => (private.get_setting('sessions.join_before_minutes'))::int);
begin
  if held.status in ('draft', 'cancelled') then
    raise exception 'session.not_held' using errcode = '55000', detail = jsonb_build_object('status', held.status)::text;
  elsif private.now() < held.start_time - opens then
    raise exception 'session.not_begun' using errcode = '55000', detail = '{"field": "start_time"}';
  end if;
  organization_id := held.organization_id;
  status := held.status;
  is_office := held.is_office;
end $$;

-- Marks one student, as the actor saw them: `p_was` is the mark that stood there, empty where there was none. When somebody joined and
-- how long they stayed is kept: who came was not absent. Whether anything changed. Raises session.marked_meanwhile 55000 where
-- somebody else marked them otherwise since, session.was_there 55000, and as record_attendance.
create or replace function private.mark_attendance(p_session uuid, p_student uuid, p_status text, p_was text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_mark(p_session);
  there record;
  changed boolean;
begin
  select a.status, a.recorded_by, a.joined_at, a.minutes_attended, a.recorded_by is not null or a.status <> 'absent' as is_marked into there
    from public.session_attendance as a
    where a.organization_id = held.organization_id and a.session_id = p_session and a.student_id = p_student;
  if there.is_marked and there.recorded_by is distinct from private.actor_id()
     and there.status not in (coalesce(p_was, ''), coalesce(p_status, '')) then
    raise exception 'session.marked_meanwhile' using errcode = '55000', detail = jsonb_build_object('status', there.status)::text;
  elsif p_status = 'absent' and (there.joined_at is not null or there.minutes_attended > 0) then
    raise exception 'session.was_there' using errcode = '55000', detail = '{}';
  end if;
  changed := private.record_attendance(p_session, p_student, p_status, there.minutes_attended);
  -- whoever was absent by default is so by somebody's word now
  update public.session_attendance as a set recorded_by = private.actor_id()
    where a.organization_id = held.organization_id and a.session_id = p_session and a.student_id = p_student and a.recorded_by is null;
  return changed or found;
end $$;

-- Takes the mark of a student off, as the actor saw it: as if nobody had marked them, until the session is over. Whether there was one.
-- Raises session.over, session.marked_meanwhile and session.was_there 55000, and as session_to_mark.
create or replace function private.take_mark_off(p_session uuid, p_student uuid, p_was text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_mark(p_session);
  there record;
begin
  select a.status, a.recorded_by, a.joined_at, a.minutes_attended into there from public.session_attendance as a
    where a.organization_id = held.organization_id and a.session_id = p_session and a.student_id = p_student;
  if held.status = 'completed' then
    raise exception 'session.over' using errcode = '55000', detail = jsonb_build_object('status', held.status)::text;
  elsif there.recorded_by is distinct from private.actor_id() and there.status <> coalesce(p_was, '') then
    raise exception 'session.marked_meanwhile' using errcode = '55000', detail = jsonb_build_object('status', there.status)::text;
  elsif there.joined_at is not null or there.minutes_attended > 0 then
    raise exception 'session.was_there' using errcode = '55000', detail = '{}';
  end if;
  delete from public.session_attendance as a
    where a.organization_id = held.organization_id and a.session_id = p_session and a.student_id = p_student;
  return found;
end $$;

-- Marks everybody who is expected and whom nobody has marked yet. How many. Raises session.status_unknown 22023, and as
-- session_to_mark.
create or replace function private.mark_the_rest(p_session uuid, p_status text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_mark(p_session);
  marked int;
begin
  if p_status is null or p_status not in ('present', 'late', 'absent', 'excused') then
    raise exception 'session.status_unknown' using errcode = '22023', detail = '{"field": "status"}';
  end if;
  insert into public.session_attendance as a (organization_id, session_id, student_id, status)
    select held.organization_id, p_session, r.student_id, p_status from private.class_roll(p_session) as r where not r.is_marked
    on conflict (organization_id, session_id, student_id) do update set status = excluded.status, recorded_by = private.actor_id()
      where a.recorded_by is null and a.status = 'absent';
  get diagnostics marked = row_count;
  return marked;
end $$;

-- Where the recording of a session is, or nothing any more. Whether that changed. Raises session.no_address 22023,
-- session.not_held 55000, and as session_to_hold.
create or replace function private.keep_recording(p_session uuid, p_url text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
  address constant text := private.session_link(p_url, 'recording_url');
begin
  if held.status in ('draft', 'cancelled') then
    raise exception 'session.not_held' using errcode = '55000', detail = jsonb_build_object('status', held.status)::text;
  end if;
  update public.success_sessions as c set recording_url = address where c.id = p_session and c.recording_url is distinct from address;
  return found;
end $$;

-- How many were expected and how many came is told by the session itself: what one statement changes is added at once.
create or replace function private.count_attendance() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'DELETE' then
    update public.success_sessions as c set expected_count = c.expected_count + d.expected, came_count = c.came_count + d.came
    from (select n.organization_id, n.session_id, count(*) filter (where n.status <> 'excused') as expected,
                 count(*) filter (where n.status in ('present', 'late')) as came
          from new_rows as n group by n.organization_id, n.session_id) as d
    where c.organization_id = d.organization_id and c.id = d.session_id and d.expected > 0;
  end if;
  if tg_op <> 'INSERT' then
    update public.success_sessions as c set expected_count = c.expected_count - d.expected, came_count = c.came_count - d.came
    from (select o.organization_id, o.session_id, count(*) filter (where o.status <> 'excused') as expected,
                 count(*) filter (where o.status in ('present', 'late')) as came
          from old_rows as o group by o.organization_id, o.session_id) as d
    where c.organization_id = d.organization_id and c.id = d.session_id and d.expected > 0;
  end if;
  return null;
end $$;
create or replace trigger count_added after insert on public.session_attendance
  referencing new table as new_rows for each statement execute function private.count_attendance();
create or replace trigger count_changed after update on public.session_attendance
  referencing old table as old_rows new table as new_rows for each statement execute function private.count_attendance();
create or replace trigger count_removed after delete on public.session_attendance
  referencing old table as old_rows for each statement execute function private.count_attendance();
revoke all on function private.count_attendance() from public;

call private.hand_to_operations(
  'private.session_to_mark(uuid)', 'private.mark_attendance(uuid, uuid, text, text)', 'private.mark_the_rest(uuid, text)',
  'private.take_mark_off(uuid, uuid, text)', 'private.keep_recording(uuid, text)');
revoke all on function private.class_roll(uuid) from public;
grant execute on function private.class_roll(uuid) to authenticated, growthos_operations;
grant execute on function
  private.mark_attendance(uuid, uuid, text, text), private.mark_the_rest(uuid, text), private.take_mark_off(uuid, uuid, text),
  private.keep_recording(uuid, text) to authenticated;
