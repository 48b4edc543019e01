-- Repeatable. A place and its bill in one act, as a dialog sends it; and a place taken back with the rest of its bill. Belongs to
-- growthos_operations: the tenant policy holds inside.

-- Enrols a learner in a course or a pathway, and bills the place. Superadmin, admin and enrolment manager; a discount and a free place
-- are superadmin's and admin's to give. `p_request` has course and parts, and may have batch, discount (amount or percentage, with a
-- reason), free, reason, sequential_override and drip_override. One key is one place, however often it is sent. Returns
-- {enrollment, invoice}, and again where that key had made it before. Raises finance.key_used 23505 where it had made another one, and
-- whatever enroll_student and create_invoice_with_plan raise.
create or replace function private.enrol_and_bill(p_student uuid, p_request jsonb, p_key text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select private.give_and_bill(p_student, p_request, p_key, false)
$$;

-- The same, agreed to by a second person or not.
create or replace function private.give_and_bill(p_student uuid, p_request jsonb, p_key text, p_agreed boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  course constant uuid := (p_request ->> 'course')::uuid;
  batch constant uuid := (p_request ->> 'batch')::uuid;
  place constant uuid := private.place_of_key(p_key);
  made jsonb;
  bill uuid;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'enrolment.not_allowed' using errcode = '42501', detail = '{}';
  elsif course is null then
    raise exception 'enrolment.no_target' using errcode = '22023', detail = '{"field": "course"}';
  end if;
  if p_request ? 'discount' or (p_request ->> 'free')::boolean then
    perform private.hold_letting_go(p_student);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('growthos.place ' || place, 0));
  made := private.place_made(place, p_student, course, batch, (p_request ->> 'parts')::int);
  if made is not null then
    return made;
  end if;
  perform private.give_place(p_student, course, batch, p_request, p_agreed, place);
  if not coalesce((p_request ->> 'free')::boolean, false) then
    bill := private.bill_place(place, (p_request ->> 'parts')::int, p_request -> 'discount', p_agreed);
  end if;
  return jsonb_build_object('enrollment', place, 'invoice', bill);
end $$;

-- The id of the place that a key makes: a name of the organisation's own, so that no key of another one is met. Without a key, a new one.
create or replace function private.place_of_key(p_key text) returns uuid
language sql volatile security definer set search_path = '' as $$
  select case when p_key is null then gen_random_uuid() else md5('growthos.place ' || private.org_id() || ' ' || p_key)::uuid end
$$;

-- What a key had made before: null where nothing, refused where that was something else.
create or replace function private.place_made(p_place uuid, p_student uuid, p_course uuid, p_batch uuid, p_parts int) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  had record;
begin
  select e.student_id, e.course_id, e.batch_id, i.id as bill, count(p.id)::int as parts into had
    from public.course_enrollments as e
    left join public.invoices as i on i.organization_id = e.organization_id and i.enrollment_id = e.id
    left join public.installment_plans as p on p.organization_id = i.organization_id and p.invoice_id = i.id
    where e.organization_id = private.org_id() and e.id = p_place
    group by e.id, i.id order by i.created_at limit 1;
  if not found then
    return null;
  elsif (had.student_id, had.course_id, had.batch_id) is distinct from (p_student, p_course, p_batch)
        or had.bill is not null and had.parts <> p_parts then
    raise exception 'finance.key_used' using errcode = '23505', detail = '{}';
  end if;
  return jsonb_build_object('enrollment', p_place, 'invoice', had.bill, 'again', true);
end $$;

-- Takes a place back, as cancel_enrollment does, and credits what is left on its partly paid parts where that is wished: their late
-- fees are waived with it, unless something was paid on them. Superadmin and admin, with a reason. Returns the place, how many
-- parts of a pathway went along and what was credited. Raises as cancel_enrollment.
create or replace function private.end_enrolment(p_place uuid, p_reason text, p_credit boolean default false) returns jsonb
language sql security definer set search_path = '' as $$
  select private.end_place(p_place, p_reason, p_credit, false) - 'gone'
$$;

-- The same, agreed to by a second person or not; everything that is let go of is told as `gone`.
create or replace function private.end_place(p_place uuid, p_reason text, p_credit boolean, p_agreed boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  answer jsonb := private.take_place_back(p_place, p_reason, p_agreed);
  credited numeric := 0;
  fees numeric := 0;
  part record;
begin
  for part in
    select p.id, p.remaining_milli / 1000.0 as rest, p.penalty_remaining_milli > 0 and p.penalty_paid = 0 as has_fee
    from public.installment_plans as p
    join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
    where p_credit and i.enrollment_id = p_place and p.status <> 'cancelled' and p.remaining_milli + p.penalty_remaining_milli > 0
    order by p.effective_due_date, p.id
  loop
    if part.rest > 0 then
      perform private.credit(part.id, part.rest, p_reason, null, p_agreed);
      credited := credited + part.rest;
    end if;
    if part.has_fee then
      fees := fees + private.waive(part.id, p_reason, p_agreed);
    end if;
  end loop;
  return answer || jsonb_build_object('credited', credited, 'gone', (answer ->> 'gone')::numeric + credited + fees);
end $$;

-- What a learner can be enrolled in, for whoever may enrol: each course on offer that they have no place in, at what it costs today
-- in its currency (and that one's decimals), in how many parts at most; a row for each of its batches that is not over, one without where there is none.
create or replace function private.places_to_give(p_student uuid) returns table (
  course uuid, title text, kind text, price numeric, currency text, places int, most int, batch uuid, batch_name text, starts_on date)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    return;
  end if;
  return query
    select c.id, c.title, c.kind, round(coalesce(c.price, (private.setting(c.organization_id, 'fees.standard_amount'))::numeric),
             private.currency_exponent(m.currency)), m.currency, private.currency_exponent(m.currency),
           coalesce(c.max_installments, (private.setting(c.organization_id, 'fees.max_installments'))::int), b.id, b.name, b.start_date
    from public.courses as c
    cross join lateral (select coalesce(c.currency, private.default_currency(c.organization_id))::text as currency) as m
    left join public.batches as b on b.organization_id = c.organization_id and b.course_id = c.id and b.status <> 'completed'
    where c.organization_id = private.org_id() and c.is_active
      and exists (select from public.students as s where s.organization_id = c.organization_id and s.id = p_student)
      and not exists (select from public.course_enrollments as e where e.organization_id = c.organization_id
                      and e.student_id = p_student and e.course_id = c.id and e.status <> 'cancelled')
    order by c.sequence_order, c.title, c.id, b.start_date desc, b.name, b.id;
end $$;

revoke all on function private.place_made(uuid, uuid, uuid, uuid, int), private.places_to_give(uuid) from public;
grant execute on function private.place_made(uuid, uuid, uuid, uuid, int) to growthos_operations;
grant execute on function private.places_to_give(uuid) to growthos_staff;
call private.hand_to_operations('private.enrol_and_bill(uuid, jsonb, text)', 'private.give_and_bill(uuid, jsonb, text, boolean)',
  'private.place_of_key(text)', 'private.end_enrolment(uuid, text, boolean)', 'private.end_place(uuid, text, boolean, boolean)');
grant execute on function private.enrol_and_bill(uuid, jsonb, text), private.end_enrolment(uuid, text, boolean) to growthos_staff;
