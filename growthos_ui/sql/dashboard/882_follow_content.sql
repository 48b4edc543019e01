-- Repeatable. Progress follows what is in scope: when a module, lesson, recording or assignment appears, goes, moves
-- or is switched on or off, every enrolment of its course is counted anew.

-- Counts all enrolments of these courses. The course is held exclusively (see 881: enrolling shares it).
create or replace function private.refresh_courses(p_courses uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if p_courses is null or p_courses = '{}' then
    return;
  end if;
  perform from public.courses as c where c.id = any (p_courses) order by c.id for no key update;
  perform private.refresh_progress(array(
    select e.id from public.course_enrollments as e where e.course_id = any (p_courses)));
end $$;

create or replace function private.courses_of_lessons(p_lessons uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(select distinct l.course_id from public.available_lessons as l where l.id = any (p_lessons));
end $$;

create or replace function private.follow_lesson_recordings() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  lessons uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct lesson_id) into lessons from new_rows where is_active;
  elsif tg_op = 'DELETE' then
    select array_agg(distinct lesson_id) into lessons from old_rows where is_active;
  else
    select array_agg(distinct d.lesson_id) into lessons
    from ((select id, lesson_id, is_active from new_rows except select id, lesson_id, is_active from old_rows)
          union (select id, lesson_id, is_active from old_rows except select id, lesson_id, is_active from new_rows)) as d;
  end if;
  perform private.refresh_courses(private.courses_of_lessons(lessons));
  return null;
end $$;

-- Modules and lessons: a new one is empty, a removed one was; only a change can matter. Renumbering does not.
create or replace function private.follow_lessons() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_courses(array(
    select d.course_id
    from ((select id, course_id, module_id, is_active from new_rows except select id, course_id, module_id, is_active from old_rows)
          union (select id, course_id, module_id, is_active from old_rows
                 except select id, course_id, module_id, is_active from new_rows)) as d));
  return null;
end $$;

create or replace function private.follow_modules() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_courses(array(
    select d.course_id
    from (select id, course_id, is_active from new_rows except select id, course_id, is_active from old_rows) as d));
  return null;
end $$;

create or replace function private.follow_assignments() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  courses uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct course_id) into courses from new_rows where is_active;
  elsif tg_op = 'DELETE' then
    select array_agg(distinct course_id) into courses from old_rows where is_active;
  else
    select array_agg(distinct d.course_id) into courses
    from ((select id, course_id, is_active, max_score from new_rows except select id, course_id, is_active, max_score from old_rows)
          union (select id, course_id, is_active, max_score from old_rows
                 except select id, course_id, is_active, max_score from new_rows)) as d;
  end if;
  perform private.refresh_courses(courses);
  return null;
end $$;

create or replace trigger follow_added after insert on public.lesson_recordings
  referencing new table as new_rows for each statement execute function private.follow_lesson_recordings();
create or replace trigger follow_changed after update on public.lesson_recordings
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_lesson_recordings();
create or replace trigger follow_removed after delete on public.lesson_recordings
  referencing old table as old_rows for each statement execute function private.follow_lesson_recordings();
create or replace trigger follow_changed after update on public.available_lessons
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_lessons();
create or replace trigger follow_changed after update on public.modules
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_modules();
create or replace trigger follow_added after insert on public.assignments
  referencing new table as new_rows for each statement execute function private.follow_assignments();
create or replace trigger follow_changed after update on public.assignments
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_assignments();
create or replace trigger follow_removed after delete on public.assignments
  referencing old table as old_rows for each statement execute function private.follow_assignments();

revoke all on function private.refresh_courses(uuid[]), private.courses_of_lessons(uuid[]) from public;
