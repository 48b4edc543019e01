-- Repeatable. Changing one setting, and the settings as they stand. Belongs to growthos_operations: the tenant policy
-- holds inside.

-- A superadmin changes every key, an admin all but those of fees. No value, or null, is back to the default. Returns
-- whether anything changed. Raises setting.not_allowed 42501, setting.company_missing P0002, and every refusal of
-- private.check_settings (22023), each with the key, and its range where it has one.
create or replace function private.set_setting(p_key text, p_value jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  place constant text[] := string_to_array(p_key, '.');
  wanted constant jsonb := nullif(p_value, 'null');
  held public.company_settings;
  changed jsonb;
begin
  if not private.has_power('superadmin', 'admin') or p_key like 'fees.%' and not private.has_power('superadmin') then
    raise exception 'setting.not_allowed' using errcode = '42501', detail = jsonb_build_object('key', p_key)::text;
  elsif not exists (select from private.setting_keys() as k where k.key = p_key) then
    perform private.refuse_setting(p_key, 'unknown');
  end if;
  select c.* into held from public.company_settings as c where c.organization_id = private.org_id() for update;
  if not found then
    raise exception 'setting.company_missing' using errcode = 'P0002', detail = '{}';
  end if;
  changed := case when wanted is null then held.settings #- place
    else held.settings || jsonb_build_object(place[1],
      coalesce(held.settings -> place[1], '{}') || jsonb_build_object(place[2], wanted)) end;
  if changed = held.settings then
    return false;
  end if;
  update public.company_settings set settings = changed where id = held.id;
  return true;
end $$;

-- What the organisation is called and how it looks; a value that is not named becomes none, except the name.
-- Raises setting.not_allowed 42501, setting.company_missing P0002; the table refuses what is no name, address or colour.
create or replace function private.set_branding(
  p_company_name text, p_logo_url text default null, p_primary_color text default null, p_secondary_color text default null)
returns void
language plpgsql security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'setting.not_allowed' using errcode = '42501', detail = '{"key": "branding"}';
  end if;
  update public.company_settings
    set company_name = btrim(p_company_name), logo_url = nullif(btrim(p_logo_url), ''),
        primary_color = nullif(lower(btrim(p_primary_color)), ''), secondary_color = nullif(lower(btrim(p_secondary_color)), '')
    where organization_id = private.org_id();
  if not found then
    raise exception 'setting.company_missing' using errcode = 'P0002', detail = '{}';
  end if;
end $$;

-- Every key of the actor's organisation, for those who may change settings: its line, its value or default, whether
-- the actor may change it, and who last did.
create or replace function private.settings_in_force()
returns table (key text, kind text, low numeric, high numeric, choices text[], fallback jsonb, value jsonb, is_own boolean,
               may_change boolean, changed_by text, changed_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  whole constant boolean := private.has_power('superadmin');
begin
  if not private.has_power('superadmin', 'admin') then
    return;
  end if;
  return query
    with held as (select c.settings from public.company_settings as c where c.organization_id = here),
    edits as (
      select distinct on (e.key) e.key, u.full_name, l."timestamp"
      from public.admin_logs as l cross join lateral jsonb_object_keys(l.new_values) as e (key)
      left join public.users as u on u.id = l.admin_id
      where l.organization_id = here and l.action = 'settings_updated' and l.table_name = 'company_settings'
      order by e.key, l."timestamp" desc, l.id)
    select k.key, k.kind, k.low, k.high, k.choices, k.fallback, coalesce(own.value, k.fallback), own.value is not null,
           whole or k.key not like 'fees.%', e.full_name, e."timestamp"
    from private.setting_keys() as k
    cross join lateral (select (select h.settings #> string_to_array(k.key, '.') from held as h) as value) as own
    left join edits as e on e.key = k.key;
end $$;

revoke all on function private.settings_in_force() from public;
grant execute on function private.setting_keys(), private.refuse_setting(text, text) to growthos_operations;
call private.hand_to_operations('private.set_setting(text, jsonb)', 'private.set_branding(text, text, text, text)');
grant execute on function private.set_setting(text, jsonb), private.set_branding(text, text, text, text),
  private.settings_in_force() to growthos_staff;
