-- Repeatable. Saving several settings as one act: together they must agree, whichever of them comes first.

-- {"key": value, …}; null is back to the default. Who may change which key is as in private.set_setting. Returns how many
-- changed. Raises setting.not_allowed 42501, setting.company_missing P0002, and every refusal of private.check_settings
-- (22023) with the key; nothing is saved then.
create or replace function private.set_settings(p_values jsonb) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held public.company_settings;
  changed jsonb;
  counted int := 0;
  one record;
begin
  select c.* into held from public.company_settings as c where c.organization_id = private.org_id() for update;
  if not found then
    raise exception 'setting.company_missing' using errcode = 'P0002', detail = '{}';
  end if;
  changed := held.settings;
  for one in select e.key, nullif(e.value, 'null') as value, string_to_array(e.key, '.') as place from jsonb_each(p_values) as e loop
    if not private.has_power('superadmin', 'admin') or one.key like 'fees.%' and not private.has_power('superadmin') then
      raise exception 'setting.not_allowed' using errcode = '42501', detail = jsonb_build_object('key', one.key)::text;
    elsif not exists (select from private.setting_keys() as k where k.key = one.key) then
      perform private.refuse_setting(one.key, 'unknown');
    end if;
    continue when held.settings #> one.place is not distinct from one.value;
    counted := counted + 1;
    changed := case when one.value is null then changed #- one.place
      else changed || jsonb_build_object(one.place[1], coalesce(changed -> one.place[1], '{}') || jsonb_build_object(one.place[2], one.value)) end;
  end loop;
  if counted > 0 then
    update public.company_settings set settings = changed where id = held.id;
  end if;
  return counted;
end $$;

call private.hand_to_operations('private.set_settings(jsonb)');
grant execute on function private.set_settings(jsonb) to growthos_staff;
