-- Repeatable. Switching a part of the product on or off, and the switches as they stand.

-- Superadmin. Returns whether anything changed: what holds already is left as it is. Raises flag.not_allowed 42501,
-- flag.unknown and flag.reason_required 22023.
create or replace function private.set_flag(p_flag text, p_on boolean, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  before constant boolean := private.is_feature_enabled(p_flag);
  switched uuid;
begin
  if not private.has_power('superadmin') then
    raise exception 'flag.not_allowed' using errcode = '42501', detail = jsonb_build_object('flag', p_flag)::text;
  elsif p_on is null or not exists (select from private.known_flags() as k where k.flag_name = p_flag) then
    raise exception 'flag.unknown' using errcode = '22023', detail = jsonb_build_object('flag', p_flag, 'field', 'flag')::text;
  elsif length(btrim(coalesce(p_reason, ''))) not between 3 and 500 then
    raise exception 'flag.reason_required' using errcode = '22023', detail = jsonb_build_object('flag', p_flag, 'field', 'reason')::text;
  elsif before = p_on then
    return false;
  end if;
  insert into public.feature_flags as f (organization_id, flag_name, is_enabled, description, reason)
    select here, k.flag_name, p_on, k.description, btrim(p_reason) from private.known_flags() as k where k.flag_name = p_flag
    on conflict (organization_id, flag_name) do update set is_enabled = excluded.is_enabled, reason = excluded.reason
      where f.is_enabled <> excluded.is_enabled
    returning f.id into switched;
  if switched is null then
    return false;  -- somebody else did it just now
  end if;
  perform private.log_admin_action(here, 'flag_changed', 'feature_flags', switched,
    format('Switched %s %s.', p_flag, case when p_on then 'on' else 'off' end),
    jsonb_build_object('is_enabled', before), jsonb_build_object('is_enabled', p_on, 'reason', btrim(p_reason)), null, 'restricted');
  return true;
end $$;

-- Every switch of the actor's organisation, for those who may read switches: what holds, whether the organisation said
-- so itself, why, and who.
create or replace function private.flags_in_force()
returns table (flag_name text, description text, fallback boolean, is_enabled boolean, is_own boolean, reason text,
               changed_by text, changed_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    return;
  end if;
  return query
    select k.flag_name, k.description, k.is_enabled, coalesce(f.is_enabled, k.is_enabled), f.id is not null, f.reason,
           u.full_name, f.updated_at
    from private.known_flags() as k
    left join public.feature_flags as f on f.organization_id = private.org_id() and f.flag_name = k.flag_name
    left join public.users as u on u.id = f.updated_by;
end $$;

revoke all on function private.flags_in_force() from public;
call private.hand_to_operations('private.set_flag(text, boolean, text)');
grant execute on function private.set_flag(text, boolean, text), private.flags_in_force() to growthos_staff;
grant execute on function private.known_flags() to growthos_operations;
