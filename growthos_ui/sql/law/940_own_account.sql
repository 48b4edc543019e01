-- Repeatable. A person's own account, wherever they work just now: what they may see of it, and what they may
-- change themselves. Looking belongs to the owner and answers about the actor only; changing belongs to
-- growthos_operations, whose lock lets the actor's own account through (910_policies.sql).

create or replace function private.my_preferences()
returns table (theme text, density text, letter_keys boolean)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select coalesce(p.theme, ''), coalesce(p.density, 'normal'), coalesce(p.letter_keys, true)
    from (select private.actor_id() as id) as me left join dashboard.preferences as p on p.user_id = me.id;
end $$;

create or replace function private.my_account()
returns table (full_name text, email text, phone text, home text, is_home boolean, password_changed_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select u.full_name, u.email, u.phone, o.name, o.id = private.org_id(), u.password_changed_at
    from public.users as u join public.organizations as o on o.id = u.organization_id
    where u.id = private.actor_id();
end $$;

-- What is not named stays as it was.
create or replace function private.prefer(p_theme text default null, p_density text default null, p_letter_keys boolean default null)
returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  insert into dashboard.preferences as p (user_id, organization_id, theme, density, letter_keys)
    values (me.user_id, me.organization_id, p_theme, coalesce(p_density, 'normal'), coalesce(p_letter_keys, true))
    on conflict (user_id) do update
      set theme = coalesce(p_theme, p.theme), density = coalesce(p_density, p.density),
          letter_keys = coalesce(p_letter_keys, p.letter_keys), updated_at = now();
end $$;

-- The person's own number in international form, or none. The audit of users writes down who changed it.
create or replace function private.keep_own_phone(p_phone text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.users set phone = nullif(btrim(p_phone), '') where id = private.actor_id();
end $$;

-- The door again: the sign-ins of the person behind one, for that person's eyes; and the end of one of the
-- others, or of all. `p_sign_in_id` is the live sign-in that asks; somebody else's cannot be named.
create or replace function private.sign_ins_beside(p_sign_in_id uuid)
returns table (sign_in_id uuid, is_this boolean, user_agent text, ip_address inet, first_seen_at timestamptz, last_seen_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select s.id, s.id = p_sign_in_id, s.user_agent, s.ip_address, s.first_seen_at, s.last_seen_at
    from public.user_sessions as here
    join public.user_sessions as s on s.user_id = here.user_id and s.kind = here.kind
    where here.id = p_sign_in_id and here.ended_at is null and s.ended_at is null
      and s.expires_at > clock_timestamp() and s.last_seen_at + s.idle_timeout > clock_timestamp()
    order by s.id = p_sign_in_id desc, s.last_seen_at desc, s.id;
end $$;

create or replace function private.end_sign_ins_beside(p_sign_in_id uuid, p_other uuid default null) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  ended int;
begin
  update public.user_sessions as s set ended_at = clock_timestamp(), ended_reason = 'revoked'
    where s.user_id = (select here.user_id from public.user_sessions as here where here.id = p_sign_in_id and here.ended_at is null)
      and s.ended_at is null and s.id <> p_sign_in_id and (p_other is null or s.id = p_other);
  get diagnostics ended = row_count;
  return ended;
end $$;

create or replace function private.must_change_password(p_user_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select u.must_change_password from public.users as u where u.id = p_user_id), false)
$$;

-- The theme that a person chose, so that the first page of a new browser is drawn in it.
create or replace function private.theme_of(p_user_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select coalesce((select p.theme from dashboard.preferences as p where p.user_id = p_user_id), 'system')
$$;

grant select, insert, update (theme, density, letter_keys, dismissed_banner, updated_at) on dashboard.preferences to growthos_operations;
grant update (phone) on public.users to growthos_operations;
call private.hand_to_operations(
  'private.prefer(text,text,boolean)', 'private.keep_own_phone(text)', 'private.end_sign_ins_beside(uuid,uuid)');
revoke all on function private.my_preferences(), private.my_account(), private.sign_ins_beside(uuid),
  private.must_change_password(uuid), private.theme_of(uuid) from public;
grant execute on function private.my_preferences(), private.my_account(), private.prefer(text, text, boolean),
  private.keep_own_phone(text) to authenticated;
grant execute on function private.sign_ins_beside(uuid), private.end_sign_ins_beside(uuid, uuid),
  private.must_change_password(uuid), private.theme_of(uuid) to growthos_sign_in;
