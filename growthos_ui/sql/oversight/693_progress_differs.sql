-- Repeatable. For the data audit: is the progress that is kept what its base tables say? Of the organisation that the
-- actor works in, for superadmins and admins; counting anew is not theirs to do, so the answer is.
create or replace function private.progress_differs() returns setof text
language plpgsql stable security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
begin
  if not private.has_power('superadmin', 'admin') then
    return;
  end if;
  return query
    select 'enrolment ' || fresh.id
    from private.progress_of((select array_agg(e.id) from public.course_enrollments as e where e.organization_id = here)) as fresh
    left join dashboard.student_progress as kept on kept.id = fresh.id
    where to_jsonb(fresh) is distinct from (
      select jsonb_object_agg(f.key, to_jsonb(kept) -> f.key) from jsonb_each(to_jsonb(fresh)) as f);
end $$;
revoke all on function private.progress_differs() from public;
grant execute on function private.progress_differs() to growthos_staff;
