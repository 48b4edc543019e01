-- Repeatable. The copied words follow the people: names, codes, states, mentors; and the two settings that change
-- a figure, the weights and the zone, have everything of their organisation counted anew.
--
-- Row triggers with a WHEN, not statement triggers: these changes are rare, and an unrelated update of
-- a thousand students must cost nothing here.

create or replace function private.follow_new_students() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not private.counts_wait() then  -- the one recount at the end makes the words too
    perform private.refresh_words(array(select id from new_rows));
  end if;
  return null;
end $$;

-- Names, codes and states of learners in the copies. A night suspends thousands in one statement: they are followed in one, too.
create or replace function private.follow_students() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed constant uuid[] := array(
    select d.id from (select n.id, n.full_name, n.student_code, n.lms_status from new_rows as n
                      except select o.id, o.full_name, o.student_code, o.lms_status from old_rows as o) as d);
  renamed uuid[];
begin
  if changed = '{}' then
    return null;
  end if;
  update dashboard.student_progress as p
    set full_name = s.full_name, student_code = s.student_code, lms_status = s.lms_status
    from public.students as s
    where s.id = any (changed) and p.organization_id = s.organization_id and p.student_id = s.id;
  renamed := array(
    select d.id from (select n.id, n.full_name, n.student_code from new_rows as n
                      except select o.id, o.full_name, o.student_code from old_rows as o) as d);
  if renamed <> '{}' then
    perform private.refresh_words(renamed);
  end if;
  return null;
end $$;

-- private.move_mentor moves the public tables, course_enrollments among them, and the progress row follows that.
create or replace function private.follow_student_mentor() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update dashboard.learner_weeks as w set mentor_id = new.mentor_id
    where w.organization_id = new.organization_id and w.student_id = new.id and w.mentor_id is distinct from new.mentor_id;
  update dashboard.student_words as w set mentor_id = new.mentor_id
    where w.organization_id = new.organization_id and w.student_id = new.id and w.mentor_id is distinct from new.mentor_id;
  update dashboard.student_spellings as w set mentor_id = new.mentor_id
    where w.organization_id = new.organization_id and w.student_id = new.id and w.mentor_id is distinct from new.mentor_id;
  return null;
end $$;

-- Both the account and the learner hold a number, and either may change alone.
create or replace function private.follow_number() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_contacts(array[new.id]);
  return null;
end $$;

create or replace function private.follow_contact() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_contacts(array(
    select s.id from public.students as s where s.organization_id = new.organization_id and s.user_id = new.id));
  return null;
end $$;

create or replace function private.follow_mentor_name() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update dashboard.student_progress as p set mentor_name = new.full_name
    where p.organization_id = new.organization_id and p.mentor_id = new.id;
  return null;
end $$;

-- The names of those who work here stand beside their accounts, for whoever may not read these.
create or replace function private.follow_colleague() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.role = 'student' then
    delete from dashboard.colleagues as c where c.organization_id = new.organization_id and c.id = new.id;
  else
    insert into dashboard.colleagues (organization_id, id, full_name) values (new.organization_id, new.id, new.full_name)
      on conflict (organization_id, id) do update set full_name = excluded.full_name;
  end if;
  return null;
end $$;

create or replace function private.refresh_organization(p_organization uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  ids constant uuid[] := array(select e.id from public.course_enrollments as e where e.organization_id = p_organization);
begin
  perform private.refresh_progress(ids);
  perform private.refresh_weeks(ids);
end $$;

create or replace function private.follow_weights() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  path constant text[] := array['learning', 'progress_weights'];
  before jsonb;
  after jsonb;
begin
  if tg_op <> 'INSERT' then
    before := old.settings #> path;
  end if;
  if tg_op <> 'DELETE' then
    after := new.settings #> path;
  end if;
  if before is distinct from after then
    perform private.refresh_organization(case when tg_op = 'DELETE' then old.organization_id else new.organization_id end);
  end if;
  return null;
end $$;

create or replace function private.follow_zone() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_organization(new.id);
  return null;
end $$;

create or replace trigger follow_added after insert on public.students
  referencing new table as new_rows for each statement execute function private.follow_new_students();
create or replace trigger follow_words after update on public.students
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_students();
create or replace trigger follow_number after update of phone_number on public.students
  for each row when (old.phone_number is distinct from new.phone_number) execute function private.follow_number();
create or replace trigger follow_contact after update of email, phone on public.users
  for each row when ((old.email, old.phone) is distinct from (new.email, new.phone) and new.role = 'student')
  execute function private.follow_contact();
create or replace trigger move_summaries after update of mentor_id on public.students
  for each row when (old.mentor_id is distinct from new.mentor_id) execute function private.follow_student_mentor();
create or replace trigger follow_mentor_name after update of full_name on public.users
  for each row when (old.full_name is distinct from new.full_name and new.role <> 'student')
  execute function private.follow_mentor_name();
create or replace trigger add_colleague after insert on public.users
  for each row when (new.role <> 'student') execute function private.follow_colleague();
create or replace trigger follow_colleague after update of full_name, role on public.users
  for each row when ((old.full_name, old.role) is distinct from (new.full_name, new.role) and 'student' not in (old.role, new.role)
                     or (old.role = 'student') <> (new.role = 'student'))
  execute function private.follow_colleague();
create or replace trigger follow_weights after insert or update of settings or delete on public.company_settings
  for each row execute function private.follow_weights();
create or replace trigger follow_zone after update of timezone on public.organizations
  for each row when (old.timezone is distinct from new.timezone) execute function private.follow_zone();

revoke all on function private.refresh_organization(uuid) from public;
