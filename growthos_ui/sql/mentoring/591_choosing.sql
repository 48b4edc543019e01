-- Repeatable. Whom a learner can be given to, for those who may give: an enrolment manager reads no accounts of
-- colleagues, and chooses among them all the same. With how many active learners each has, out of how many.
create or replace function private.mentors_to_choose() returns table (value uuid, label text, active int, capacity int)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    return;
  end if;
  return query
    select u.id, u.full_name, l.active, l.capacity
    from public.users as u
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null and r.role = 'mentor'
    cross join lateral private.mentor_load(u.id) as l
    where u.organization_id = private.org_id() and u.is_active
    order by u.full_name, u.id;
end $$;

revoke all on function private.mentors_to_choose() from public;
grant execute on function private.mentors_to_choose() to growthos_staff;
