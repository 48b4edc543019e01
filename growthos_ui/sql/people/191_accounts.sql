-- Repeatable. Making an account, for staff and for learners. Belongs to growthos_operations: the tenant policy holds inside,
-- so an account is always of the organisation that the actor works in.

drop function if exists private.make_account(text, text, text, text, text[]);

-- Makes an account and its role, nothing else. There is no password yet, so nobody can sign in with it.
-- E-mail addresses are unique over all organisations, and the refusal never says whose an address is.
-- Raises people.email_taken and people.phone_taken 23505.
create or replace function private.make_account(
  p_name text, p_email text, p_phone text, p_role text, p_capabilities text[], p_id uuid default gen_random_uuid())
returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  made uuid;
  broken text;
begin
  insert into public.users (id, organization_id, email, full_name, phone, role, created_by)
    values (p_id, private.org_id(), p_email, p_name, p_phone, p_role, private.actor_id()) returning id into made;
  insert into public.user_roles (organization_id, user_id, role, capabilities, granted_by)
    values (private.org_id(), made, p_role, p_capabilities, private.actor_id());
  return made;
exception when unique_violation then
  get stacked diagnostics broken = constraint_name;
  if broken = 'users_email_is_unique' then
    raise exception 'people.email_taken' using errcode = '23505', detail = '{"field": "email"}';
  elsif broken = 'users_phone_is_unique' then
    raise exception 'people.phone_taken' using errcode = '23505', detail = '{"field": "phone"}';
  end if;
  raise;
end $$;

-- Which capabilities go with a role, in order and each once. Raises people.capabilities_do_not_fit 22023.
create or replace function private.fitting_capabilities(p_role text, p_capabilities text[]) returns text[]
language plpgsql immutable set search_path = '' as $$
declare
  asked constant text[] := array(select distinct c from unnest(p_capabilities) as c where c is not null order by c);
begin
  if asked <@ array['read_only']
     or p_role in ('superadmin', 'admin', 'enrollment_manager') and asked <@ array['finance', 'marketing', 'read_only', 'support'] then
    return asked;
  end if;
  raise exception 'people.capabilities_do_not_fit' using errcode = '22023',
    detail = jsonb_build_object('field', 'capabilities', 'role', p_role)::text;
end $$;

drop function if exists private.create_staff_user(text, text, text, text, text[]);
drop function if exists private.create_staff_user(text, text, text, text, text[], uuid);

-- Takes somebody on. Superadmin and admin, within what each may make; a learner comes with create_student_complete.
-- Returns {person}, the account's id, which comes of the form's key within the organisation, and again where that form had made it
-- before: the same form is the same person, and not a second one, and is refused where anything in it differs; and a key that is
-- somebody's id, here or elsewhere, is answered like every other.
-- Raises people.may_not_create 42501, people.not_staff 22023, people.added_otherwise 55000, and the refusals of
-- require_given, clean_person, fitting_capabilities and make_account.
create or replace function private.create_staff_user(
  p_email text, p_name text, p_phone text, p_role text, p_capabilities text[] default '{}', p_key uuid default gen_random_uuid())
returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  person record;
  granted text[];
  made constant uuid := md5(private.org_id() || ' ' || p_key)::uuid;
  before record;
begin
  if not private.has_power('superadmin', 'admin') or not private.can_create_role(p_role) then
    raise exception 'people.may_not_create' using errcode = '42501', detail = jsonb_build_object('field', 'role', 'role', p_role)::text;
  elsif p_role = 'student' then
    raise exception 'people.not_staff' using errcode = '22023', detail = '{"field": "role"}';
  end if;
  perform private.require_given('full_name', p_name);
  perform private.require_given('email', p_email);
  person := private.clean_person(p_name, p_email, p_phone);
  granted := private.fitting_capabilities(p_role, p_capabilities);
  perform pg_advisory_xact_lock(hashtextextended('growthos.staff ' || made, 0));
  select u.email, u.full_name, u.phone, r.role, r.capabilities into before
    from public.users as u left join public.user_roles as r on r.user_id = u.id and r.revoked_at is null where u.id = made;
  if found then
    if before is distinct from (person.email, person.name, person.phone, p_role, granted) then
      raise exception 'people.added_otherwise' using errcode = '55000', detail = '{}';
    end if;
    return jsonb_build_object('person', made, 'again', true);
  end if;
  perform private.make_account(person.name, person.email, person.phone, p_role, granted, made);
  perform private.log_admin_action(private.org_id(), 'staff_created', 'users', made, format('Added %s to the staff.', person.name),
    p_new => jsonb_build_object('role', p_role, 'capabilities', granted), p_sensitivity => 'restricted');
  return jsonb_build_object('person', made);
end $$;

grant execute on function private.fitting_capabilities(text, text[]) to growthos_operations;
revoke all on function private.fitting_capabilities(text, text[]) from public;
call private.hand_to_operations('private.make_account(text, text, text, text, text[], uuid)',
  'private.create_staff_user(text, text, text, text, text[], uuid)');
grant execute on function private.create_staff_user(text, text, text, text, text[], uuid) to growthos_staff;
