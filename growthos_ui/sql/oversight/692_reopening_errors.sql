-- Repeatable. An error that was taken for mended, and was not.

-- Superadmin. Whether it was closed: one that is open stays as it is, and nothing is written.
-- Raises error_log.not_allowed 42501, error_log.missing P0002.
create or replace function private.reopen_error(p_error uuid, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  here uuid;
begin
  if not private.has_power('superadmin') then
    raise exception 'error_log.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select e.organization_id into here from public.error_logs as e where e.id = p_error;
  if not found then
    raise exception 'error_log.missing' using errcode = 'P0002', detail = '{}';
  end if;
  update public.error_logs set resolved = false, resolved_at = null, resolved_by = null where id = p_error and resolved;
  if not found then
    return false;
  end if;
  perform private.log_admin_action(here, 'error_reopened', 'error_logs', p_error,
    format('Error opened again: %s.', coalesce(nullif(btrim(p_reason), ''), 'no reason given')),
    jsonb_build_object('resolved', true), jsonb_build_object('resolved', false), p_sensitivity => 'restricted');
  return true;
end $$;

call private.hand_to_operations('private.reopen_error(uuid, text)');
grant execute on function private.reopen_error(uuid, text) to growthos_staff;
