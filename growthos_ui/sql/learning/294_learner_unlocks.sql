-- Repeatable. What is open and what is locked, for the screens: private.course_unlocks asks nobody who is reading, so
-- this one does. It answers for exactly the learners whose row the policy of public.students shows, learners themselves
-- left out, and about courses of their organisation; how the work on a recording stands, to those who may read work.
drop function if exists private.learner_unlocks(uuid, uuid);

create function private.learner_unlocks(p_student uuid, p_course uuid)
returns table (recording_id uuid, place int, is_open boolean, reason text, opens_at timestamptz, completed boolean, assignment_status text)
language sql stable security definer set search_path = '' as $$
  select u.recording_id, u.place, u.is_open, u.reason, u.opens_at, u.completed,
         case when (select private.may_read_work()) then u.assignment_status end
  from public.students as s
  cross join lateral private.course_unlocks(s.id, p_course) as u
  where s.id = p_student and s.organization_id = (select private.org_id())
    and exists (select from public.courses as c where c.organization_id = s.organization_id and c.id = p_course)
    and ((select private.has_power('superadmin', 'admin', 'enrollment_manager', 'support'))
         or ((select private.has_power('mentor')) and s.mentor_id = (select private.actor_id())))
$$;

-- May the actor read work at all? Support sees how far learners have come, and no work.
create or replace function private.may_read_work() returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return private.has_power('superadmin', 'admin', 'enrollment_manager', 'mentor', 'student');
end $$;

revoke all on function private.learner_unlocks(uuid, uuid), private.may_read_work() from public;
grant execute on function private.learner_unlocks(uuid, uuid) to authenticated;
