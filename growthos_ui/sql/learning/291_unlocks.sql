-- Repeatable. Which recording is open for a learner, and why not: one answer for a whole course, in one query.

-- The sequence of a course: its active recordings in order, from 1.
create or replace function private.course_sequence(p_course uuid) returns table (recording_id uuid, lesson_id uuid, place int)
language sql stable parallel safe security definer set search_path = '' as $$
  select r.id, l.id, row_number() over (order by l.module_number, l.lesson_number, r.position)::int
  from public.available_lessons as l
  join public.modules as m on m.organization_id = l.organization_id and m.id = l.module_id and m.is_active
  join public.lesson_recordings as r on r.organization_id = l.organization_id and r.lesson_id = l.id and r.is_active
  where l.course_id = p_course and l.is_active
$$;

-- The switches of a place: its own override, else the course's, else the organisation's; the feature flag above all.
create or replace function private.unlock_rules(p_enrollment public.course_enrollments)
returns table (drip boolean, sequential boolean, anchor date, zone text, gate_from date)
language sql stable security definer set search_path = '' as $$
  select private.flag(c.organization_id, 'content_drip')
           and coalesce(p_enrollment.drip_override, c.drip_enabled, (private.setting(c.organization_id, 'learning.drip_default'))::boolean),
         private.flag(c.organization_id, 'sequential_unlock')
           and coalesce(p_enrollment.sequential_override, (private.setting(c.organization_id, 'learning.sequential_default'))::boolean),
         coalesce(b.start_date, (p_enrollment.enrolled_at at time zone o.timezone)::date),
         o.timezone,
         case when private.flag(c.organization_id, 'feedback_gate')
              then (private.setting(c.organization_id, 'learning.feedback_gate_from') #>> '{}')::date end
  from public.courses as c
  join public.organizations as o on o.id = c.organization_id
  left join public.batches as b on b.organization_id = c.organization_id and b.id = p_enrollment.batch_id
  where c.id = p_enrollment.course_id and c.organization_id = p_enrollment.organization_id
$$;

-- The state of every recording of a course for one learner. `reason` is the first that applies, in the document's
-- order; `reasons` keeps all that lock it; `opens_at` is known only for a drip: local midnight of its day.
create or replace function private.course_unlocks(p_student uuid, p_course uuid)
returns table (recording_id uuid, place int, is_open boolean, reason text, reasons text[], opens_at timestamptz,
               completed boolean, assignment_status text)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  learner public.students;
  seat public.course_enrollments;
  rules record;
begin
  select s.* into learner from public.students as s where s.id = p_student;
  select e.* into seat from public.course_enrollments as e
    where e.organization_id = learner.organization_id and e.student_id = p_student and e.course_id = p_course
    order by private.is_live(e.status, e.access_expires_at, private.now()) desc, e.enrolled_at desc limit 1;
  if not private.is_live(seat.status, seat.access_expires_at, private.now()) then
    seat := null;  -- an old place opens nothing, not even what its overrides would
  end if;
  select * into rules from private.unlock_rules(seat);
  return query
  with steps as (
    select f.*, lag(f.recording_id) over w as before_id, lag(f.completed_at) over w as before_done,
           lag(f.has_work) over w as before_work, lag(f.work) over w as before_status, lag(f.rated) over w as before_rated
    from private.unlock_facts(p_student, p_course) as f
    window w as (order by f.place)
  ),
  judged as (
    select s.*, rules.drip and d.opens_at > private.now() as waits, d.opens_at,
           array_remove(array[
             case when s.before_done is null then 'previous_not_watched' end,
             case when s.before_work and s.before_status is null then 'previous_assignment_not_submitted' end,
             case when s.before_work and s.before_status <> 'approved' then 'previous_assignment_not_approved' end,
             case when not s.prerequisites_done then 'prerequisite_missing' end,
             case when s.before_done >= rules.gate_from::timestamp at time zone rules.zone and not s.before_rated
                  then 'previous_not_rated' end], null) as missing
    from steps as s
    cross join lateral (select (rules.anchor + s.drip_days)::timestamp at time zone rules.zone as opens_at) as d
  ),
  locks as (
    select j.*, array_remove(array[
        case when seat.id is null then 'not_enrolled' end,
        case when seat.id is not null and not (private.is_settled(seat.payment_status) and learner.lms_status in ('active', 'complete'))
             then 'fees_not_cleared' end,
        case when j.waits then 'drip_locked' end], null)
      || case when coalesce(rules.sequential, true) and j.place > 1 then j.missing else '{}' end as held
    from judged as j
  )
  select l.recording_id, l.place, v.why in ('bypass', 'manually_unlocked', 'already_watched', 'sequential_disabled',
                                            'first_lesson', 'requirements_met'),
         v.why, case when v.why = any (l.held) then l.held else '{}' end,
         case when v.why = 'drip_locked' then l.opens_at end, l.completed_at is not null, l.work
  from locks as l
  cross join lateral (select case
    when seat.sequential_override is false and seat.drip_override is false then 'bypass'
    when l.by_hand then 'manually_unlocked'
    when l.completed_at is not null then 'already_watched'
    when l.held <> '{}' then l.held[1]
    when not rules.sequential then 'sequential_disabled'
    when l.place = 1 then 'first_lesson'
    else 'requirements_met' end as why) as v
  order by l.place;
end $$;

-- What is known of each recording for this learner, before any rule is asked.
create or replace function private.unlock_facts(p_student uuid, p_course uuid)
returns table (recording_id uuid, place int, drip_days int, completed_at timestamptz, by_hand boolean, has_work boolean,
               work text, rated boolean, prerequisites_done boolean)
language sql stable security definer set search_path = '' as $$
  with sequence as materialized (
    select q.*, w.completed_at
    from private.course_sequence(p_course) as q
    left join public.student_recordings as w on w.student_id = p_student and w.recording_id = q.recording_id
  )
  select q.recording_id, q.place, l.drip_days, q.completed_at,
         exists (select from public.sequential_unlocks as u
                 where u.student_id = p_student and u.recording_id = q.recording_id
                   and u.unlock_type = 'manual' and u.revoked_at is null),
         a.id is not null,
         (select v.status from public.student_assignments as v
          where v.student_id = p_student and v.assignment_id = a.id order by v.version desc limit 1),
         exists (select from public.video_ratings as g where g.student_id = p_student and g.recording_id = q.recording_id),
         -- a lesson is complete when all its active recordings are; a lesson without any is complete
         not exists (select from sequence as p where p.lesson_id::text = any (l.prerequisites) and p.completed_at is null)
  from sequence as q
  join public.available_lessons as l on l.id = q.lesson_id
  left join public.assignments as a on a.organization_id = l.organization_id and a.recording_id = q.recording_id and a.is_active
$$;

-- One recording for one learner. No row for a recording that is not (or no longer) in a course's sequence.
create or replace function private.unlock_state(p_student uuid, p_recording uuid)
returns table (is_open boolean, reason text, reasons text[], opens_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select u.is_open, u.reason, u.reasons, u.opens_at
  from public.lesson_recordings as r
  join public.available_lessons as l on l.organization_id = r.organization_id and l.id = r.lesson_id
  cross join lateral private.course_unlocks(p_student, l.course_id) as u
  where r.id = p_recording and u.recording_id = p_recording
$$;

-- Remembers what opened in a course because of this recording: the one after it, and whatever asked for its lesson. Returns the
-- one after it; null when that is not open, or was already.
create or replace function private.unlock_next(p_student uuid, p_recording uuid, p_type text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  found_one record;
  next_id uuid;
begin
  for found_one in
    with states as materialized (
      select u.recording_id, u.place, u.reason
      from public.lesson_recordings as r
      join public.available_lessons as l on l.organization_id = r.organization_id and l.id = r.lesson_id
      cross join lateral private.course_unlocks(p_student, l.course_id) as u
      where r.id = p_recording
    )
    select n.recording_id, n.place = here.place + 1 as is_next
    from states as here cross join states as n
    where here.recording_id = p_recording and n.reason = 'requirements_met' and not exists (
      select from public.sequential_unlocks as u
      where u.student_id = p_student and u.recording_id = n.recording_id and u.revoked_at is null)
    order by n.place
  loop
    perform private.remember_unlock(p_student, found_one.recording_id, case when found_one.is_next then p_type else 'sequential' end, true);
    next_id := case when found_one.is_next then found_one.recording_id else next_id end;
  end loop;
  return next_id;
end $$;

-- Remembers that a recording is open; null where that was known. One that was opened by hand and taken back opens anew, now by
-- right. The learner hears of what opened by itself; what comes with the place is the place's own news.
create or replace function private.remember_unlock(p_student uuid, p_recording uuid, p_type text, p_met boolean) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  opened public.sequential_unlocks;
begin
  insert into public.sequential_unlocks as u (organization_id, student_id, recording_id, unlock_type, prerequisites_met)
    select s.organization_id, s.id, p_recording, p_type, p_met from public.students as s where s.id = p_student
    on conflict (organization_id, student_id, recording_id) do update set unlock_type = excluded.unlock_type,
      prerequisites_met = excluded.prerequisites_met, unlocked_at = private.now(), unlocked_by = null, reason = null,
      revoked_at = null, revoked_by = null
      where u.revoked_at is not null
    returning u.* into opened;
  if opened.id is not null then
    perform private.log_activity(opened.organization_id, p_student, 'recording_unlocked', 'lesson_recordings', p_recording);
    if p_type in ('sequential', 'assignment_approved', 'drip') then
      perform private.tell_unlocked(opened.user_id, p_recording);
    end if;
  end if;
  return opened.recording_id;
end $$;

-- content_unlocked: once for each recording, however often it is opened.
create or replace function private.tell_unlocked(p_user uuid, p_recording uuid) returns uuid
language sql security definer set search_path = '' as $$
  select private.notify(p_user, 'content_unlocked', format('%s is open', r.title), 'You can watch it now.', null, 'unlocked ' || r.id)
  from public.lesson_recordings as r where r.id = p_recording
$$;

revoke all on function private.course_sequence(uuid), private.unlock_rules(public.course_enrollments),
  private.course_unlocks(uuid, uuid), private.unlock_facts(uuid, uuid), private.unlock_state(uuid, uuid),
  private.unlock_next(uuid, uuid, text), private.remember_unlock(uuid, uuid, text, boolean), private.tell_unlocked(uuid, uuid)
  from public;
