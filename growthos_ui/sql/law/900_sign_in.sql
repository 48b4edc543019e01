-- Repeatable. The door: what the sign-in process may ask and do, and nothing else. Reading belongs
-- to the owner, changing to growthos_operations, so that row security holds inside.

-- The account behind an address, for the one comparison of a password. `why` is for the log, never
-- for the person who tries: every refusal there is the same sentence. The address is taken as it is
-- given: tries are counted by it, and two spellings of one account would be counted apart.
create or replace function private.password_of(p_email text)
returns table (user_id uuid, organization_id uuid, password_hash text, may_sign_in boolean, why text)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select u.id, u.organization_id, u.password_hash, reason.why is null, reason.why
    from public.users as u
    join public.organizations as o on o.id = u.organization_id
    left join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    cross join lateral (select case
      when r.role is null then 'no_role'
      when r.role = 'student' then 'student'
      when not u.is_active then 'inactive'
      when u.login_blocked then 'blocked'
      when o.status <> 'active' then 'organization'
      when u.password_hash is null then 'no_password' end as why) as reason
    where u.email = p_email;
end $$;

-- Who is behind a live dashboard sign-in. Students have none.
create or replace function private.sign_in_rows(p_sign_in_id uuid, p_token_hash bytea)
returns table (sign_in_id uuid, user_id uuid, organization_id uuid, organization_name text, timezone text, role text,
               capabilities text[], full_name text, email text, epoch int, token_hash bytea, expires_in double precision)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select s.id, u.id, o.id, o.name, o.timezone, r.role, r.capabilities, u.full_name, u.email, u.sign_in_epoch,
           s.token_hash,
           extract(epoch from least(s.expires_at, s.last_seen_at + s.idle_timeout) - clock_timestamp())::double precision
    from public.user_sessions as s
    join public.users as u on u.id = s.user_id
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    join public.organizations as home on home.id = u.organization_id
    left join dashboard.sign_in_context as c on c.sign_in_id = s.id and r.role = 'superadmin'
    join public.organizations as o on o.id = coalesce(c.chosen_organization_id, u.organization_id)
    where (s.id = p_sign_in_id or s.token_hash = p_token_hash)
      and s.kind = 'dashboard' and r.role <> 'student' and s.ended_at is null
      and s.expires_at > clock_timestamp() and s.last_seen_at + s.idle_timeout > clock_timestamp()
      and u.is_active and not u.login_blocked and home.status = 'active';
end $$;

create or replace function private.sign_in_by_id(p_sign_in_id uuid)
returns table (sign_in_id uuid, user_id uuid, organization_id uuid, organization_name text, timezone text, role text,
               capabilities text[], full_name text, email text, epoch int, token_hash bytea, expires_in double precision)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select * from private.sign_in_rows(p_sign_in_id, null);
end $$;

create or replace function private.sign_in_by_token(p_token_hash bytea)
returns table (sign_in_id uuid, user_id uuid, organization_id uuid, organization_name text, timezone text, role text,
               capabilities text[], full_name text, email text, epoch int, token_hash bytea, expires_in double precision)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select * from private.sign_in_rows(null, p_token_hash);
end $$;

-- How long a sign-in of a school may rest and last: what the server allows, or less where the school says so.
create or replace function private.sign_in_times(p_organization uuid, p_idle interval, p_absolute interval, out idle interval, out absolute interval)
language sql stable security definer set search_path = '' as $$
  select least(p_idle, make_interval(mins => (private.setting(p_organization, 'security.idle_minutes'))::int)),
         least(p_absolute, make_interval(hours => (private.setting(p_organization, 'security.session_hours'))::int))
$$;
revoke all on function private.sign_in_times(uuid, interval, interval) from public;
grant execute on function private.sign_in_times(uuid, interval, interval) to growthos_operations;

-- The shortest password that the school of an account allows.
create or replace function private.password_min(p_user_id uuid) returns int
language sql stable security definer set search_path = '' as $$
  select (private.setting(u.organization_id, 'security.password_min'))::int from public.users as u where u.id = p_user_id
$$;

-- The password was right: open a sign-in. Refused for whoever may not have one, students above all.
create or replace function private.begin_sign_in(
  p_user_id uuid, p_token_hash bytea, p_idle interval, p_absolute interval, p_ip inet, p_user_agent text)
returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  begun uuid;
begin
  insert into public.user_sessions
      (organization_id, user_id, token_hash, idle_timeout, expires_at, ip_address, user_agent)
    select u.organization_id, u.id, p_token_hash, t.idle, clock_timestamp() + t.absolute, p_ip, left(p_user_agent, 500)
    from public.users as u
    cross join lateral private.sign_in_times(u.organization_id, p_idle, p_absolute) as t
    join public.organizations as o on o.id = u.organization_id
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    where u.id = p_user_id and u.is_active and not u.login_blocked and o.status = 'active' and r.role <> 'student'
    returning id into begun;
  if begun is null then
    raise exception 'people.may_not_sign_in' using errcode = '42501';
  end if;
  update public.users set last_login_at = clock_timestamp(), last_active_at = clock_timestamp() where id = p_user_id;
  perform private.log_staff_activity(p_user_id, 'login');
  return begun;
end $$;

-- Ends a sign-in; a second end changes nothing and returns false.
create or replace function private.end_sign_in(p_sign_in_id uuid, p_reason text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  whose uuid;
begin
  update public.user_sessions set ended_at = clock_timestamp(), ended_reason = p_reason
    where id = p_sign_in_id and ended_at is null
    returning user_id into whose;
  if p_reason = 'logout' then
    perform private.log_staff_activity(whose, 'logout');
  end if;
  return whose is not null;
end $$;

-- Somebody is still here: once a minute is enough.
create or replace function private.touch_sign_in(p_sign_in_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  whose uuid;
begin
  update public.user_sessions set last_seen_at = clock_timestamp()
    where id = p_sign_in_id and ended_at is null and last_seen_at < clock_timestamp() - interval '1 minute'
    returning user_id into whose;
  if whose is not null then
    update public.users set last_active_at = clock_timestamp() where id = whose;
  end if;
end $$;

-- Counts an attempt before it is tried, for every key at once; returns until when it is refused, or
-- null when it may be tried. From the limit on each attempt costs a pause that doubles: 30 s to 15 min.
-- An attempt during the pause is refused and not counted: a stranger cannot lengthen it.
create or replace function private.count_attempt(p_keys text[], p_limits int[], p_window interval) returns timestamptz
language plpgsql volatile security definer set search_path = '' as $$
declare
  at timestamptz := clock_timestamp();
  refused_until timestamptz;
begin
  -- In one order, so that two attempts with the same keys wait for each other instead of deadlocking.
  insert into dashboard.sign_in_throttles (key, window_start)
    select each, at from unnest(p_keys) as each order by each
    on conflict (key) do nothing;
  perform from dashboard.sign_in_throttles where key = any (p_keys) order by key for update;
  at := clock_timestamp();
  select max(locked_until) into refused_until
    from dashboard.sign_in_throttles where key = any (p_keys) and locked_until > at;
  if refused_until is not null then
    return refused_until;
  end if;
  update dashboard.sign_in_throttles as t
    set attempts = counted.attempts,
        window_start = case when t.window_start + p_window < at then at else t.window_start end,
        locked_until = case when counted.attempts >= counted.maximum
          then at + least(interval '15 minutes', interval '30 seconds' * 2 ^ least(counted.attempts - counted.maximum, 10)) end
    from (
      select w.key, asked.maximum, 1 + case when w.window_start + p_window < at then 0 else w.attempts end as attempts
      from unnest(p_keys, p_limits) as asked (key, maximum)
      join dashboard.sign_in_throttles as w on w.key = asked.key
    ) as counted
    where t.key = counted.key;
  -- What nobody has tried for a day is forgotten, a few at a time and never waiting for anybody.
  delete from dashboard.sign_in_throttles as old
    where old.key in (select o.key from dashboard.sign_in_throttles as o
                      where o.window_start < at - interval '1 day' and o.key <> all (p_keys)
                      order by o.window_start limit 20 for update skip locked);
  return null;
end $$;

drop function if exists private.forgive_attempt(text[]);

-- Keeps a password's hash. Every earlier sign-in of the person ends with it.
create or replace function private.store_password_hash(p_user_id uuid, p_hash text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.users
    set password_hash = p_hash, password_changed_at = clock_timestamp(), must_change_password = false
    where id = p_user_id;
  if not found then
    raise exception 'people.user_missing' using errcode = 'P0002';
  end if;
end $$;

-- The superadmin's organisation: one at a time, chosen for this sign-in, written down in the audit.
create or replace function private.choose_organisation(p_organization_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
  chosen_name text;
begin
  if not coalesce(me.role = 'superadmin', false) then
    raise exception 'people.may_not_choose_an_organisation' using errcode = '42501';
  end if;
  select o.name into chosen_name from public.organizations as o where o.id = p_organization_id and o.status <> 'closed';
  if chosen_name is null then
    raise exception 'people.organisation_missing' using errcode = 'P0002';
  end if;
  insert into dashboard.sign_in_context (sign_in_id, organization_id, chosen_organization_id)
    values (me.sign_in_id, me.organization_id, p_organization_id)
    on conflict (sign_in_id) do update set chosen_organization_id = excluded.chosen_organization_id, updated_at = now();
  insert into public.admin_logs
      (organization_id, admin_id, actor_role, action, table_name, record_id, description, sensitivity, session_id)
    values (p_organization_id, me.user_id, me.role, 'organization_switched', 'organizations', p_organization_id,
            format('Works in %s.', chosen_name), 'restricted', me.sign_in_id);
end $$;

drop function if exists private.note_export(uuid, text, text, text);

-- A list is taken away as a file: written down, with how many rows it has, before its first line leaves, in a transaction
-- of the door, because that of the reader may be one that only reads.
create or replace function private.note_export(p_sign_in_id uuid, p_list text, p_query text, p_format text, p_rows int) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.admin_logs
      (organization_id, admin_id, actor_role, action, table_name, new_values, description, sensitivity, session_id)
    select me.organization_id, me.user_id, me.role, 'export_downloaded', p_list,
           jsonb_build_object('list', p_list, 'filter', left(p_query, 4000), 'format', p_format, 'rows', p_rows),
           format('Downloaded the list %s as %s, %s %s.', replace(p_list, '_', ' '), p_format, p_rows, case p_rows when 1 then 'row' else 'rows' end),
           'restricted', me.sign_in_id
    from private.sign_in_by_id(p_sign_in_id) as me;
  if not found then
    raise exception 'people.sign_in_over' using errcode = '28000';
  end if;
end $$;

call private.hand_to_operations(
  'private.begin_sign_in(uuid,bytea,interval,interval,inet,text)', 'private.end_sign_in(uuid,text)',
  'private.touch_sign_in(uuid)', 'private.count_attempt(text[],int[],interval)',
  'private.store_password_hash(uuid,text)', 'private.choose_organisation(uuid)',
  'private.note_export(uuid,text,text,text,int)');

grant execute on function
  private.password_of(text), private.sign_in_by_id(uuid), private.sign_in_by_token(bytea),
  private.begin_sign_in(uuid, bytea, interval, interval, inet, text), private.end_sign_in(uuid, text),
  private.touch_sign_in(uuid), private.count_attempt(text[], int[], interval),
  private.store_password_hash(uuid, text), private.password_min(uuid), private.note_export(uuid, text, text, text, int)
  to growthos_sign_in;
grant execute on function private.sign_in_by_id(uuid) to growthos_operations;
grant execute on function private.choose_organisation(uuid) to growthos_staff;
