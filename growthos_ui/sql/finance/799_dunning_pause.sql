-- Repeatable. Whether reminders of a part rest on a day: by a promise that is open, or because somebody paused them.

create or replace function private.dunning_paused(p_installment uuid, p_day date) returns boolean
language sql stable security definer set search_path = '' as $$
  select false
$$;
revoke all on function private.dunning_paused(uuid, date) from public;
grant execute on function private.dunning_paused(uuid, date) to growthos_operations;
