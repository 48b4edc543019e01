-- Repeatable. Work that waits for a decision for longer than the organisation's hours is told of by a job: first to the
-- mentor, then, when it is late, to the admins as well. Belongs to growthos_operations.

-- Job: each version that waits too long is told of once as a warning and once as late. What became late more than a week
-- ago is no news any more: it stands in the list. Returns {warned, late}: how many people heard. Raises jobs.not_at_work 42501.
create or replace function private.tell_of_late_reviews() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  warn constant interval := (private.setting(here, 'mentor.review_warn_hours'))::int * interval '1 hour';
  sla constant interval := (private.setting(here, 'mentor.review_sla_hours'))::int * interval '1 hour';
  admins constant uuid[] := private.people_with(here, array['admin']);
  one record;
  warned int := 0;
  late int := 0;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  for one in
    select v.id, v.mentor_id, v.version, v.submitted_at < private.now() - sla as is_late, a.title, s.full_name
    from public.student_assignments as v
    join public.students as s on s.organization_id = v.organization_id and s.id = v.student_id
    join public.assignments as a on a.organization_id = v.organization_id and a.id = v.assignment_id
    where v.organization_id = here and v.status = 'pending'
      and v.submitted_at < private.now() - warn and v.submitted_at > private.now() - sla - interval '7 days'
    order by v.submitted_at, v.id
  loop
    if one.is_late then
      late := late + private.notify_users(array_remove(admins || one.mentor_id, null), 'review_sla_warning',
        format('Late: %s waits for a decision on %s', one.full_name, one.title),
        format('Version %s has waited for more than %s hours.', one.version, extract(epoch from sla)::int / 3600),
        '/submissions/' || one.id, format('review %s late', one.id));
    else
      warned := warned + private.notify_users(case when one.mentor_id is null then admins else array[one.mentor_id] end, 'review_sla_warning',
        format('%s waits for a decision on %s', one.full_name, one.title),
        format('Version %s has waited for more than %s hours.', one.version, extract(epoch from warn)::int / 3600),
        '/submissions/' || one.id, format('review %s warned', one.id));
    end if;
  end loop;
  return jsonb_build_object('warned', warned, 'late', late);
end $$;

call private.hand_to_operations('private.tell_of_late_reviews()');
