-- Repeatable. Ending the sign-in of somebody else, or all of one person: superadmins and admins, in the organisation they
-- act in; one's own other devices, everybody. Open pages leave at once (tell_sign_in_ended).

-- May the actor end sign-ins of this person? An admin sees none of a superadmin, so there is none to end.
create or replace function private.may_end_sign_ins_of(p_user uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  me constant private.acting := private.actor();
begin
  return p_user = me.user_id or private.has_power('superadmin')
         or private.has_power('admin') and p_user <> all (private.superadmins());
end $$;

-- True when it ended now, false when it had ended before: then nothing is written. One's own present sign-in is left by
-- signing out. Raises people.may_not_end_sign_ins 42501, people.sign_in_missing P0002, people.sign_in_is_this 55000.
create or replace function private.revoke_session(p_session uuid, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  me constant private.acting := private.actor();
  whose record;
begin
  select s.organization_id, s.user_id into whose from public.user_sessions as s where s.id = p_session for update;
  if whose.user_id is distinct from me.user_id and not private.has_power('superadmin', 'admin') then
    raise exception 'people.may_not_end_sign_ins' using errcode = '42501', detail = '{}';
  elsif whose.user_id is null or not private.may_end_sign_ins_of(whose.user_id) then
    raise exception 'people.sign_in_missing' using errcode = 'P0002', detail = '{}';
  elsif p_session = me.sign_in_id then
    raise exception 'people.sign_in_is_this' using errcode = '55000', detail = '{}';
  end if;
  update public.user_sessions set ended_at = clock_timestamp(), ended_reason = 'revoked'
    where id = p_session and ended_at is null;
  if not found then
    return false;
  end if;
  perform private.log_admin_action(whose.organization_id, 'session_revoked', 'user_sessions', p_session,
    format('Sign-in ended: %s.', coalesce(nullif(btrim(p_reason), ''), 'no reason given')),
    p_new => jsonb_build_object('user_id', whose.user_id, 'ended_reason', 'revoked'), p_sensitivity => 'restricted');
  return true;
end $$;

-- How many ended; the one that asks stays. Raises people.may_not_end_sign_ins 42501, and people.user_missing P0002, also
-- for the superadmins whose sign-ins an admin may not see.
create or replace function private.revoke_user_sessions(p_user uuid, p_reason text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  me constant private.acting := private.actor();
  ended int;
begin
  if p_user is distinct from me.user_id and not private.has_power('superadmin', 'admin') then
    raise exception 'people.may_not_end_sign_ins' using errcode = '42501', detail = '{}';
  elsif not exists (select from public.users as u where u.id = p_user) or not private.may_end_sign_ins_of(p_user) then
    raise exception 'people.user_missing' using errcode = 'P0002', detail = '{}';
  end if;
  update public.user_sessions set ended_at = clock_timestamp(), ended_reason = 'revoked'
    where user_id = p_user and ended_at is null and id <> me.sign_in_id;
  get diagnostics ended = row_count;
  if ended > 0 then
    perform private.log_admin_action(private.org_id(), 'session_revoked', 'user_sessions', null,
      format('Every sign-in ended: %s.', coalesce(nullif(btrim(p_reason), ''), 'no reason given')),
      p_new => jsonb_build_object('user_id', p_user, 'sign_ins', ended), p_sensitivity => 'restricted');
  end if;
  return ended;
end $$;

revoke all on function private.may_end_sign_ins_of(uuid) from public;
grant execute on function private.may_end_sign_ins_of(uuid) to growthos_operations;
call private.hand_to_operations('private.revoke_session(uuid, text)', 'private.revoke_user_sessions(uuid, text)');
grant execute on function private.revoke_session(uuid, text), private.revoke_user_sessions(uuid, text) to authenticated;
