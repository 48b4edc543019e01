-- Repeatable. Whom the acting person may make, change and see: asked by the functions that change accounts, and by
-- those that answer about one learner.

-- Whom the actor may make: a superadmin anybody, an admin everybody below, an enrolment manager students; who only
-- reads makes nobody.
create or replace function private.can_create_role(p_role text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce(not private.has_capability('read_only') and case
    when private.has_power('superadmin') then p_role in ('superadmin', 'admin', 'enrollment_manager', 'mentor', 'student')
    when private.has_power('admin') then p_role in ('enrollment_manager', 'mentor', 'student')
    when private.has_power('enrollment_manager') then p_role = 'student'
    else false end, false);
end $$;

-- Does the law show this learner's row to the actor? A learner of another organisation is as invisible as one who is none.
create or replace function private.can_access_student(p_student uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  me constant uuid := private.actor_id();
begin
  return exists (
    select from public.students as s
    where s.id = p_student and s.organization_id = private.org_id()
      and (private.has_power('superadmin', 'admin', 'enrollment_manager', 'support')
           or private.has_power('mentor') and s.mentor_id = me
           or private.has_power('student') and s.user_id = me));
end $$;

-- A telephone number without blanks, brackets, points and strokes; whatever else stands in it makes it none.
create or replace function private.clean_phone(p_phone text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select nullif(regexp_replace(p_phone, '[\s().\-/]', '', 'g'), '')
$$;

-- What a form says of a person, as it is kept. A missing value stays missing: whether it must be there is the caller's to say.
-- Raises people.name_invalid, people.email_invalid, people.phone_invalid 22023, each with its field.
create or replace function private.clean_person(p_name text, p_email text, p_phone text, out name text, out email text, out phone text)
language plpgsql immutable set search_path = '' as $$
begin
  name := regexp_replace(btrim(p_name), '\s+', ' ', 'g');
  email := lower(btrim(p_email));
  phone := private.clean_phone(p_phone);
  -- no control characters, and none that turn the direction of what stands after them
  if length(name) not between 3 and 100 or name ~ '[[:cntrl:]\u200e\u200f\u202a-\u202e\u2066-\u2069]' then
    raise exception 'people.name_invalid' using errcode = '22023', detail = '{"field": "full_name"}';
  elsif not private.is_address(email) then
    raise exception 'people.email_invalid' using errcode = '22023', detail = '{"field": "email"}';
  elsif phone !~ '^\+[1-9]\d{7,14}$' or phone is null and btrim(p_phone) <> '' then
    raise exception 'people.phone_invalid' using errcode = '22023', detail = '{"field": "phone"}';
  end if;
end $$;

-- Refuses a field that was left empty. Raises people.field_missing 22023 with the field.
create or replace function private.require_given(p_field text, p_value text) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if coalesce(btrim(p_value), '') = '' then
    raise exception 'people.field_missing' using errcode = '22023', detail = jsonb_build_object('field', p_field)::text;
  end if;
end $$;

revoke all on function private.can_create_role(text), private.can_access_student(uuid), private.clean_phone(text),
  private.clean_person(text, text, text), private.require_given(text, text) from public;
grant execute on function private.can_create_role(text), private.can_access_student(uuid) to authenticated, growthos_operations;
grant execute on function private.clean_phone(text), private.clean_person(text, text, text), private.require_given(text, text) to growthos_operations;
