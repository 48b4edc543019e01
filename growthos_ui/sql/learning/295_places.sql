-- Repeatable. Giving a learner a place in a course or a pathway, and taking it back. Belongs to growthos_operations: the
-- tenant policy holds inside. Money comes with the finance desk: here a place is free, or waits for its bill.

-- Gives a learner a place in a course or a pathway. Superadmin, admin and enrolment manager. `p_options` may have free,
-- reason, sequential_override, drip_override; a free place is superadmin's and admin's to give, with a reason, and
-- opens at once. A pathway brings a place in each of its courses that the learner is not in yet. Returns the place that
-- carries the bill. Raises enrolment.not_allowed and enrolment.free_not_allowed 42501, people.student_missing and
-- enrolment.batch_missing P0002, enrolment.batch_over and finance.needs_second 55000, enrolment.reason_required 22023, and of
-- the table's own trigger enrolment.course_missing P0002, enrolment.course_closed 55000, enrolment.duplicate 23505.
create or replace function private.enroll_student(p_student uuid, p_course uuid, p_batch uuid default null, p_options jsonb default '{}')
returns uuid
language sql security definer set search_path = '' as $$
  select private.give_place(p_student, p_course, p_batch, p_options, false, gen_random_uuid())
$$;

drop function if exists private.give_place(uuid, uuid, uuid, jsonb, boolean);

-- The same, agreed to by a second person or not: a free place lets go of its price. `p_place` is the id that it gets.
create or replace function private.give_place(
  p_student uuid, p_course uuid, p_batch uuid, p_options jsonb, p_agreed boolean, p_place uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  free constant boolean := coalesce((p_options ->> 'free')::boolean, false);
  learner record;
  place record;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'enrolment.not_allowed' using errcode = '42501', detail = '{}';
  elsif free and not private.has_power('superadmin', 'admin') then
    raise exception 'enrolment.free_not_allowed' using errcode = '42501', detail = '{"field": "free"}';
  elsif free and coalesce(btrim(p_options ->> 'reason'), '') = '' then
    raise exception 'enrolment.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  if free then
    perform private.hold_letting_go(p_student);
  end if;
  select s.id, s.organization_id into learner from public.students as s where s.id = p_student for no key update;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  perform private.require_batch(p_batch, p_course);
  insert into public.course_enrollments as e (id, organization_id, student_id, course_id, batch_id, payment_status, discount_percentage,
                                              sequential_override, drip_override, enrolled_by)
    values (p_place, learner.organization_id, p_student, p_course, p_batch, case when free then 'waived' else 'pending' end,
            case when free then 100 else 0 end, (p_options ->> 'sequential_override')::boolean,
            (p_options ->> 'drip_override')::boolean, private.actor_id())
    returning e.id, e.list_price - e.final_price as less, e.currency into place;
  perform private.let_go(p_student, 'place', place.less, place.currency, p_agreed);
  perform private.enrol_in_parts(place.id);
  perform private.note_enrolment(place.id, p_options ->> 'reason');
  perform private.settle_learners(array[p_student]);
  return place.id;
end $$;

-- Refuses a batch that is none of the course's, or over.
create or replace function private.require_batch(p_batch uuid, p_course uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  status text;
begin
  if p_batch is null then
    return;
  end if;
  select b.status into status from public.batches as b where b.id = p_batch and b.course_id = p_course;
  if status is null then
    raise exception 'enrolment.batch_missing' using errcode = 'P0002', detail = '{"field": "batch_id"}';
  elsif status = 'completed' then
    raise exception 'enrolment.batch_over' using errcode = '55000', detail = '{"field": "batch_id"}';
  end if;
end $$;

-- Gives a place in each course of a pathway, without a bill of its own; what the learner has directly stays as it is.
create or replace function private.enrol_in_parts(p_place uuid) returns int
language plpgsql security definer set search_path = '' as $$
declare
  made int;
begin
  insert into public.course_enrollments (organization_id, student_id, course_id, source, parent_enrollment_id, payment_status, list_price,
                                         final_price, sequential_override, drip_override, enrolled_by)
    select e.organization_id, e.student_id, part, 'pathway', e.id, e.payment_status, 0, 0, e.sequential_override, e.drip_override, e.enrolled_by
    from public.course_enrollments as e
    join public.courses as c on c.organization_id = e.organization_id and c.id = e.course_id
    cross join unnest(c.component_course_ids) as part
    where e.id = p_place and not exists (
      select from public.course_enrollments as had
      where had.organization_id = e.organization_id and had.student_id = e.student_id and had.course_id = part and had.status <> 'cancelled');
  get diagnostics made = row_count;
  return made;
end $$;

-- Writes down a new place: in the audit, and in the learner's line; who joins a batch late hears what was recorded before.
create or replace function private.note_enrolment(p_place uuid, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  place record;
begin
  select e.organization_id, e.student_id, e.user_id, e.course_id, e.batch_id, e.list_price, e.final_price, e.payment_status, c.title, c.kind into place
    from public.course_enrollments as e
    join public.courses as c on c.organization_id = e.organization_id and c.id = e.course_id where e.id = p_place;
  perform private.log_admin_action(place.organization_id, 'enrollment_created', 'course_enrollments', p_place,
    format('Enrolled in %s.', place.title), p_new => jsonb_build_object('course_id', place.course_id, 'batch_id', place.batch_id,
    'final_price', place.final_price, 'payment_status', place.payment_status), p_student => place.student_id);
  if place.final_price < place.list_price then
    perform private.log_admin_action(place.organization_id, 'discount_applied', 'course_enrollments', p_place, 'The place is free.',
      jsonb_build_object('final_price', place.list_price), jsonb_build_object('final_price', place.final_price, 'reason', p_reason),
      place.student_id);
  end if;
  perform private.log_activity(place.organization_id, place.student_id, place.kind || '_enrolled', 'courses', place.course_id);
  if place.batch_id is not null then
    perform private.log_activity(place.organization_id, place.student_id, 'student_enrolled_in_batch', 'batches', place.batch_id);
    perform private.tell_late_joiners(array[place.user_id], place.batch_id);
  end if;
end $$;

-- Takes a place back. Superadmin and admin, with a reason. The courses of a pathway go with it, and not without it. Of its
-- bill what nothing stands on is cancelled; a part that was partly paid stays owed. Returns the place and how many parts went
-- along. Raises enrolment.not_allowed 42501, enrolment.reason_required 22023, enrolment.missing P0002,
-- enrolment.already_cancelled, enrolment.part_of_a_pathway and finance.needs_second 55000.
create or replace function private.cancel_enrollment(p_place uuid, p_reason text) returns jsonb
language sql security definer set search_path = '' as $$
  select private.take_place_back(p_place, p_reason, false) - 'gone'
$$;

-- The same, agreed to by a second person or not: what was to come on its bill is let go of, and told as `gone`.
create or replace function private.take_place_back(p_place uuid, p_reason text, p_agreed boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  place record;
  parts int;
  gone numeric;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'enrolment.not_allowed' using errcode = '42501', detail = '{}';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception 'enrolment.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  perform private.hold_letting_go(e.student_id) from public.course_enrollments as e where e.id = p_place;
  select e.organization_id, e.student_id, e.course_id, e.status, e.source, c.kind, c.title into place
    from public.course_enrollments as e
    join public.courses as c on c.organization_id = e.organization_id and c.id = e.course_id
    where e.id = p_place for no key update of e;
  if not found then
    raise exception 'enrolment.missing' using errcode = 'P0002', detail = '{}';
  elsif place.status = 'cancelled' then
    raise exception 'enrolment.already_cancelled' using errcode = '55000', detail = '{}';
  elsif place.source = 'pathway' then
    raise exception 'enrolment.part_of_a_pathway' using errcode = '55000', detail = '{}';
  end if;
  update public.course_enrollments as e set status = 'cancelled'
    where (e.id = p_place or e.parent_enrollment_id = p_place) and e.status <> 'cancelled';
  get diagnostics parts = row_count;
  gone := private.cancel_unpaid_parts(p_place, p_reason, p_agreed);
  perform private.settle_learners(array[place.student_id]);
  perform private.log_admin_action(place.organization_id, 'enrollment_cancelled', 'course_enrollments', p_place,
    format('Took the place in %s back.', place.title), jsonb_build_object('status', place.status),
    jsonb_build_object('status', 'cancelled', 'reason', btrim(p_reason)), place.student_id);
  perform private.log_activity(place.organization_id, place.student_id, place.kind || '_unenrolled', 'courses', place.course_id);
  return jsonb_build_object('enrollment_id', p_place, 'parts', parts - 1, 'gone', gone);
end $$;

call private.hand_to_operations('private.enroll_student(uuid, uuid, uuid, jsonb)', 'private.give_place(uuid, uuid, uuid, jsonb, boolean, uuid)',
  'private.require_batch(uuid, uuid)', 'private.enrol_in_parts(uuid)', 'private.note_enrolment(uuid, text)',
  'private.cancel_enrollment(uuid, text)', 'private.take_place_back(uuid, text, boolean)');
grant execute on function private.enroll_student(uuid, uuid, uuid, jsonb), private.cancel_enrollment(uuid, text) to growthos_staff;
