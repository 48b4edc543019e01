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

create or replace function private.guard_session() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  before constant text := case tg_op when 'UPDATE' then old.status else 'new' end;
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
  end if;
  return new;
end $$;

-- Who is expected: active learners with an active place in the batch, else in the course; with neither, all active learners.
create or replace function private.session_audience(p_session uuid) returns table (student_id uuid, user_id uuid)
language sql stable security definer set search_path = '' as $$
  select s.id, s.user_id
  from public.success_sessions as c
  join public.students as s on s.organization_id = c.organization_id and s.lms_status = 'active'
  where c.id = p_session
    and (c.course_id is null or exists (
      select from public.course_enrollments as e
      where e.organization_id = c.organization_id and e.student_id = s.id and e.course_id = c.course_id and e.status = 'active'
        and (c.batch_id is null or e.batch_id = c.batch_id)))
$$;

-- Completed: everybody expected has a row, absent unless somebody marked them. Announced, moved, cancelled: they hear of it.
create or replace function private.follow_session() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  before constant text := case tg_op when 'UPDATE' then old.status else 'draft' end;
  news text;
begin
  if private.org_id() is null then
    return null;
  end if;
  if new.status = 'completed' and before <> 'completed' then
    insert into public.session_attendance (organization_id, session_id, student_id, recorded_by)
      select new.organization_id, new.id, a.student_id, null from private.session_audience(new.id) as a
      on conflict (organization_id, session_id, student_id) do nothing;
  end if;
  news := case
    when new.status = 'upcoming' and before = 'draft' then 'added'
    when new.status = 'cancelled' and before in ('upcoming', 'live') then 'cancelled'
    when new.status = 'upcoming' and before = 'upcoming' and tg_op = 'UPDATE'
         and (new.start_time, new.link) is distinct from (old.start_time, old.link) then 'updated' end;
  if news is not null then
    -- of what is planned or cancelled at once the first is told, with how many more there are
    perform private.tell_of_session(new.id, news, case when new.series_id is not null and news <> 'updated'
      then format('%s %s %s', new.series_id, news, pg_current_xact_id())
      else format('%s %s %s', new.id, news, extract(epoch from new.start_time)) end);
  end if;
  return null;
end $$;

-- News of a class for everybody expected and its host, whose leads to its page; each once by the key. Whoever acts knows it already.
create or replace function private.tell_of_session(p_session uuid, p_news text, p_dedupe text) returns int
language sql volatile security definer set search_path = '' as $$
  select coalesce(sum(private.notify_users(
    array_remove(w.users, private.actor_id()), 'success_session_' || p_news,
    format('%s: %s', case p_news when 'added' then 'New session' when 'updated' then 'Moved' when 'cancelled' then 'Cancelled' else 'Soon' end, c.title),
    to_char(together.first at time zone o.timezone, 'FMDD Mon YYYY, HH24:MI') || case when together.many > 1 then format(', and %s more', together.many - 1) else '' end,
    w.link, p_dedupe, jsonb_build_object('session_id', c.id))), 0)::int
  from public.success_sessions as c join public.organizations as o on o.id = c.organization_id
  cross join lateral (
    select count(*) as many, min(s.start_time) as first from public.success_sessions as s
    where s.organization_id = c.organization_id and (s.id = c.id or p_news in ('added', 'cancelled') and s.series_id = c.series_id
          and s.status = c.status and s.updated_at = c.updated_at)) as together
  cross join lateral (values (array(select a.user_id from private.session_audience(p_session) as a), null),
                             (array_remove(array[c.mentor_id], null), format('/sessions/%s', c.id))) as w (users, link)
  where c.id = p_session
$$;

-- Who was there has done something that day.
create or replace function private.follow_attendance() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if private.org_id() is not null then
    perform private.log_activity(new.organization_id, new.student_id, 'session_attended', 'success_sessions', new.session_id,
                                 jsonb_build_object('status', new.status), p_at => least(c.start_time, private.now()))
    from public.success_sessions as c where c.id = new.session_id;
  end if;
  return null;
end $$;

create or replace trigger guard_session before insert or update on public.success_sessions
  for each row execute function private.guard_session();
create or replace trigger follow_session after insert or update on public.success_sessions
  for each row execute function private.follow_session();
create or replace trigger follow_attendance_added after insert on public.session_attendance
  for each row when (new.status in ('present', 'late')) execute function private.follow_attendance();
create or replace trigger follow_attendance_changed after update on public.session_attendance
  for each row when (new.status in ('present', 'late') and old.status not in ('present', 'late')) execute function private.follow_attendance();

revoke all on function private.session_may_become(text, text), private.session_audience(uuid),
  private.tell_of_session(uuid, text, text) from public;
grant execute on function private.session_audience(uuid), private.tell_of_session(uuid, text, text) to growthos_operations;
