-- Repeatable. Progress follows what learners do: enrolments, watching, handed-in work, results.
--
-- Statement triggers over transition tables: 174,000 marks in one INSERT count each learner once. Old and new
-- rows are compared by EXCEPT, never joined: a join would keep the plan of the first, single row of the
-- session. What differs goes into arrays, and the statements that take them are planned for their size.

-- Enrolments of these learners in the courses of these recordings (or assignments): pairs by place.
create or replace function private.enrollments_by_recording(p_students uuid[], p_recordings uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select distinct e.id
    from unnest(p_students, p_recordings) as x (student_id, recording_id)
    join public.lesson_recordings as r on r.id = x.recording_id
    join public.available_lessons as l on l.organization_id = r.organization_id and l.id = r.lesson_id
    join public.course_enrollments as e
      on e.organization_id = l.organization_id and e.student_id = x.student_id and e.course_id = l.course_id);
end $$;

create or replace function private.enrollments_by_assignment(p_students uuid[], p_assignments uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select distinct e.id
    from unnest(p_students, p_assignments) as x (student_id, assignment_id)
    join public.assignments as a on a.id = x.assignment_id
    join public.course_enrollments as e
      on e.organization_id = a.organization_id and e.student_id = x.student_id and e.course_id = a.course_id);
end $$;

create or replace function private.enrollments_by_course(p_students uuid[], p_courses uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select distinct e.id
    from unnest(p_students, p_courses) as x (student_id, course_id)
    join public.course_enrollments as e on e.student_id = x.student_id and e.course_id = x.course_id);
end $$;

-- An enrolment appeared or changed. Its course is held in share mode first, so that content which is being
-- switched on or off in another transaction is counted by one of the two (882 takes the course exclusively).
create or replace function private.follow_enrollments() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = auto set enable_nestloop = on as $$
declare
  ids uuid[];
  courses uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(n.id), array_agg(distinct n.course_id) into ids, courses from new_rows as n;
  else
    -- progress_percentage is written by the count itself and must not start another
    select array_agg(distinct d.id), array_agg(distinct d.course_id) into ids, courses
    from (select id, student_id, course_id, batch_id, status, enrolled_at, completed_at, mentor_id, user_id from new_rows
          except
          select id, student_id, course_id, batch_id, status, enrolled_at, completed_at, mentor_id, user_id from old_rows) as d;
  end if;
  if ids is null or private.counts_wait() then
    return null;
  end if;
  perform from public.courses as c where c.id = any (courses) order by c.id for share;
  perform private.refresh_progress(ids);
  if tg_op = 'UPDATE' then  -- a new enrolment has no activity yet: its log row would need its id
    perform private.refresh_weeks(ids);
  end if;
  return null;
end $$;

create or replace trigger follow_enrollments_added after insert on public.course_enrollments
  referencing new table as new_rows for each statement execute function private.follow_enrollments();
create or replace trigger follow_enrollments_changed after update on public.course_enrollments
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_enrollments();
-- a deleted enrolment takes its summary rows along by its foreign key

-- Something was completed (or, by repair, is no longer). Watching on without completing changes nothing here.
create or replace function private.follow_recordings() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = auto set enable_nestloop = on as $$
declare
  students uuid[];
  recordings uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(student_id), array_agg(recording_id) into students, recordings
    from new_rows where completed_at is not null;
  elsif tg_op = 'DELETE' then
    select array_agg(student_id), array_agg(recording_id) into students, recordings
    from old_rows where completed_at is not null;
  else
    select array_agg(d.student_id), array_agg(d.recording_id) into students, recordings
    from ((select student_id, recording_id, completed_at is null from new_rows
           except select student_id, recording_id, completed_at is null from old_rows)
          union
          (select student_id, recording_id, completed_at is null from old_rows
           except select student_id, recording_id, completed_at is null from new_rows)) as d;
  end if;
  if students is not null and not private.counts_wait() then
    perform private.plan_for(cardinality(students));
    perform private.lock_learners(students);
    perform private.refresh_progress(private.enrollments_by_recording(students, recordings));
  end if;
  return null;
end $$;

create or replace trigger follow_recordings_added after insert on public.student_recordings
  referencing new table as new_rows for each statement execute function private.follow_recordings();
create or replace trigger follow_recordings_changed after update on public.student_recordings
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_recordings();
create or replace trigger follow_recordings_removed after delete on public.student_recordings
  referencing old table as old_rows for each statement execute function private.follow_recordings();

-- Work was handed in, decided or removed. A newer version counts even while pending: the latest decides.
create or replace function private.follow_submissions() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = auto set enable_nestloop = on as $$
declare
  students uuid[];
  assignments uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(student_id), array_agg(assignment_id) into students, assignments from new_rows;
  elsif tg_op = 'DELETE' then
    select array_agg(student_id), array_agg(assignment_id) into students, assignments from old_rows;
  else
    select array_agg(d.student_id), array_agg(d.assignment_id) into students, assignments
    from ((select student_id, assignment_id, version, status, score from new_rows
           except select student_id, assignment_id, version, status, score from old_rows)
          union
          (select student_id, assignment_id, version, status, score from old_rows
           except select student_id, assignment_id, version, status, score from new_rows)) as d;
  end if;
  if students is not null and not private.counts_wait() then
    perform private.plan_for(cardinality(students));
    perform private.lock_learners(students);
    perform private.refresh_progress(private.enrollments_by_assignment(students, assignments));
  end if;
  return null;
end $$;

create or replace trigger follow_submissions_added after insert on public.student_assignments
  referencing new table as new_rows for each statement execute function private.follow_submissions();
create or replace trigger follow_submissions_changed after update on public.student_assignments
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_submissions();
create or replace trigger follow_submissions_removed after delete on public.student_assignments
  referencing old table as old_rows for each statement execute function private.follow_submissions();

-- A final result. The nightly metrics of the same table are no part of the summary.
create or replace function private.follow_results() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = auto set enable_nestloop = on as $$
declare
  students uuid[];
  courses uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(student_id), array_agg(course_id) into students, courses
    from new_rows where metric_type = 'final_result';
  elsif tg_op = 'DELETE' then
    select array_agg(student_id), array_agg(course_id) into students, courses
    from old_rows where metric_type = 'final_result';
  else
    select array_agg(d.student_id), array_agg(d.course_id) into students, courses
    from ((select student_id, course_id, metric_type, metric_value_e4, calculation_date, module_number from new_rows
           except select student_id, course_id, metric_type, metric_value_e4, calculation_date, module_number from old_rows)
          union
          (select student_id, course_id, metric_type, metric_value_e4, calculation_date, module_number from old_rows
           except select student_id, course_id, metric_type, metric_value_e4, calculation_date, module_number from new_rows)) as d
    where d.metric_type = 'final_result';
  end if;
  if students is not null and not private.counts_wait() then
    perform private.plan_for(cardinality(students));
    perform private.lock_learners(students);
    perform private.refresh_progress(private.enrollments_by_course(students, courses));
  end if;
  return null;
end $$;

create or replace trigger follow_results_added after insert on public.student_performance
  referencing new table as new_rows for each statement execute function private.follow_results();
create or replace trigger follow_results_changed after update on public.student_performance
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_results();
create or replace trigger follow_results_removed after delete on public.student_performance
  referencing old table as old_rows for each statement execute function private.follow_results();

revoke all on function private.enrollments_by_recording(uuid[], uuid[]), private.enrollments_by_assignment(uuid[], uuid[]),
  private.enrollments_by_course(uuid[], uuid[]) from public;
