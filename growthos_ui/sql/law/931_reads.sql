-- Repeatable. Reads that matter, and refusals, are written down before the answer, in a transaction of the door: that of
-- the reader may be one that only reads, and one that fails would take the line with it.

-- The true actor of a live sign-in looked at, or was refused, something. The same within five minutes is one line.
-- Returns whether a line was written. Raises people.sign_in_over 28000, audit.purpose_missing 22023.
create or replace function private.log_data_access(
  p_sign_in_id uuid, p_table text, p_record uuid, p_purpose text, p_refused boolean default false)
returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  me record;
  kind constant text := case when p_refused then 'access_denied' else 'data_access' end;
begin
  if length(btrim(coalesce(p_purpose, ''))) = 0 then
    raise exception 'audit.purpose_missing' using errcode = '22023', detail = '{"field": "purpose"}';
  end if;
  select * into me from private.sign_in_by_id(p_sign_in_id);
  if not found then
    raise exception 'people.sign_in_over' using errcode = '28000';
  elsif private.was_logged(p_sign_in_id, kind, p_table, p_record) then
    return false;
  end if;
  insert into public.admin_logs
      (organization_id, admin_id, actor_role, action, table_name, record_id, new_values, description, sensitivity, session_id)
    values (me.organization_id, me.user_id, me.role, kind, p_table, p_record, jsonb_build_object('purpose', left(p_purpose, 500)),
            case when p_refused then format('Was told: %s', left(p_purpose, 500)) else format('Looked at %s.', replace(p_table, '_', ' ')) end,
            'restricted', p_sign_in_id);
  return true;
end $$;

create or replace function private.was_logged(p_sign_in_id uuid, p_action text, p_table text, p_record uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.admin_logs as l join public.user_sessions as s on s.user_id = l.admin_id
    where s.id = p_sign_in_id and l.session_id = s.id and l."timestamp" > private.now() - interval '5 minutes'
      and l.action = p_action and l.table_name = p_table and l.record_id is not distinct from p_record)
$$;

revoke all on function private.was_logged(uuid, text, text, uuid) from public;
grant execute on function private.was_logged(uuid, text, text, uuid) to growthos_operations;
call private.hand_to_operations('private.log_data_access(uuid, text, uuid, text, boolean)');
grant execute on function private.log_data_access(uuid, text, uuid, text, boolean) to growthos_sign_in;
