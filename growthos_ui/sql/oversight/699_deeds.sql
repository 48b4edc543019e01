-- Repeatable. The work of people who work here is activity of theirs, too: what the audit tells of records, the activity tells of
-- days. It follows the audit, so that neither is forgotten where the other is written.

-- Which act of staff a line of the audit is; null for what is none. A mirror of another line, as the role in the account, is none.
create or replace function private.deed_of(p_action text, p_table text, p_new jsonb) returns text
language sql immutable set search_path = '' as $$
  select case
    when p_action = 'staff_created' then 'user_created'
    when p_action in ('login_blocked', 'login_unblocked', 'user_reactivated') then 'user_updated'
    when p_action in ('user_deactivated', 'role_changed', 'password_changed') then p_action
    when p_action in ('settings_updated', 'flag_changed') then 'settings_updated'
    when p_action = 'submission_reviewed' then 'assignment_reviewed'
    when p_table = 'success_sessions' and p_action = 'insert' then 'session_scheduled'
    when p_table in ('courses', 'modules', 'available_lessons', 'lesson_recordings', 'assignments', 'batches') then
      case when p_action = 'insert' then 'content_created'
           when p_action = 'delete' or p_new ->> 'is_active' = 'false' then 'content_deactivated'
           when p_action = 'update' then 'content_updated' end
  end
$$;

-- Of whoever belongs to the organisation: a superadmin who works in another one has no account there, and stands in its audit.
-- An import of the owner brings its own past with it.
create or replace function private.follow_deeds() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if private.actor_id() is null and session_user <> 'growthos_sign_in' then
    return null;
  end if;
  insert into public.user_activity_logs (organization_id, user_id, activity_type, reference_table, reference_id, visibility, created_by)
    select u.organization_id, u.id, d.deed, n.table_name, n.record_id, 'staff', u.id
    from new_rows as n
    cross join lateral (select private.deed_of(n.action, n.table_name, n.new_values) as deed) as d
    join public.users as u on u.id = n.admin_id and u.organization_id = n.organization_id
    where d.deed is not null and u.role <> 'student';
  return null;
end $$;

revoke all on function private.deed_of(text, text, jsonb), private.follow_deeds() from public;

create or replace trigger follow_deeds after insert on public.admin_logs
  referencing new table as new_rows for each statement execute function private.follow_deeds();
