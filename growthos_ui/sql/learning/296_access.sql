-- Repeatable. Whether a learner reaches a course at all, in which order its recordings come, when the drip opens one,
-- and that what is open is remembered.

-- The first thing that keeps a learner out of a course, or null: account_closed, not_enrolled, paused, access_expired,
-- suspended, fees_not_cleared. Asks nobody who is reading.
create or replace function private.access_lock(p_student uuid, p_course uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  learner record;
  place record;
begin
  select s.organization_id, s.lms_status, u.is_active and not u.login_blocked as may_enter into learner
    from public.students as s join public.users as u on u.organization_id = s.organization_id and u.id = s.user_id
    where s.id = p_student;
  select e.status, e.payment_status, private.is_live(e.status, e.access_expires_at, private.now()) as live into place
    from public.course_enrollments as e
    where e.organization_id = learner.organization_id and e.student_id = p_student and e.course_id = p_course and e.status <> 'cancelled'
    order by private.is_live(e.status, e.access_expires_at, private.now()) desc, e.enrolled_at desc limit 1;
  return case
    when not learner.may_enter then 'account_closed'
    when place.status is null then 'not_enrolled'
    when place.status = 'paused' then 'paused'
    when not place.live then 'access_expired'
    when not private.is_settled(place.payment_status) or learner.lms_status in ('inactive', 'refunded') then 'fees_not_cleared'
    when learner.lms_status not in ('active', 'complete') then 'suspended' end;
end $$;

-- Whether a learner reaches a course, for whoever may see the learner; no row for anybody else. `reason` is null where
-- access is allowed.
create or replace function private.has_course_access(p_student uuid, p_course uuid) returns table (allowed boolean, reason text)
language sql stable security definer set search_path = '' as $$
  select l.reason is null, l.reason
  from (select private.access_lock(p_student, p_course) as reason where private.can_access_student(p_student)) as l
$$;

-- The active recordings of a course in order, as far as row security shows them to the caller.
create or replace function private.recordings_in_order(p_course uuid) returns table (recording_id uuid, lesson_id uuid, place int)
language sql stable set search_path = '' as $$
  select r.id, l.id, row_number() over (order by l.module_number, l.lesson_number, r.position)::int
  from public.available_lessons as l
  join public.modules as m on m.organization_id = l.organization_id and m.id = l.module_id and m.is_active
  join public.lesson_recordings as r on r.organization_id = l.organization_id and r.lesson_id = l.id and r.is_active
  where l.course_id = p_course and l.is_active
$$;

-- When the drip opens a recording for a learner: local midnight so many days after the anchor. Null where there is no live
-- place, or no drip in it.
create or replace function private.effective_drip_at(p_student uuid, p_recording uuid) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select case when rules.drip then (rules.anchor + l.drip_days)::timestamp at time zone rules.zone end
  from public.lesson_recordings as r
  join public.available_lessons as l on l.organization_id = r.organization_id and l.id = r.lesson_id
  join public.course_enrollments as e on e.organization_id = l.organization_id and e.student_id = p_student and e.course_id = l.course_id
    and private.is_live(e.status, e.access_expires_at, private.now())
  cross join lateral private.unlock_rules(e) as rules
  where r.id = p_recording
$$;

-- Remembers every recording that the rules open for a learner and nobody remembered: after rules, content or days have
-- changed. Takes nothing back. Returns how many were new.
create or replace function private.sync_unlocks(p_student uuid) returns int
language plpgsql security definer set search_path = '' as $$
declare
  opened int;
begin
  select count(private.remember_unlock(p_student, u.recording_id,
           case when u.reason = 'first_lesson' then 'initial'
                when u.reason = 'requirements_met' then 'sequential'
                when u.reason = 'sequential_disabled' and private.effective_drip_at(p_student, u.recording_id) is not null then 'drip'
                else 'bypass' end,
           u.reason in ('first_lesson', 'requirements_met'))) into opened
    from (select distinct e.course_id from public.course_enrollments as e where e.student_id = p_student and e.status <> 'cancelled') as c
    cross join lateral private.course_unlocks(p_student, c.course_id) as u
    where u.is_open and u.reason not in ('manually_unlocked', 'already_watched') and private.access_lock(p_student, c.course_id) is null
      and not exists (select from public.sequential_unlocks as had
                      where had.student_id = p_student and had.recording_id = u.recording_id and had.revoked_at is null);
  return opened;
end $$;

-- Remembers what is open for each of these learners who has a live place that was made here: their access may just have opened.
create or replace function private.sync_places(p_students uuid[]) returns int
language sql volatile security definer set search_path = '' as $$
  select coalesce(sum(private.sync_unlocks(s.student_id)), 0)::int
  from (select distinct e.student_id from public.course_enrollments as e
        where e.student_id = any (p_students) and e.origin = 'app' and e.status = 'active') as s
$$;

revoke all on function private.access_lock(uuid, uuid), private.has_course_access(uuid, uuid), private.recordings_in_order(uuid),
  private.effective_drip_at(uuid, uuid), private.sync_unlocks(uuid), private.sync_places(uuid[]) from public;
grant execute on function private.access_lock(uuid, uuid) to growthos_operations;
grant execute on function private.has_course_access(uuid, uuid), private.recordings_in_order(uuid) to authenticated;
