-- Repeatable. What people who work here did that is about no learner: coming and going. Called by functions of the door, inside
-- their transaction, for the account that they reached.
create or replace function private.log_staff_activity(p_user uuid, p_type text, p_metadata jsonb default '{}') returns uuid
language sql security definer set search_path = '' as $$
  insert into public.user_activity_logs (organization_id, user_id, activity_type, metadata, visibility, created_by)
  select u.organization_id, u.id, p_type, p_metadata, 'staff', u.id from public.users as u where u.id = p_user
  returning id
$$;
revoke all on function private.log_staff_activity(uuid, text, jsonb) from public;
grant execute on function private.log_staff_activity(uuid, text, jsonb) to growthos_operations;
