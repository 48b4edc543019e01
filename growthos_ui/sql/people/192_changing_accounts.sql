-- Repeatable. What becomes of an account: its role, whether it may come in, and what is known of a learner. Belongs to
-- growthos_operations: the tenant policy holds inside. Every change of rights ends the person's sign-ins by trigger.

-- T4: nobody changes what they themselves may do, and no role that logs in changes it of anybody: functions do. The owner's
-- command line acts as nobody and may. The trigger runs as whoever updates, so the role is told by its name.
create or replace function private.guard_account() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user in ('authenticated', 'growthos_staff', 'growthos_support', 'growthos_app', 'growthos_sign_in', 'growthos_worker') then
    raise exception 'people.rights_by_function' using errcode = '42501', detail = '{}';
  elsif new.id = (select private.actor_id()) then
    raise exception 'people.own_account' using errcode = '42501', detail = '{}';
  end if;
  return new;
end $$;

create or replace trigger guard_account before update on public.users
  for each row when ((old.role, old.is_active, old.login_blocked, old.failed_login_count, old.locked_until, old.deactivated_at)
    is distinct from (new.role, new.is_active, new.login_blocked, new.failed_login_count, new.locked_until, new.deactivated_at))
  execute function private.guard_account();

drop function if exists private.change_user_role(uuid, text, text[]), private.set_user_login_blocked(uuid, boolean, text),
  private.deactivate_user(uuid, text), private.reactivate_user(uuid, text);

-- Refuses what somebody decides who saw an account as it is no more: `p_seen` has role, capabilities in their order, is_active,
-- login_blocked and learners, or some of them. Raises people.account_changed 55000 with what is there now.
create or replace function private.require_seen(p_user uuid, p_seen jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  present constant jsonb := (
    select jsonb_build_object('role', r.role, 'capabilities', array(select c from unnest(r.capabilities) as c order by c),
      'is_active', u.is_active, 'login_blocked', u.login_blocked, 'learners', (
        select count(*) from public.student_mentor_assignments as a
        where a.organization_id = u.organization_id and a.mentor_id = u.id and a.ended_at is null))
    from public.users as u join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    where u.id = p_user and u.organization_id = private.org_id());
begin
  if exists (select from jsonb_each(p_seen) as s where s.value is distinct from present -> s.key) then
    raise exception 'people.account_changed' using errcode = '55000', detail = present::text;
  end if;
end $$;

-- Holds an account of the acting organisation until the change is made. An admin reaches whom an admin may make, and does
-- not even see superadmins. Raises people.may_not_change and people.own_account 42501, people.user_missing P0002.
create or replace function private.hold_account(
  p_user uuid, out role text, out capabilities text[], out full_name text, out is_active boolean, out login_blocked boolean)
language plpgsql security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'people.may_not_change' using errcode = '42501', detail = '{}';
  end if;
  select u.full_name, u.is_active, u.login_blocked into full_name, is_active, login_blocked
    from public.users as u where u.id = p_user and u.organization_id = private.org_id() for no key update;
  select r.role, r.capabilities into role, capabilities
    from public.user_roles as r where r.user_id = p_user and r.revoked_at is null;
  if role is null or full_name is null or role = 'superadmin' and not private.has_power('superadmin') then
    raise exception 'people.user_missing' using errcode = 'P0002', detail = '{}';
  elsif p_user = private.actor_id() then
    raise exception 'people.own_account' using errcode = '42501', detail = '{}';
  elsif not private.can_create_role(role) then
    raise exception 'people.may_not_change' using errcode = '42501', detail = jsonb_build_object('role', role)::text;
  end if;
end $$;

-- Ends a mentor's time with every learner: whoever stops being a mentor leaves nobody behind, and the learners have
-- none until they are given one.
create or replace function private.release_learners(p_mentor uuid, p_reason text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  learner uuid;
  released int := 0;
begin
  for learner in
    select a.student_id from public.student_mentor_assignments as a
    where a.organization_id = private.org_id() and a.mentor_id = p_mentor and a.ended_at is null order by a.student_id
  loop
    perform private.end_mentor_assignment(learner, p_reason);
    released := released + 1;
  end loop;
  return released;
end $$;

-- Gives a person another role, or other capabilities. Superadmin and admin, from and to what each may make; a learner
-- stays one, and nobody becomes one. The same again changes nothing and returns false. Raises the refusals of
-- hold_account and fitting_capabilities, people.may_not_create 42501 and people.student_stays 55000;
-- people.last_superadmin 55000 at the end of the transaction. Here and below, `p_seen` is what the person saw who
-- decides, and what is not as it was is refused as require_seen says.
create or replace function private.change_user_role(
  p_user uuid, p_role text, p_capabilities text[] default '{}', p_seen jsonb default null)
returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.hold_account(p_user);
  granted text[];
begin
  if (held.role = 'student') <> (p_role = 'student') then
    raise exception 'people.student_stays' using errcode = '55000', detail = '{"field": "role"}';
  elsif not private.can_create_role(p_role) then
    raise exception 'people.may_not_create' using errcode = '42501', detail = jsonb_build_object('field', 'role', 'role', p_role)::text;
  end if;
  granted := private.fitting_capabilities(p_role, p_capabilities);
  if held.role = p_role and held.capabilities @> granted and held.capabilities <@ granted then
    return false;
  end if;
  perform private.require_seen(p_user, p_seen);
  if held.role = 'mentor' and p_role <> 'mentor' then
    perform private.release_learners(p_user, 'the mentor has another role');
  end if;
  update public.user_roles set revoked_at = now() where user_id = p_user and revoked_at is null;
  insert into public.user_roles (organization_id, user_id, role, capabilities, granted_by)
    values (private.org_id(), p_user, p_role, granted, private.actor_id());
  perform private.log_admin_action(private.org_id(), 'role_changed', 'users', p_user,
    format('Changed what %s may do.', held.full_name), jsonb_build_object('role', held.role, 'capabilities', held.capabilities),
    jsonb_build_object('role', p_role, 'capabilities', granted), p_sensitivity => 'restricted');
  return true;
end $$;

-- Blocks somebody's sign-in, or lets them in again. Superadmin and admin; a superadmin is blocked by nobody. A block
-- has a reason. The same again changes nothing and returns false. Raises the refusals of hold_account and
-- require_given, people.superadmin_not_blocked 42501.
create or replace function private.set_user_login_blocked(
  p_user uuid, p_blocked boolean, p_reason text default null, p_seen jsonb default null)
returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.hold_account(p_user);
begin
  if held.role = 'superadmin' then
    raise exception 'people.superadmin_not_blocked' using errcode = '42501', detail = '{}';
  elsif p_blocked then
    perform private.require_given('reason', p_reason);
  end if;
  if held.login_blocked = coalesce(p_blocked, false) then
    return false;
  end if;
  perform private.require_seen(p_user, p_seen);
  update public.users set login_blocked = coalesce(p_blocked, false) where id = p_user;
  perform private.log_admin_action(private.org_id(), case when p_blocked then 'login_blocked' else 'login_unblocked' end,
    'users', p_user, format(case when p_blocked then 'Blocked the sign-in of %s.' else 'Let %s sign in again.' end, held.full_name),
    p_new => jsonb_build_object('reason', nullif(btrim(p_reason), '')), p_sensitivity => 'restricted');
  return true;
end $$;

-- Closes an account. Superadmin and admin. Ends the sign-ins; a mentor's learners are released. Returns false where it
-- was so already. Raises the refusals of hold_account and require_given; people.last_superadmin 55000 at the end of the
-- transaction.
create or replace function private.deactivate_user(p_user uuid, p_reason text, p_seen jsonb default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.hold_account(p_user);
begin
  perform private.require_given('reason', p_reason);
  if not held.is_active then
    return false;
  end if;
  perform private.require_seen(p_user, p_seen);
  if held.role = 'mentor' then
    perform private.release_learners(p_user, 'the mentor has left');
  end if;
  update public.users set is_active = false, deactivated_at = private.now() where id = p_user;
  perform private.log_admin_action(private.org_id(), 'user_deactivated', 'users', p_user,
    format('Deactivated %s.', held.full_name), p_new => jsonb_build_object('reason', btrim(p_reason)), p_sensitivity => 'restricted');
  return true;
end $$;

-- Opens a closed account again. Superadmin and admin. What a mentor had is not given back: learners belong to somebody
-- else by now.
create or replace function private.reactivate_user(p_user uuid, p_reason text default null, p_seen jsonb default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held constant record := private.hold_account(p_user);
begin
  if held.is_active then
    return false;
  end if;
  perform private.require_seen(p_user, p_seen);
  update public.users set is_active = true, deactivated_at = null where id = p_user;
  perform private.log_admin_action(private.org_id(), 'user_reactivated', 'users', p_user, format('Reactivated %s.', held.full_name),
    p_new => jsonb_build_object('reason', nullif(btrim(p_reason), '')), p_sensitivity => 'restricted');
  return true;
end $$;

revoke all on function private.guard_account() from public;
call private.hand_to_operations('private.require_seen(uuid, jsonb)', 'private.hold_account(uuid)',
  'private.release_learners(uuid, text)', 'private.change_user_role(uuid, text, text[], jsonb)',
  'private.set_user_login_blocked(uuid, boolean, text, jsonb)', 'private.deactivate_user(uuid, text, jsonb)',
  'private.reactivate_user(uuid, text, jsonb)');
grant execute on function private.change_user_role(uuid, text, text[], jsonb),
  private.set_user_login_blocked(uuid, boolean, text, jsonb), private.deactivate_user(uuid, text, jsonb),
  private.reactivate_user(uuid, text, jsonb) to growthos_staff;
