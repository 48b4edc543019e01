-- Repeatable. Making a learner with everything that belongs to one, and correcting how to reach one. Belongs to
-- growthos_operations: the tenant policy holds inside.

-- Adds a student with everything that belongs to one. For whoever may make students. One transaction: account, role,
-- student, details, place in a course, or nothing of it. The place is free, which only superadmin and admin may give,
-- or waits for its bill. `p_form` has full_name, email, phone, course_id, and may have batch_id, company_name,
-- goal_brief, free, reason, sequential_override, drip_override. Returns the ids, the code and the payment_status.
-- Raises people.may_not_create 42501, people.field_unknown and people.field_missing 22023, enrolment.no_target 22023,
-- and the refusals of clean_person, make_account and enroll_student.
create or replace function private.create_student_complete(p_form jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  known constant text[] := array['full_name', 'email', 'phone', 'course_id', 'batch_id', 'company_name', 'goal_brief',
                                 'free', 'reason', 'sequential_override', 'drip_override'];
  stranger constant text := (select min(key) from jsonb_object_keys(p_form) as key where key <> all (known));
  person record;
  account uuid;
  learner record;
  place uuid;
begin
  if not private.can_create_role('student') then
    raise exception 'people.may_not_create' using errcode = '42501', detail = '{"role": "student"}';
  elsif stranger is not null then
    raise exception 'people.field_unknown' using errcode = '22023', detail = jsonb_build_object('field', stranger)::text;
  end if;
  perform private.require_given(f.field, p_form ->> f.field) from unnest(array['full_name', 'email', 'phone']) as f (field);
  if p_form ->> 'course_id' is null then
    raise exception 'enrolment.no_target' using errcode = '22023', detail = '{"field": "course_id"}';
  end if;
  person := private.clean_person(p_form ->> 'full_name', p_form ->> 'email', p_form ->> 'phone');
  account := private.make_account(person.name, person.email, person.phone, 'student', '{}');
  insert into public.students (organization_id, user_id, company_name, phone_number, goal_brief)
    values (private.org_id(), account, nullif(btrim(p_form ->> 'company_name'), ''), person.phone, nullif(btrim(p_form ->> 'goal_brief'), ''))
    returning id, student_code into learner;
  insert into public.student_details (organization_id, student_id) values (private.org_id(), learner.id);
  perform private.log_admin_action(private.org_id(), 'student_created', 'students', learner.id,
    format('Added %s as %s.', person.name, learner.student_code), p_student => learner.id);
  perform private.log_activity(private.org_id(), learner.id, 'student_created', 'students', learner.id);
  place := private.enroll_student(learner.id, (p_form ->> 'course_id')::uuid, (p_form ->> 'batch_id')::uuid,
                                 p_form - array['full_name', 'email', 'phone', 'course_id', 'batch_id', 'company_name', 'goal_brief']);
  perform private.tell_admins(private.org_id(), 'student_added', format('%s is a new student', person.name), format('With the code %s.', learner.student_code),
                              '/students/' || learner.student_code, learner.id::text);
  return jsonb_build_object('user_id', account, 'student_id', learner.id, 'student_code', learner.student_code, 'enrollment_id', place,
    'payment_status', (select e.payment_status from public.course_enrollments as e where e.id = place));
end $$;

drop function if exists private.update_student_profile(uuid, text, text, text);

-- Corrects how to reach a student. Superadmin, admin and enrolment manager; what is null stays as it is. `p_seen` is what
-- stood there when the person began to type: full_name, email and phone. Returns whether anything changed. Raises
-- people.may_not_change 42501, people.student_missing P0002, people.changed_meanwhile 55000 with the field and what is there
-- now, and the refusals of clean_person; people.email_taken and people.phone_taken 23505.
create or replace function private.update_student_profile(
  p_student uuid, p_name text default null, p_email text default null, p_phone text default null, p_seen jsonb default null)
returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  person record;
  stale record;
  account uuid;
  changed boolean;
begin
  if not private.can_create_role('student') then
    raise exception 'people.may_not_change' using errcode = '42501', detail = '{"role": "student"}';
  end if;
  person := private.clean_person(p_name, p_email, p_phone);
  select s.user_id into account from public.students as s where s.id = p_student for no key update;
  if account is null then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  select f.field, f.now into stale
    from public.students as s join public.users as u on u.id = s.user_id
    cross join lateral (values ('full_name', u.full_name, person.name), ('email', u.email, person.email),
                               ('phone', coalesce(s.phone_number, u.phone), person.phone)) as f (field, now, wanted)
    where s.id = p_student and p_seen is not null and f.wanted is distinct from f.now
      and f.wanted is not null and f.now is distinct from nullif(p_seen ->> f.field, '')
    limit 1;
  if found then
    raise exception 'people.changed_meanwhile' using errcode = '55000', detail = jsonb_build_object('field', stale.field, 'now', stale.now)::text;
  end if;
  update public.students as s set phone_number = person.phone
    where s.id = p_student and person.phone is not null and s.phone_number is distinct from person.phone;
  changed := found;
  if private.keep_contact(account, person.name, person.email, person.phone) or changed then
    changed := true;
    perform private.log_activity(private.org_id(), p_student, 'profile_updated', 'students', p_student, p_visibility => 'staff');
  end if;
  return changed;
end $$;

-- How to reach an account; the generic audit writes down what it was before.
create or replace function private.keep_contact(p_user uuid, p_name text, p_email text, p_phone text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  broken text;
begin
  update public.users as u
    set full_name = coalesce(p_name, u.full_name), email = coalesce(p_email, u.email), phone = coalesce(p_phone, u.phone)
    where u.id = p_user and (u.full_name, u.email, u.phone)
      is distinct from (coalesce(p_name, u.full_name), coalesce(p_email, u.email), coalesce(p_phone, u.phone));
  return found;
exception when unique_violation then
  get stacked diagnostics broken = constraint_name;
  raise exception '%', case broken when 'users_phone_is_unique' then 'people.phone_taken' else 'people.email_taken' end
    using errcode = '23505', detail = jsonb_build_object('field', case broken when 'users_phone_is_unique' then 'phone' else 'email' end)::text;
end $$;

call private.hand_to_operations('private.create_student_complete(jsonb)',
  'private.update_student_profile(uuid, text, text, text, jsonb)', 'private.keep_contact(uuid, text, text, text)');
grant execute on function private.create_student_complete(jsonb), private.update_student_profile(uuid, text, text, text, jsonb) to growthos_staff;
