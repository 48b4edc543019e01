-- Repeatable. Watching (T14): completed is a fact that is set once, by the organisation's threshold, and opens the next.

create or replace function private.keep_completion() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' then
    -- completion never reverts, and what was seen stays seen
    new.completed_at := coalesce(old.completed_at, new.completed_at);
    new.completion_percentage := greatest(old.completion_percentage, new.completion_percentage);
    new.watched_duration := greatest(old.watched_duration, new.watched_duration);
  end if;
  if new.completed_at is null and new.completion_percentage
       >= (private.setting(new.organization_id, 'learning.watched_threshold_pct'))::numeric then
    new.completed_at := coalesce(new.last_watched_at, private.now());
  elsif new.completed_at is not null and new.origin = 'app' and tg_op = 'INSERT' and new.completion_percentage
       < (private.setting(new.organization_id, 'learning.watched_threshold_pct'))::numeric then
    new.completed_at := null;  -- the threshold decides, not the client
  end if;
  return new;
end $$;

-- Places whose every active recording is completed and every active assignment approved are completed; a course with
-- nothing in it never is. A completed place stays so when content is added later. Asks the summary, which is
-- up to date here: statement triggers run in the order of their names, and "follow_…" (881) comes before "then_…".
create or replace function private.complete_courses(p_student uuid) returns int
language plpgsql security definer set search_path = '' as $$
declare
  done uuid[];
begin
  with finished as (
    update public.course_enrollments as e
      set status = 'completed', completed_at = private.now()
      from dashboard.student_progress as p
      where p.id = e.id and e.student_id = p_student and e.status = 'active' and e.origin = 'app'
        and p.recordings_in_scope + p.assignments_in_scope > 0
        and p.recordings_completed = p.recordings_in_scope and p.assignments_approved = p.assignments_in_scope
      returning e.id, e.organization_id, e.course_id
  )
  select array_agg(f.id) into done from finished as f;
  if done is null then
    return 0;
  end if;
  done := done || private.complete_pathways(p_student);
  perform private.log_admin_action(e.organization_id, 'course_completed', 'course_enrollments', e.id,
                                   'The learner completed the course.', p_student => e.student_id)
    from public.course_enrollments as e where e.id = any (done);
  -- all places done: the learner is done
  update public.students as s set lms_status = 'complete', lms_status_source = 'completion'
    where s.id = p_student and s.lms_status = 'active'
      and not exists (select from public.course_enrollments as e
                      where e.organization_id = s.organization_id and e.student_id = s.id and e.status in ('active', 'paused'));
  return cardinality(done);
end $$;

-- A pathway has no content of its own: it is completed when each of its courses is, in whichever place.
create or replace function private.complete_pathways(p_student uuid) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  done uuid[];
begin
  with finished as (
    update public.course_enrollments as e
      set status = 'completed', completed_at = private.now()
      from public.courses as c
      where c.organization_id = e.organization_id and c.id = e.course_id and c.kind = 'pathway' and c.component_course_ids <> '{}'
        and e.student_id = p_student and e.status = 'active' and e.origin = 'app'
        and not exists (
          select from unnest(c.component_course_ids) as part
          where not exists (select from public.course_enrollments as there
                            where there.organization_id = e.organization_id and there.student_id = p_student
                              and there.course_id = part and there.status = 'completed'))
      returning e.id
  )
  select array_agg(f.id) into done from finished as f;
  return coalesce(done, '{}');
end $$;

create or replace trigger keep_completion before insert or update on public.student_recordings
  for each row when (new.origin = 'app' or new.completed_at is null) execute function private.keep_completion();

-- The first crossing: the act is logged, the next recording opens, and a finished course is finished.
-- Only for what happens here; an import brings a past that nobody is to be notified of.
create or replace function private.after_completion(p_organization uuid, p_student uuid, p_recording uuid, p_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.log_activity(p_organization, p_student, 'video_watched', 'lesson_recordings', p_recording, p_at => p_at);
  perform private.unlock_next(p_student, p_recording, 'sequential');
  perform private.complete_courses(p_student);
end $$;

create or replace function private.follow_completion() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  done record;
begin
  for done in
    select n.organization_id, n.student_id, n.recording_id, n.completed_at
    from new_rows as n where n.origin = 'app' and n.completed_at is not null
  loop
    perform private.after_completion(done.organization_id, done.student_id, done.recording_id, done.completed_at);
  end loop;
  return null;
end $$;

create or replace function private.follow_completion_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  done record;
begin
  for done in
    select organization_id, student_id, recording_id, completed_at from new_rows where origin = 'app' and completed_at is not null
    except
    select organization_id, student_id, recording_id, completed_at from old_rows where completed_at is not null
  loop
    perform private.after_completion(done.organization_id, done.student_id, done.recording_id, done.completed_at);
  end loop;
  return null;
end $$;

create or replace trigger then_open_next_added after insert on public.student_recordings
  referencing new table as new_rows for each statement execute function private.follow_completion();
create or replace trigger then_open_next_changed after update on public.student_recordings
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_completion_change();

revoke all on function private.complete_courses(uuid), private.complete_pathways(uuid), private.after_completion(uuid, uuid, uuid, timestamptz) from public;
