-- Repeatable. Giving a learner a mentor, and taking the mentor away. Belongs to growthos_operations: the tenant policy
-- holds inside.

drop function if exists private.mentor_load(uuid);

-- How many active learners a mentor of the acting organisation has, how many it allows, and how much work waits for their
-- decision, how much of it for longer than the setting says.
create function private.mentor_load(p_mentor uuid) returns table (active int, capacity int, pending int, overdue_reviews int)
language sql stable security definer set search_path = '' as $$
  select (select count(*)::int
          from public.student_mentor_assignments as a
          join public.students as s on s.organization_id = a.organization_id and s.id = a.student_id
          where a.organization_id = u.organization_id and a.mentor_id = u.id and a.ended_at is null and s.lms_status = 'active'),
         (private.setting(u.organization_id, 'mentor.capacity'))::int, w.pending, w.late
  from public.users as u
  cross join lateral (
    select count(*)::int as pending,
           (count(*) filter (where v.submitted_at < private.now()
             - make_interval(hours => (private.setting(u.organization_id, 'mentor.review_sla_hours'))::int)))::int as late
    from public.student_assignments as v
    where v.organization_id = u.organization_id and v.mentor_id = u.id and v.status = 'pending') as w
  where u.organization_id = (select private.org_id()) and u.id = p_mentor
$$;

-- The same for those who may ask: superadmin and admin of anybody, a mentor of themselves; no row for others.
create or replace function private.get_mentor_load(p_mentor uuid) returns table (active int, capacity int, pending int, overdue_reviews int)
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.has_power('superadmin', 'admin') or private.has_power('mentor') and p_mentor = private.actor_id() then
    return query select * from private.mentor_load(p_mentor);
  end if;
end $$;

-- Two assignments at once could both find the last free place: the mentor is held while one is counted.
create or replace function private.hold_mentor(p_mentor uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.users as u where u.organization_id = private.org_id() and u.id = p_mentor for no key update;
end $$;

-- Superadmin and admin; an enrolment manager only where there is no mentor yet. A full mentor needs force and a reason,
-- and an admin. The same mentor again changes nothing. Returns the id of the open row. Raises mentoring.not_allowed and
-- mentoring.not_first 42501, people.student_missing P0002, mentoring.not_a_mentor 22023, mentoring.over_capacity 55000.
create or replace function private.assign_mentor(p_student uuid, p_mentor uuid, p_reason text default null, p_force boolean default false)
returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  office constant boolean := private.has_power('superadmin', 'admin');
  reason constant text := nullif(btrim(p_reason), '');
  learner record;
  present public.student_mentor_assignments;
  load record;
  made uuid;
begin
  if not office and not private.has_power('enrollment_manager') then
    raise exception 'mentoring.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select s.id, s.organization_id, s.user_id into learner from public.students as s where s.id = p_student;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  perform private.hold_mentor(p_mentor);
  -- the learner after the mentor, as everybody locks them: the second of two who give a first mentor finds one there
  perform from public.students as s where s.id = p_student for no key update;
  select a.* into present from public.student_mentor_assignments as a
    where a.organization_id = learner.organization_id and a.student_id = p_student and a.ended_at is null;
  if present.mentor_id = p_mentor then
    return present.id;
  elsif present.id is not null and not office then
    raise exception 'mentoring.not_first' using errcode = '42501', detail = '{}';
  end if;
  select * into load from private.mentor_load(p_mentor);
  if load.active >= load.capacity and not (p_force and office and reason is not null) then
    raise exception 'mentoring.over_capacity' using errcode = '55000',
      detail = jsonb_build_object('active', load.active, 'capacity', load.capacity)::text;
  end if;
  insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
    values (learner.organization_id, p_student, p_mentor, private.actor_id()) returning id into made;
  perform private.log_admin_action(learner.organization_id,
    case when load.active >= load.capacity then 'capacity_overridden' else 'mentor_assigned' end,
    'student_mentor_assignments', made, 'Assigned a mentor.', jsonb_build_object('mentor_id', present.mentor_id),
    jsonb_build_object('mentor_id', p_mentor, 'reason', reason), p_student);
  perform private.log_activity(learner.organization_id, p_student, 'mentor_assigned', 'student_mentor_assignments', made);
  perform private.tell_of_mentor(made, present.mentor_id);
  return made;
end $$;

-- The learner hears who the mentor is, and the one before that somebody else goes on; the new one hears by trigger.
create or replace function private.tell_of_mentor(p_assignment uuid, p_before uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  given record;
begin
  select a.user_id, m.full_name as mentor, s.full_name as learner, a.assigned_by into given
    from public.student_mentor_assignments as a
    join public.users as m on m.id = a.mentor_id
    join public.students as s on s.organization_id = a.organization_id and s.id = a.student_id
    where a.id = p_assignment;
  perform private.notify(given.user_id, 'mentor_assigned', format('%s is your mentor', given.mentor), '', null, p_assignment::text);
  if p_before is distinct from given.assigned_by then
    perform private.notify(p_before, 'mentor_assigned', format('%s has another mentor now', given.learner),
                           format('%s goes on.', given.mentor), null, p_assignment || ' before');
  end if;
end $$;

-- Superadmin and admin. Returns false when there was no mentor. Raises mentoring.not_allowed 42501.
create or replace function private.end_mentor_assignment(p_student uuid, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  ended record;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'mentoring.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  update public.student_mentor_assignments as a
    set ended_at = greatest(private.now(), a.assigned_at), end_reason = p_reason
    where a.student_id = p_student and a.ended_at is null
    returning a.id, a.organization_id, a.mentor_id into ended;
  if not found then
    return false;
  end if;
  perform private.log_admin_action(ended.organization_id, 'mentor_assignment_ended', 'student_mentor_assignments', ended.id,
    'Ended a mentor''s time.', jsonb_build_object('mentor_id', ended.mentor_id), jsonb_build_object('reason', p_reason), p_student);
  perform private.log_activity(ended.organization_id, p_student, 'mentor_removed', 'student_mentor_assignments', ended.id);
  return true;
end $$;

revoke all on function private.mentor_load(uuid), private.get_mentor_load(uuid), private.hold_mentor(uuid), private.tell_of_mentor(uuid, uuid)
  from public;
grant execute on function private.mentor_load(uuid), private.hold_mentor(uuid), private.tell_of_mentor(uuid, uuid) to growthos_operations;
grant execute on function private.get_mentor_load(uuid) to authenticated;
call private.hand_to_operations('private.assign_mentor(uuid, uuid, text, boolean)', 'private.end_mentor_assignment(uuid, text)');
grant execute on function private.assign_mentor(uuid, uuid, text, boolean), private.end_mentor_assignment(uuid, text) to growthos_staff;
