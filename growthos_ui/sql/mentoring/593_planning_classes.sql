-- Repeatable. Planning live sessions, one or the same hour on several weeks at once, and changing what was planned. Belongs to
-- growthos_operations, as 593_holding_classes, whose checks hold for each.

-- What of a session can be changed, as one word: who changes it says which they saw.
create or replace function private.session_seal(p_session uuid) returns text
language sql stable security invoker set search_path = '' as $$
  select md5(jsonb_build_array(c.title, c.description, extract(epoch from c.start_time), extract(epoch from c.end_time), c.course_id,
                               c.batch_id, c.mentor_id, c.link)::text)
  from public.success_sessions as c where c.id = p_session
$$;

-- An address to join at or to look at, or nothing; `p_field` is the box it was typed into. Raises session.no_address 22023.
create or replace function private.session_link(p_link text, p_field text) returns text
language plpgsql immutable set search_path = '' as $$
declare
  address constant text := nullif(btrim(p_link), '');
begin
  if address is not null and (length(address) > 2000 or not private.is_web_address(address)) then
    raise exception 'session.no_address' using errcode = '22023', detail = jsonb_build_object('field', p_field)::text;
  end if;
  return address;
end $$;

-- How long a session lasts, or the usual length. Raises session.too_long 22023.
create or replace function private.session_length(p_minutes int) returns interval
language plpgsql stable set search_path = '' as $$
begin
  if p_minutes not between 5 and 1440 then
    raise exception 'session.too_long' using errcode = '22023', detail = '{"field": "minutes"}';
  end if;
  return make_interval(mins => coalesce(p_minutes, (private.get_setting('sessions.default_minutes'))::int));
end $$;

-- Plans a session at each of these moments, announced at once or kept as drafts, and tells of all of them together. The same key
-- again plans nothing more. Returns the first. Raises session.too_many 22023, and as keep_sessions.
create or replace function private.plan_sessions(
  p_title text, p_starts timestamptz[], p_minutes int, p_course uuid, p_batch uuid, p_mentor uuid, p_link text, p_description text,
  p_draft boolean, p_key uuid)
returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  most constant int := 52;
  there constant uuid := (select c.id from public.success_sessions as c where c.series_id = p_key and private.session_is_mine(c.mentor_id)
                          order by c.start_time limit 1);
begin
  if there is not null then
    return there;
  elsif not private.has_power('superadmin', 'admin', 'mentor') then
    raise exception 'session.not_allowed' using errcode = '42501', detail = '{}';
  elsif p_key is null or coalesce(cardinality(p_starts), 0) not between 1 and most then
    raise exception 'session.too_many' using errcode = '22023', detail = jsonb_build_object('field', 'weeks', 'most', most)::text;
  end if;
  return private.keep_sessions(p_title, p_starts, private.session_length(p_minutes), p_course, p_batch, p_mentor, p_link, p_description,
                               p_draft, p_key);
end $$;

-- Whether the actor may hold a session with this host: the office any, a mentor their own.
create or replace function private.session_is_mine(p_host uuid) returns boolean
language sql stable set search_path = '' as $$
  select private.has_power('superadmin', 'admin') or private.has_power('mentor') and p_host is not distinct from private.actor_id()
$$;

-- Changes what was planned, as the actor saw it: `p_seal` is what session_seal said then. Whoever is expected hears of another
-- time or link, and whoever comes or goes of that. A mentor stays the host. Whether anything changed. Raises session.changed_meanwhile,
-- session.over, session.has_begun and session.is_marked 55000, the reasons of keep_sessions, and as session_to_hold.
create or replace function private.change_session(
  p_session uuid, p_seal text, p_title text, p_start timestamptz, p_minutes int, p_course uuid, p_batch uuid, p_mentor uuid, p_link text,
  p_description text)
returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
  address constant text := private.session_link(p_link, 'link');
  words constant text := btrim(coalesce(p_title, ''));
  about constant text := nullif(btrim(p_description), '');
  -- to the second as long as it was, where so many minutes are those that were shown
  until constant timestamptz := coalesce(
    (select p_start + (c.end_time - c.start_time) from public.success_sessions as c
     where c.id = p_session and floor(extract(epoch from c.end_time - c.start_time) / 60) = p_minutes),
    p_start + private.session_length(p_minutes));
  course constant uuid := coalesce(p_course, (select b.course_id from public.batches as b where b.id = p_batch));
  host uuid := p_mentor;
begin
  if p_seal is distinct from private.session_seal(p_session) then
    raise exception 'session.changed_meanwhile' using errcode = '55000', detail = '{}';
  elsif length(words) not between 1 and 200 then
    raise exception 'session.title_missing' using errcode = '22023', detail = '{"field": "title"}';
  elsif p_start is null or p_start <> held.start_time and held.status in ('draft', 'upcoming') and p_start <= private.now() then
    raise exception 'session.in_the_past' using errcode = '22023', detail = '{"field": "start_time"}';
  end if;
  if not held.is_office then
    host := private.actor_id();
  end if;
  update public.success_sessions as c
    set title = words, description = about, start_time = p_start, end_time = until, course_id = course, batch_id = p_batch,
        link = address, mentor_id = host
    where c.id = p_session
      and (c.title, c.description, c.start_time, c.end_time, c.course_id, c.batch_id, c.link, c.mentor_id)
          is distinct from (words, about, p_start, until, course, p_batch, address, host);
  return found;
exception when unique_violation then
  raise exception 'session.room_taken' using errcode = '23505', detail = '{"field": "link"}';
end $$;

-- Tells of a draft: whoever is expected sees it from now on. Whether it was one. Raises session.in_the_past 22023, and as
-- session_to_hold.
create or replace function private.announce_session(p_session uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
begin
  if held.status = 'draft' and held.start_time <= private.now() then
    raise exception 'session.in_the_past' using errcode = '22023', detail = '{"field": "start_time"}';
  end if;
  update public.success_sessions as c set status = 'upcoming' where c.id = p_session and c.status = 'draft';
  return found;
end $$;

-- Tells of a draft and of all later drafts that were planned with it, together. How many. Raises as announce_session.
create or replace function private.announce_series(p_session uuid) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
  many int;
begin
  if held.status = 'draft' and held.start_time <= private.now() then
    raise exception 'session.in_the_past' using errcode = '22023', detail = '{"field": "start_time"}';
  end if;
  update public.success_sessions as c set status = 'upcoming'
    from public.success_sessions as one
    where one.id = p_session and c.organization_id = one.organization_id and c.status = 'draft'
      and (c.id = one.id or c.series_id = one.series_id and c.start_time > one.start_time and private.session_is_mine(c.mentor_id));
  get diagnostics many = row_count;
  return many;
end $$;

-- Gives all later ones that were planned with it, have not begun and are the actor's to hold the link and the host of this session; it
-- is told of together. How many changed. Raises session.room_taken 23505, and as session_to_hold.
create or replace function private.pass_on_session(p_session uuid) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.session_to_hold(p_session);
  many int;
begin
  update public.success_sessions as c set link = one.link, mentor_id = one.mentor_id
    from public.success_sessions as one
    where one.id = p_session and c.organization_id = held.organization_id and c.series_id = one.series_id
      and c.start_time > one.start_time and c.status in ('draft', 'upcoming') and private.session_is_mine(c.mentor_id)
      and (c.link, c.mentor_id) is distinct from (one.link, one.mentor_id);
  get diagnostics many = row_count;
  return many;
exception when unique_violation then
  raise exception 'session.room_taken' using errcode = '23505', detail = '{"field": "link"}';
end $$;

call private.hand_to_operations(
  'private.plan_sessions(text, timestamptz[], int, uuid, uuid, uuid, text, text, boolean, uuid)',
  'private.change_session(uuid, text, text, timestamptz, int, uuid, uuid, uuid, text, text)',
  'private.announce_session(uuid)', 'private.announce_series(uuid)', 'private.pass_on_session(uuid)');
revoke all on function private.session_seal(uuid), private.session_link(text, text), private.session_length(int), private.session_is_mine(uuid) from public;
grant execute on function private.session_seal(uuid) to authenticated, growthos_operations;
grant execute on function private.session_link(text, text), private.session_length(int), private.session_is_mine(uuid) to growthos_operations;
grant execute on function
  private.plan_sessions(text, timestamptz[], int, uuid, uuid, uuid, text, text, boolean, uuid),
  private.change_session(uuid, text, text, timestamptz, int, uuid, uuid, uuid, text, text),
  private.announce_session(uuid), private.announce_series(uuid), private.pass_on_session(uuid) to authenticated;
