-- Repeatable. What a learner's player reports, and the repair of what is remembered as open. Both belong to
-- growthos_operations: the tenant policy holds inside.

-- The acting learner, or nothing.
create or replace function private.my_student() returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select s.id from public.students as s
          where s.user_id = private.actor_id() and s.organization_id = private.org_id() and private.has_power('student'));
end $$;

-- How many distinct seconds a report may bring at most. A player reports about once a minute and plays at most at double
-- speed: more than that was not watched. The first report starts the clock.
create or replace function private.watched_at_most(p_seconds int, p_before int, p_duration int, p_since timestamptz, p_now timestamptz) returns int
language sql immutable parallel safe set search_path = '' as $$
  select greatest(p_before, least(p_seconds, p_duration,
    p_before + case when p_since is null then 60 else floor(2 * extract(epoch from greatest(p_now - p_since, interval '0')))::int end))
$$;

-- Takes a report of a learner's player, of a recording that is open to them: where it stands, and how many distinct
-- seconds were seen in all. Seen never becomes less, and never more than the time that passed allows. Returns the
-- percentage that was seen; 0 while the recording's length is not known. Raises watching.not_a_learner 42501,
-- watching.out_of_range 22023, unlock.recording_missing P0002, watching.no_access and watching.locked 55000 with the
-- reason.
create or replace function private.record_watch_progress(p_recording uuid, p_position int, p_watched int) returns numeric
language plpgsql security definer set search_path = '' as $$
declare
  me constant uuid := private.my_student();
  asked record;
  seen record;
  held text;
begin
  if me is null then
    raise exception 'watching.not_a_learner' using errcode = '42501', detail = '{}';
  elsif p_position is null or p_watched is null or p_position < 0 or p_watched < 0 then
    raise exception 'watching.out_of_range' using errcode = '22023', detail = '{"field": "watched"}';
  end if;
  select r.organization_id, r.duration_seconds, l.course_id, u.is_open, u.reason into asked
    from public.lesson_recordings as r
    join public.available_lessons as l on l.organization_id = r.organization_id and l.id = r.lesson_id
    cross join lateral private.unlock_state(me, r.id) as u
    where r.id = p_recording;
  held := private.access_lock(me, asked.course_id);
  if not found then
    raise exception 'unlock.recording_missing' using errcode = 'P0002', detail = '{}';
  elsif held is not null or not asked.is_open then
    raise exception '%', case when held is null then 'watching.locked' else 'watching.no_access' end
      using errcode = '55000', detail = jsonb_build_object('reason', coalesce(held, asked.reason))::text;
  end if;
  insert into public.student_recordings (organization_id, student_id, recording_id) values (asked.organization_id, me, p_recording)
    on conflict (organization_id, student_id, recording_id) do nothing;
  select w.id, w.watched_duration, w.last_watched_at into seen
    from public.student_recordings as w where w.student_id = me and w.recording_id = p_recording for no key update;
  update public.student_recordings as w
    set watched_duration = d.seconds,
        completion_percentage = case when asked.duration_seconds > 0 then round(100.0 * d.seconds / asked.duration_seconds, 2) else 0 end,
        last_position = least(p_position, coalesce(asked.duration_seconds, p_position)), last_watched_at = private.now(),
        first_watched_at = coalesce(w.first_watched_at, private.now()),
        -- a new view begins after half an hour without a report
        view_count = w.view_count + (seen.last_watched_at is null or seen.last_watched_at < private.now() - interval '30 minutes')::int
    from (select private.watched_at_most(p_watched, seen.watched_duration, asked.duration_seconds, seen.last_watched_at, private.now())) as d (seconds)
    where w.id = seen.id;
  return (select w.completion_percentage from public.student_recordings as w where w.id = seen.id);
end $$;

-- Repairs what is remembered as open for a learner. A superadmin's act, or a job's. Raises unlock.not_allowed 42501,
-- people.student_missing P0002.
create or replace function private.sync_student_unlocks(p_student uuid) returns int
language plpgsql security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin') and not private.at_work() then
    raise exception 'unlock.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  perform from public.students as s where s.id = p_student;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  return private.sync_unlocks(p_student);
end $$;

revoke all on function private.my_student(), private.watched_at_most(int, int, int, timestamptz, timestamptz)
  from public;
grant execute on function private.my_student(), private.watched_at_most(int, int, int, timestamptz, timestamptz),
  private.sync_unlocks(uuid) to growthos_operations;
call private.hand_to_operations('private.record_watch_progress(uuid, int, int)', 'private.sync_student_unlocks(uuid)');
grant execute on function private.record_watch_progress(uuid, int, int) to authenticated;
grant execute on function private.sync_student_unlocks(uuid) to growthos_staff, growthos_worker;
