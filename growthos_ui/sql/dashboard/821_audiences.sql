-- Repeatable. With whom a saved view may be shared, so that it is meant for the acting person too.
create or replace function private.my_audiences() returns text[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  -- Marketing and support replace an enrolment manager's work, and are its audience instead.
  return array['everyone'] || me.capabilities
    || case when private.has_power(me.role) then array[me.role] else '{}' end;
end $$;

revoke all on function private.my_audiences() from public;
grant execute on function private.my_audiences() to authenticated, growthos_operations;
