-- Repeatable. To whom a ticket can be given, for those who may give: support reads no accounts of colleagues, and chooses
-- among them all the same. Whoever only reads answers nobody.
create or replace function private.people_for_tickets() returns table (value uuid, label text)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager', 'support') then
    return;
  end if;
  return query
    select u.id, u.full_name
    from public.users as u
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null and not 'read_only' = any (r.capabilities)
    where u.organization_id = private.org_id() and u.is_active
      and u.id = any (private.people_with(private.org_id(), array['superadmin', 'admin', 'enrollment_manager', 'support', 'mentor']))
    order by u.full_name, u.id;
end $$;

revoke all on function private.people_for_tickets() from public;
grant execute on function private.people_for_tickets() to growthos_staff, growthos_operations;
