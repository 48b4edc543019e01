-- The checks of company_settings.settings: only known keys, each of its kind and within its range.

-- The detail names the key and, where it has a line, what its value must be.
create function private.refuse_setting(p_key text, p_reason text) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception 'setting.%', p_reason using errcode = '22023', detail = coalesce(
    (select jsonb_strip_nulls(jsonb_build_object('key', k.key, 'kind', k.kind, 'low', k.low, 'high', k.high, 'choices', k.choices))
     from private.setting_keys() as k where k.key = p_key),
    jsonb_build_object('key', p_key))::text;
end $$;

-- Does a single value look like its kind? Null where the question cannot be asked of this kind.
create function private.setting_fits(p_kind text, p_value jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  word constant text := p_value #>> '{}';
  shape constant text := jsonb_typeof(p_value);
begin
  return case p_kind
    when 'number'  then shape = 'number'
    when 'integer' then shape = 'number' and word ~ '^-?\d+$'
    when 'boolean' then shape = 'boolean'
    when 'text'    then shape = 'string'
    when 'choice'  then shape = 'string'
    when 'date'    then shape = 'string' and word ~ '^\d{4}-\d\d-\d\d$' and word::date is not null
    when 'url'     then shape = 'string' and word ~ '^https://[^\s]+$'
    when 'email'   then shape = 'string' and private.is_address(word)
    when 'emails'  then shape = 'array'
    when 'objects' then shape = 'array'
    when 'numbers' then shape = 'object'
  end;
exception when invalid_datetime_format or datetime_field_overflow then
  return false;  -- 31 February has the shape of a date
end $$;

-- A part of what a list has on each of its lines, such as the name of a way to pay, or the kind of a question.
create function private.setting_part_fits(p_part text, p_value jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select case
    when p_part in ('enabled', 'required') then jsonb_typeof(p_value) = 'boolean'
    when p_part = 'options' then jsonb_typeof(p_value) = 'array' and not exists (
      select from jsonb_array_elements(case when jsonb_typeof(p_value) = 'array' then p_value else '[]' end) as e (one)
      where jsonb_typeof(one) <> 'string')
    when p_part = 'type' then coalesce(p_value #>> '{}' = any ('{text,single_choice,multi_choice,number,file,rating}'), false)
    else jsonb_typeof(p_value) = 'string'
  end
$$;

-- Is a value of the right kind within the bounds of its line?
create function private.setting_in_range(p_kind text, p_value jsonb, p_low numeric, p_high numeric, p_choices text[])
returns boolean
language sql immutable set search_path = '' as $$
  select case
    when p_kind in ('number', 'integer') then
      (p_value #>> '{}')::numeric between coalesce(p_low, '-infinity') and coalesce(p_high, 'infinity')
    when p_kind in ('text', 'url', 'email') then length(p_value #>> '{}') <= p_high
    when p_kind = 'choice' then (p_value #>> '{}') = any (p_choices)
    when p_kind = 'emails' then jsonb_array_length(p_value) <= p_high and not exists (
      select from jsonb_array_elements(p_value) as e (one) where not private.setting_fits('email', one))
    when p_kind = 'objects' then jsonb_array_length(p_value) <= p_high and not exists (
      select from jsonb_array_elements(p_value) as e (one)
      where case when jsonb_typeof(one) <> 'object' or one - p_choices <> '{}' then true
                 else exists (select from jsonb_each(one) as part where not private.setting_part_fits(part.key, part.value)) end)
    -- all of its parts and no other, so that a sum over them is always complete
    when p_kind = 'numbers' then p_value ?& p_choices and p_value - p_choices = '{}' and not exists (
      select from jsonb_each(p_value) as e (name, one)
      where case when jsonb_typeof(one) = 'number' then (one #>> '{}')::numeric not between p_low and p_high else true end)
    else true
  end
$$;

-- One value against its line of the list. A null is allowed exactly where the default is null.
create function private.check_setting(p_key text, p_value jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  wanted record;
begin
  select * into wanted from private.setting_keys() as k where k.key = p_key;
  if not found then
    perform private.refuse_setting(p_key, 'unknown');
  elsif p_value = 'null' and wanted.fallback = 'null' then
    return;
  elsif not coalesce(private.setting_fits(wanted.kind, p_value), false) then
    perform private.refuse_setting(p_key, 'wrong_kind');
  elsif not private.setting_in_range(wanted.kind, p_value, wanted.low, wanted.high, wanted.choices) then
    perform private.refuse_setting(p_key, 'out_of_range');
  end if;
end $$;

-- Rules between keys. Each reads the values that would hold: what is given, else the default.
create function private.check_settings_agree(p_settings jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  held constant jsonb := (
    select jsonb_object_agg(k.key, coalesce(p_settings #> string_to_array(k.key, '.'), k.fallback))
    from private.setting_keys() as k);
begin
  if (held ->> 'fees.window_days')::int >= (held ->> 'fees.gap_days')::int then
    perform private.refuse_setting('fees.window_days', 'not_below_gap');
  end if;
  if held ->> 'fees.penalty_type' = 'percentage' and (held ->> 'fees.penalty_amount')::numeric > 100 then
    perform private.refuse_setting('fees.penalty_amount', 'out_of_range');
  end if;
  if (held #>> '{learning.progress_weights,video}')::numeric + (held #>> '{learning.progress_weights,assignment}')::numeric <> 1 then
    perform private.refuse_setting('learning.progress_weights', 'sum_not_one');
  end if;
  if (held ->> 'mentor.review_warn_hours')::int > (held ->> 'mentor.review_sla_hours')::int then
    perform private.refuse_setting('mentor.review_warn_hours', 'after_the_deadline');
  end if;
  if (held ->> 'banner.end')::date < (held ->> 'banner.start')::date then
    perform private.refuse_setting('banner.end', 'before_start');
  end if;
end $$;

-- The whole of it. Raises setting.<reason> (22023) with the key in the detail.
create function private.check_settings(p_settings jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  one record;
begin
  if jsonb_typeof(p_settings) <> 'object' then
    perform private.refuse_setting('settings', 'wrong_kind');
  end if;
  for one in select g.key as section, g.value from jsonb_each(p_settings) as g loop
    if jsonb_typeof(one.value) <> 'object' then
      perform private.refuse_setting(one.section, 'unknown');
    end if;
    perform private.check_setting(one.section || '.' || s.key, s.value) from jsonb_each(one.value) as s;
  end loop;
  -- every page and every job reads them
  if length(p_settings::text) > 65536 then
    perform private.refuse_setting('settings', 'too_large');
  end if;
  perform private.check_settings_agree(p_settings);
end $$;

create function private.guard_settings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.check_settings(new.settings);
  return new;
end $$;

revoke all on function private.refuse_setting(text, text), private.setting_fits(text, jsonb), private.setting_part_fits(text, jsonb),
  private.setting_in_range(text, jsonb, numeric, numeric, text[]),
  private.check_setting(text, jsonb), private.check_settings_agree(jsonb), private.check_settings(jsonb) from public;

create trigger fill_organization before insert on public.company_settings
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.company_settings
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.company_settings
  for each row execute function private.keep_updated_at();
create trigger keep_editor before insert or update on public.company_settings
  for each row execute function private.keep_editor();
create trigger guard_settings before insert or update of settings on public.company_settings
  for each row execute function private.guard_settings();
