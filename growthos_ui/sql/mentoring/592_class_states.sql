-- Repeatable. T25: which state of a live class follows which, who is expected, and who is told. Holds for whoever writes, a
-- function or a person within the law. An import of the owner brings its past with it: nobody is told.

--   draft → upcoming → live → completed; anything unfinished → cancelled; an upcoming one that nobody opened → completed
create or replace function private.session_may_become(p_from text, p_to text) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select case p_from
    when 'draft' then p_to in ('upcoming', 'cancelled')
    when 'upcoming' then p_to in ('live', 'completed', 'cancelled')
    when 'live' then p_to in ('completed', 'cancelled')
    else false end
$$;

-- Each step follows from the one before. What begins at another time is reminded of anew. A mentor addresses batches of their own students: whom a session is
-- for decides whose names its host reads.
create or replace function private.guard_session() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  before constant text := case tg_op when 'UPDATE' then old.status else 'new' end;
  moves constant boolean := before <> 'new' and new.start_time is distinct from old.start_time;
begin
  if private.org_id() is null then
    return new;
  end if;
  if before = 'new' and new.status not in ('draft', 'upcoming')
     or before <> 'new' and new.status <> before and not private.session_may_become(before, new.status) then
    raise exception 'session.not_from_here' using errcode = '55000',
      detail = jsonb_build_object('field', 'status', 'from', before, 'to', new.status)::text;
  elsif new.status in ('live', 'completed') and new.status <> before and new.start_time > private.now() then
    raise exception 'session.not_begun' using errcode = '55000', detail = '{"field": "start_time"}';
  elsif before in ('completed', 'cancelled') and (new.start_time, new.end_time, new.course_id, new.batch_id, new.mentor_id)
          is distinct from (old.start_time, old.end_time, old.course_id, old.batch_id, old.mentor_id) then
    raise exception 'session.over' using errcode = '55000', detail = jsonb_build_object('status', before)::text;
  elsif moves and before = 'live' then
    raise exception 'session.has_begun' using errcode = '55000', detail = '{"field": "start_time"}';
  elsif moves and exists (select from public.session_attendance as a where a.organization_id = new.organization_id and a.session_id = new.id) then
    raise exception 'session.is_marked' using errcode = '55000', detail = '{"field": "start_time"}';
  elsif (before = 'new' or (new.course_id, new.batch_id) is distinct from (old.course_id, old.batch_id))
        and private.has_power('mentor') and not coalesce(new.batch_id = any (private.my_student_batches()), false) then
    raise exception 'session.not_their_students' using errcode = '42501', detail = '{"field": "audience"}';
  end if;
  if moves then
    new.reminder_24h_sent_at := null;
    new.reminder_3h_sent_at := null;
    new.reminder_1h_sent_at := null;
  end if;
  return new;
end $$;

-- Who is expected: active learners with an active place in the batch, else in the course; with neither, all active learners.
create or replace function private.audience_of(p_organization uuid, p_course uuid, p_batch uuid) returns table (student_id uuid, user_id uuid)
language sql stable security definer set search_path = '' as $$
  select s.id, s.user_id from public.students as s
  where s.organization_id = p_organization and s.lms_status = 'active'
    and (p_course is null or exists (
      select from public.course_enrollments as e
      where e.organization_id = p_organization and e.student_id = s.id and e.course_id = p_course and e.status = 'active'
        and (p_batch is null or e.batch_id = p_batch)))
$$;

-- Who is expected at a session.
create or replace function private.session_audience(p_session uuid) returns table (student_id uuid, user_id uuid)
language sql stable security definer set search_path = '' as $$
  select a.* from public.success_sessions as c
  cross join lateral private.audience_of(c.organization_id, c.course_id, c.batch_id) as a where c.id = p_session
$$;

-- Completed: everybody expected has a row, absent unless somebody marked them. Announced, moved, given another link, host or audience,
-- cancelled: whom it concerns hears of it. Of what one act does to the weeks of a series they hear once.
create or replace function private.follow_sessions() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  one record;
begin
  if private.org_id() is null then
    return null;
  elsif tg_op = 'INSERT' then
    perform private.tell_of_session(w.first, 'added', w.many)
    from (select (array_agg(n.id order by n.start_time, n.id))[1] as first, count(*)::int as many
          from new_rows as n where n.status = 'upcoming' group by coalesce(n.series_id, n.id)) as w;
    return null;
  end if;
  -- only then: attendance counts itself at the session, whose statement comes by here again
  if exists (select from new_rows as n join old_rows as o on o.id = n.id where n.status = 'completed' and o.status <> 'completed') then
    insert into public.session_attendance (organization_id, session_id, student_id, recorded_by)
      select n.organization_id, n.id, a.student_id, null
      from new_rows as n join old_rows as o on o.id = n.id and o.status <> 'completed'
      cross join lateral private.session_audience(n.id) as a
      where n.status = 'completed'
      on conflict (organization_id, session_id, student_id) do nothing;
  end if;
  for one in
    select (array_agg(n.id order by n.start_time, n.id))[1] as first, count(*)::int as many, w.news, o.course_id, o.batch_id, o.mentor_id,
           (o.course_id, o.batch_id, o.mentor_id) is distinct from (n.course_id, n.batch_id, n.mentor_id) as of_others
    from new_rows as n join old_rows as o on o.id = n.id
    cross join lateral (select case
      when o.status = 'draft' and n.status = 'upcoming' then 'added'
      when o.status in ('upcoming', 'live') and n.status = 'cancelled' then 'cancelled'
      when n.status <> o.status or n.status not in ('upcoming', 'live') then null
      when n.start_time <> o.start_time then 'updated'
      when n.link is distinct from o.link then 'link'
      when (o.course_id, o.batch_id, o.mentor_id) is distinct from (n.course_id, n.batch_id, n.mentor_id) then 'others' end as news) as w
    where w.news is not null
    group by coalesce(n.series_id, n.id), w.news, o.course_id, o.batch_id, o.mentor_id, n.course_id, n.batch_id, n.mentor_id
  loop
    if one.of_others and one.news in ('updated', 'link', 'others') then
      perform private.tell_of_others(one.first, one.news, one.many, one.course_id, one.batch_id, one.mentor_id);
    else
      perform private.tell_of_session(one.first, one.news, one.many);
    end if;
  end loop;
  return null;
end $$;

-- News of a session, and of so many in all, for everybody expected and its host; once for each act. Whoever acts knows it already.
create or replace function private.tell_of_session(p_session uuid, p_news text, p_many int, p_act text default pg_current_xact_id()::text) returns int
language sql volatile security definer set search_path = '' as $$
  select private.tell_people_of_session(p_session, p_news, p_many, p_act, array(select a.user_id from private.session_audience(p_session) as a), c.mentor_id)
  from public.success_sessions as c where c.id = p_session
$$;

-- The same where a session was for others until now, or had another host: who comes to it hears of a new session, who leaves it that
-- it is theirs no longer, and whoever stays of what else is new.
create or replace function private.tell_of_others(p_session uuid, p_news text, p_many int, p_course uuid, p_batch uuid, p_host uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  act constant text := pg_current_xact_id()::text;
  held constant public.success_sessions := (select c from public.success_sessions as c where c.id = p_session);
  expected constant uuid[] := array(select a.user_id from private.session_audience(p_session) as a);
  expected_before constant uuid[] := array(select a.user_id from private.audience_of(held.organization_id, p_course, p_batch) as a);
  same_host constant boolean := held.mentor_id is not distinct from p_host;
begin
  perform private.tell_people_of_session(p_session, 'added', p_many, act,
    array(select unnest(expected) except select unnest(expected_before)), case when not same_host then held.mentor_id end);
  perform private.tell_people_of_session(p_session, 'left', p_many, act,
    array(select unnest(expected_before) except select unnest(expected)), case when not same_host then p_host end);
  if p_news <> 'others' then
    perform private.tell_people_of_session(p_session, p_news, p_many, act,
      array(select unnest(expected) intersect select unnest(expected_before)), case when same_host then held.mentor_id end);
  end if;
end $$;

-- News of a session for these students and this host, whose leads to its page. How many heard.
create or replace function private.tell_people_of_session(
  p_session uuid, p_news text, p_many int, p_act text, p_students uuid[], p_host uuid) returns int
language sql volatile security definer set search_path = '' as $$
  select coalesce(sum(private.notify_users(
    array_remove(w.users, private.actor_id()),
    'success_session_' || case p_news when 'link' then 'updated' when 'left' then 'cancelled' else p_news end,
    format('%s: %s', case p_news when 'added' then 'New session' when 'updated' then 'Moved' when 'cancelled' then 'Cancelled'
                                 when 'left' then 'No longer for you' when 'reminder' then 'Soon'
                                 else case when c.link is null then 'No link yet' else 'New link' end end, c.title),
    to_char(c.start_time at time zone o.timezone, 'FMDD Mon YYYY, HH24:MI') || case when p_many > 1 then format(', and %s more', p_many - 1) else '' end,
    w.leads_to, format('%s %s %s', c.id, p_news, p_act), jsonb_build_object('session_id', c.id))), 0)::int
  from public.success_sessions as c join public.organizations as o on o.id = c.organization_id
  cross join lateral (values (p_students, null), (array_remove(array[p_host], null), case when p_news <> 'left' then format('/sessions/%s', c.id) end))
    as w (users, leads_to)
  where c.id = p_session
$$;

-- Who was there has done something that day.
create or replace function private.follow_attendance() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  came uuid[];
begin
  if private.org_id() is null then
    return null;
  elsif tg_op = 'INSERT' then
    came := array(select n.id from new_rows as n where n.status in ('present', 'late'));
  else
    came := array(select n.id from new_rows as n join old_rows as o on o.id = n.id
                  where n.status in ('present', 'late') and o.status not in ('present', 'late'));
  end if;
  if came = '{}' then
    return null;
  end if;
  insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, reference_table, reference_id, metadata,
                                         visibility, occurred_at, created_by)
    select n.organization_id, n.user_id, n.student_id, 'session_attended', 'success_sessions', n.session_id,
           jsonb_build_object('status', n.status), 'student', least(c.start_time, private.now()), private.actor_id()
    from new_rows as n join public.success_sessions as c on c.organization_id = n.organization_id and c.id = n.session_id
    where n.id = any (came);
  return null;
end $$;

create or replace trigger guard_session before insert or update on public.success_sessions
  for each row execute function private.guard_session();
create or replace trigger follow_session_added after insert on public.success_sessions
  referencing new table as new_rows for each statement execute function private.follow_sessions();
create or replace trigger follow_session_changed after update on public.success_sessions
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_sessions();
create or replace trigger follow_attendance_added after insert on public.session_attendance
  referencing new table as new_rows for each statement execute function private.follow_attendance();
create or replace trigger follow_attendance_changed after update on public.session_attendance
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_attendance();

revoke all on function private.session_may_become(text, text), private.audience_of(uuid, uuid, uuid), private.session_audience(uuid),
  private.tell_of_session(uuid, text, int, text), private.tell_of_others(uuid, text, int, uuid, uuid, uuid),
  private.tell_people_of_session(uuid, text, int, text, uuid[], uuid) from public;
grant execute on function private.session_audience(uuid), private.tell_of_session(uuid, text, int, text) to growthos_operations;
