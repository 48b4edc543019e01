-- Repeatable. Handing in (T15), what a version keeps (T17), and what follows a decision (T16).

-- T15: the version counts up; one is open at a time, and an approved one is the last. An import brings its marks
-- as they are, with their version.
create or replace function private.prepare_submission() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  work public.assignments;
  last record;
begin
  select a.* into work from public.assignments as a where a.organization_id = new.organization_id and a.id = new.assignment_id;
  if work.id is null or not work.is_active then
    raise exception 'submission.assignment_missing' using errcode = 'P0002', detail = '{"field": "assignment_id"}';
  end if;
  -- the learner is held, so that two submissions at once get two numbers
  perform private.lock_learners(array[new.student_id]);
  select v.version, v.status into last from public.student_assignments as v
    where v.organization_id = new.organization_id and v.student_id = new.student_id and v.assignment_id = new.assignment_id
    order by v.version desc limit 1;
  if last.status in ('pending', 'approved') then
    raise exception 'submission.%', case last.status when 'pending' then 'still_pending' else 'already_approved' end
      using errcode = '55000', detail = jsonb_build_object('version', last.version)::text;
  end if;
  new.version := coalesce(last.version, 0) + 1;
  new.is_late := coalesce(new.submitted_at > private.submission_deadline(new.student_id, work), false);
  return new;
end $$;

-- The moment after which a version is late: the end of the due day in the organisation's zone, else so many days
-- after the recording was opened, else after the place was taken. Null: no place, no deadline.
create or replace function private.submission_deadline(p_student uuid, p_work public.assignments) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select coalesce(
    (select (p_work.due_date + 1)::timestamp at time zone o.timezone
     from public.organizations as o where o.id = p_work.organization_id),
    (select u.unlocked_at + p_work.due_days * interval '1 day' from public.sequential_unlocks as u
     where u.student_id = p_student and u.recording_id = p_work.recording_id),
    (select min(e.enrolled_at) + p_work.due_days * interval '1 day' from public.course_enrollments as e
     where e.student_id = p_student and e.course_id = p_work.course_id and e.status <> 'cancelled'))
$$;

-- T17: what was handed in is what was judged, and it is judged once. Scope columns may move with the learner.
create or replace function private.guard_submission() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.student_id, new.assignment_id, new.version, new.submission_text, new.submission_file_url, new.links,
      new.submitted_at, new.is_late, new.origin)
     is distinct from
     (old.student_id, old.assignment_id, old.version, old.submission_text, old.submission_file_url, old.links,
      old.submitted_at, old.is_late, old.origin) then
    raise exception 'submission.immutable' using errcode = '55000', detail = jsonb_build_object('version', old.version)::text;
  end if;
  if old.status <> 'pending' and (new.status, new.score, new.feedback, new.graded_at, new.graded_by)
     is distinct from (old.status, old.score, old.feedback, old.graded_at, old.graded_by) then
    raise exception 'submission.already_decided' using errcode = '55000', detail = jsonb_build_object('status', old.status)::text;
  end if;
  return new;
end $$;

-- A score is out of its assignment's maximum, whoever writes it. Asked once per statement: an import brings
-- 174,000 marks, and a question for each of them doubles its time.
create or replace function private.guard_scores() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  highest int;
begin
  select a.max_score into highest
    from new_rows as n
    join public.assignments as a on a.organization_id = n.organization_id and a.id = n.assignment_id
    where n.score > a.max_score limit 1;
  if found then
    raise exception 'submission.score_out_of_range' using errcode = '22023',
      detail = jsonb_build_object('field', 'score', 'max_score', highest)::text;
  end if;
  return null;
end $$;

-- T16: a version handed in, or decided, here: the learner's line, the next recording, a finished course, the audit.
create or replace function private.follow_submission() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  one public.student_assignments;
begin
  if tg_op = 'INSERT' then
    for one in select * from new_rows where origin = 'app' loop
      perform private.log_activity(one.organization_id, one.student_id, 'assignment_submitted', 'assignments', one.assignment_id,
                                   jsonb_build_object('version', one.version), p_at => one.submitted_at);
      perform private.tell_reviewers(one);
    end loop;
    return null;
  end if;
  for one in
    select n.* from new_rows as n
    where n.origin = 'app' and n.status <> 'pending'
      and n.id in (select d.id from (select id, status from new_rows except select id, status from old_rows) as d)
  loop
    perform private.after_decision(one);
  end loop;
  return null;
end $$;

-- assignment_submitted: the learner's mentor hears of work that waits for a decision; without one, the admins.
create or replace function private.tell_reviewers(p_one public.student_assignments) returns void
language plpgsql security definer set search_path = '' as $$
declare
  about record;
  told text;
begin
  if p_one.status <> 'pending' then
    return;
  end if;
  select a.title, s.full_name into about
    from public.students as s, public.assignments as a where s.id = p_one.student_id and a.id = p_one.assignment_id;
  told := left(format('%s handed in %s', about.full_name, about.title), 200);
  if p_one.mentor_id is not null then
    perform private.notify(p_one.mentor_id, 'assignment_submitted', told, format('Version %s waits for your decision.', p_one.version),
                           '/submissions/' || p_one.id, 'submitted ' || p_one.id);
  else
    perform private.tell_admins(p_one.organization_id, 'assignment_submitted', told, 'The student has no mentor.',
                                '/submissions/' || p_one.id, 'submitted ' || p_one.id);
  end if;
end $$;

-- What follows a decision: the learner's line, the audit, the news, the next recording, a finished course.
create or replace function private.after_decision(p_one public.student_assignments) returns void
language plpgsql security definer set search_path = '' as $$
declare
  gate constant uuid := (select a.recording_id from public.assignments as a where a.id = p_one.assignment_id);
begin
  perform private.log_activity(p_one.organization_id, p_one.student_id, 'assignment_' || p_one.status, 'assignments',
                               p_one.assignment_id, jsonb_build_object('version', p_one.version), p_at => p_one.graded_at);
  perform private.log_admin_action(
    p_one.organization_id, 'submission_reviewed', 'student_assignments', p_one.id,
    format('Version %s was %s.', p_one.version, p_one.status),
    jsonb_build_object('status', 'pending'), jsonb_build_object('status', p_one.status, 'score', p_one.score),
    p_one.student_id);
  perform private.notify(p_one.user_id, 'assignment_reviewed', left(format('%s was %s', a.title, p_one.status), 200),
                         coalesce(left(p_one.feedback, 4000), 'Without a word.'), null, 'reviewed ' || p_one.id)
    from public.assignments as a where a.id = p_one.assignment_id;
  if p_one.status = 'approved' then
    if gate is not null then
      perform private.unlock_next(p_one.student_id, gate, 'assignment_approved');
    end if;
    perform private.complete_courses(p_one.student_id);
  end if;
end $$;

create or replace trigger prepare_submission before insert on public.student_assignments
  for each row when (new.origin = 'app') execute function private.prepare_submission();
create or replace trigger guard_submission before update on public.student_assignments
  for each row execute function private.guard_submission();
create or replace trigger guard_scores_added after insert on public.student_assignments
  referencing new table as new_rows for each statement execute function private.guard_scores();
create or replace trigger guard_scores_changed after update on public.student_assignments
  referencing new table as new_rows for each statement execute function private.guard_scores();
-- named to run after follow_submissions_… (881), whose summary complete_courses asks
create or replace trigger then_follow_added after insert on public.student_assignments
  referencing new table as new_rows for each statement execute function private.follow_submission();
create or replace trigger then_follow_changed after update on public.student_assignments
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_submission();

revoke all on function private.submission_deadline(uuid, public.assignments), private.after_decision(public.student_assignments),
  private.tell_reviewers(public.student_assignments) from public;
