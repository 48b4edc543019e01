-- Repeatable. Making a learner with everything that belongs to one, and correcting how to reach one. Belongs to
-- growthos_operations: the tenant policy holds inside.

drop function if exists private.create_student_complete(jsonb);

-- Adds a student with everything that belongs to one. For whoever may make students. One transaction: account, role, student, details,
-- place in a course, bill and installments, or nothing of it. `p_form` has full_name, email and phone, may have company_name and goal_brief,
-- and says the place as enrol_and_bill reads it. One key is one student, however often it is sent. Returns said_of_newcomer, and again
-- where that key had added them before. Raises people.may_not_create 42501, people.field_unknown and people.field_missing 22023,
-- finance.key_used 23505, and the refusals of clean_person, make_account and enrol_and_bill.
create or replace function private.create_student_complete(p_form jsonb, p_key text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select private.add_newcomer(p_form, p_key, true)
$$;

-- The same, with or without the admins hearing of it: who adds many tells them once.
create or replace function private.add_newcomer(p_form jsonb, p_key text, p_is_told boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  said constant jsonb := private.added_before(p_form, p_key);
  place uuid;
begin
  if said is not null then
    return said;
  end if;
  place := (private.give_and_bill(private.make_student(p_form, p_is_told), private.place_in(p_form), null, false) ->> 'enrollment')::uuid;
  perform private.keep_place_act(place, p_key, private.newcomer_asked(p_form));
  return private.said_of_newcomer(e.student_id) from public.course_enrollments as e where e.id = place;
end $$;

-- The same where the place lets go of more than one person may: the student is added, and a second person is asked for the place, in one
-- transaction. One key is one student, however often it is sent. Returns said_of_newcomer, and again where that key had added them
-- before. Raises as create_student_complete and ask_for_approval.
create or replace function private.add_student_and_ask(p_form jsonb, p_key text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select private.ask_for_newcomer(p_form, p_key, true)
$$;

-- The same, with or without the admins hearing of the student.
create or replace function private.ask_for_newcomer(p_form jsonb, p_key text, p_is_told boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  kind constant text := case when (p_form ->> 'free')::boolean then 'place' else 'bill' end;
  said constant jsonb := private.added_before(p_form, p_key);
  learner uuid;
begin
  if said is not null then
    return said;
  end if;
  learner := private.make_student(p_form, p_is_told);
  perform private.ask_for_approval(kind, private.place_in(p_form) || jsonb_build_object(
    'student', learner, 'form', encode(private.hash_of(private.newcomer_asked(p_form)), 'hex')), p_form ->> 'reason', p_key);
  return private.said_of_newcomer(learner);
end $$;

-- What add_student_and_ask comes to once a second person agrees, to be seen in this transaction, which cannot be kept. Returns what try_agreed
-- returns. Raises as require_newcomer, make_student and try_agreed.
create or replace function private.try_newcomer_agreed(p_form jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_newcomer(p_form);
  return private.try_agreed(case when (p_form ->> 'free')::boolean then 'place' else 'bill' end,
    private.place_in(p_form) || jsonb_build_object('student', private.make_student(p_form, true)));
end $$;

-- Whom a key added before, with the place or while that waits for a second person: said_of_newcomer, and again; null for a new key. Two
-- clicks at once wait for each other. Raises as require_newcomer, and finance.key_used 23505 where it was sent with another form.
create or replace function private.added_before(p_form jsonb, p_key text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  place uuid;
  waits record;
begin
  perform private.require_newcomer(p_form);
  place := private.same_place(p_key, private.newcomer_asked(p_form));
  select k.student, k.hash into waits from private.newcomer_of_key(p_key) as k;
  perform private.require_same(waits.student is null or waits.hash is not distinct from encode(private.hash_of(private.newcomer_asked(p_form)), 'hex'));
  return private.said_of_newcomer(coalesce(waits.student, (select e.student_id from public.course_enrollments as e where e.id = place)))
    || '{"again": true}';
end $$;

-- What a form asks for, as its key remembers it.
create or replace function private.newcomer_asked(p_form jsonb) returns jsonb
language sql immutable parallel safe set search_path = '' as $$
  select jsonb_build_object('act', 'add', 'form', p_form)
$$;

-- Refuses whoever may not make students, and a form that has what none has.
create or replace function private.require_newcomer(p_form jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  known constant text[] := array['full_name', 'email', 'phone', 'company_name', 'goal_brief', 'course', 'batch', 'parts', 'discount', 'free',
                                 'first_due', 'run_from', 'reason', 'sequential_override', 'drip_override'];
  stranger constant text := (select min(key) from jsonb_object_keys(p_form) as key where key <> all (known));
begin
  if not private.can_create_role('student') then
    raise exception 'people.may_not_create' using errcode = '42501', detail = '{"role": "student"}';
  elsif stranger is not null then
    raise exception 'people.field_unknown' using errcode = '22023', detail = jsonb_build_object('field', stranger)::text;
  end if;
end $$;

-- What the form says of the place, without what it says of the person.
create or replace function private.place_in(p_form jsonb) returns jsonb
language sql immutable parallel safe set search_path = '' as $$
  select p_form - array['full_name', 'email', 'phone', 'company_name', 'goal_brief']
$$;

drop function if exists private.make_student(jsonb);

-- Makes the account, the student and their details; the admins hear of it, or are told by whoever adds many. Raises people.field_missing 22023, and the refusals of clean_person and make_account.
create or replace function private.make_student(p_form jsonb, p_is_told boolean) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  person record;
  account uuid;
  learner record;
begin
  perform private.require_given(f.field, p_form ->> f.field) from unnest(array['full_name', 'email', 'phone']) as f (field);
  person := private.clean_person(p_form ->> 'full_name', p_form ->> 'email', p_form ->> 'phone');
  account := private.make_account(person.name, person.email, person.phone, 'student', '{}');
  insert into public.students (organization_id, user_id, company_name, phone_number, goal_brief)
    values (private.org_id(), account, nullif(btrim(p_form ->> 'company_name'), ''), person.phone, nullif(btrim(p_form ->> 'goal_brief'), ''))
    returning id, student_code into learner;
  insert into public.student_details (organization_id, student_id) values (private.org_id(), learner.id);
  perform private.log_admin_action(private.org_id(), 'student_created', 'students', learner.id,
    format('Added %s as %s.', person.name, learner.student_code), p_student => learner.id);
  perform private.log_activity(private.org_id(), learner.id, 'student_created', 'students', learner.id);
  if p_is_told then
    perform private.tell_admins(private.org_id(), 'student_added', format('%s is a new student', person.name),
      format('With the code %s.', learner.student_code), '/students/' || learner.student_code, learner.id::text);
  end if;
  return learner.id;
end $$;

-- What is said of a student who was added: the ids, the code, and what the first place is and waits for, if there is one.
create or replace function private.said_of_newcomer(p_student uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('user_id', s.user_id, 'student_id', s.id, 'student_code', s.student_code, 'enrollment', e.id,
    'payment_status', e.payment_status)
  from public.students as s
  left join public.course_enrollments as e on e.organization_id = s.organization_id and e.student_id = s.id and e.source = 'direct'
  where s.organization_id = private.org_id() and s.id = p_student
  order by e.created_at, e.id limit 1
$$;

-- Whom a key added whose place waits for a second person, and what was asked for then. Keys and hashes are shown to nobody.
create or replace function private.newcomer_of_key(p_key text, out student uuid, out hash text)
language sql stable security definer set search_path = '' as $$
  select a.student_id, a.request ->> 'form'
  from dashboard.money_approvals as a where a.organization_id = private.org_id() and a.idempotency_key = p_key
$$;

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

revoke all on function private.require_newcomer(jsonb), private.place_in(jsonb), private.newcomer_asked(jsonb),
  private.said_of_newcomer(uuid), private.newcomer_of_key(text) from public;
grant execute on function private.require_newcomer(jsonb), private.place_in(jsonb), private.newcomer_asked(jsonb),
  private.said_of_newcomer(uuid), private.newcomer_of_key(text) to growthos_operations;
call private.hand_to_operations('private.create_student_complete(jsonb, text)', 'private.add_student_and_ask(jsonb, text)',
  'private.add_newcomer(jsonb, text, boolean)', 'private.ask_for_newcomer(jsonb, text, boolean)',
  'private.try_newcomer_agreed(jsonb)', 'private.added_before(jsonb, text)', 'private.make_student(jsonb, boolean)',
  'private.update_student_profile(uuid, text, text, text, jsonb)', 'private.keep_contact(uuid, text, text, text)');
grant execute on function private.create_student_complete(jsonb, text), private.add_student_and_ask(jsonb, text),
  private.try_newcomer_agreed(jsonb), private.update_student_profile(uuid, text, text, text, jsonb) to growthos_staff;
