-- Repeatable. A place and its bill in one act, as a dialog sends it; and a place taken back with the rest of its bill. Belongs to
-- growthos_operations: the tenant policy holds inside.

-- Enrols a learner in a course or a pathway, and bills the place. Superadmin, admin and enrolment manager; a discount and a free place
-- are superadmin's and admin's to give. `p_request` has course and parts, and may have batch, discount (amount or percentage, with a
-- reason), first_due and run_from (days of plan_bill), free, reason, sequential_override and drip_override. One key is one place, however often it is sent. Returns
-- {enrollment, invoice}, and again where that key had made it before. Raises finance.key_used 23505 where it was sent with another
-- request, and whatever enroll_student and create_invoice_with_plan raise.
create or replace function private.enrol_and_bill(p_student uuid, p_request jsonb, p_key text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select private.give_and_bill(p_student, p_request, p_key, false)
$$;

-- The same, agreed to by a second person or not.
create or replace function private.give_and_bill(p_student uuid, p_request jsonb, p_key text, p_agreed boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'enrol', 'student', p_student, 'request', p_request - 'student');
  course constant uuid := (p_request ->> 'course')::uuid;
  place uuid;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'enrolment.not_allowed' using errcode = '42501', detail = '{}';
  elsif course is null then
    raise exception 'enrolment.no_target' using errcode = '22023', detail = '{"field": "course"}';
  end if;
  place := private.same_place(p_key, asked);
  if place is not null then
    return private.said_of_bills(place) || '{"again": true}';
  end if;
  if p_request ? 'discount' or (p_request ->> 'free')::boolean then
    perform private.hold_letting_go(p_student);
  end if;
  place := private.give_place(p_student, course, (p_request ->> 'batch')::uuid, p_request, p_agreed, gen_random_uuid());
  if not coalesce((p_request ->> 'free')::boolean, false) then
    perform private.bill_place(place, (p_request ->> 'parts')::int, p_request -> 'discount', p_agreed, p_request);
  end if;
  perform private.keep_place_act(place, p_key, asked);
  return private.said_of_bills(place);
end $$;

-- Bills a place, as create_invoice_with_plan does; one key is one bill, however often it is sent. Returns {enrollment, invoice}, and again
-- where that key had billed it before. Raises finance.key_used 23505, and whatever create_invoice_with_plan raises.
create or replace function private.bill_enrolment(p_place uuid, p_parts int, p_discount jsonb default null, p_key text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'bill', 'place', p_place, 'parts', p_parts, 'discount', p_discount);
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif private.same_place(p_key, asked) is not null then
    return private.said_of_bills(p_place) || '{"again": true}';
  end if;
  perform private.bill_place(p_place, p_parts, p_discount, false, null);
  perform private.keep_place_act(p_place, p_key, asked);
  return private.said_of_bills(p_place);
end $$;

-- What is said of a place that was billed: its first bill, if it has one.
create or replace function private.said_of_bills(p_place uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('enrollment', p_place, 'invoice', (
    select i.id from public.invoices as i where i.organization_id = private.org_id() and i.enrollment_id = p_place
    order by i.created_at, i.id limit 1))
$$;

-- The place of the act that a key stands for: null for a new one, and refused where it stands for another request.
-- Raises finance.key_used 23505.
create or replace function private.same_place(p_key text, p_asked jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  act record;
begin
  perform private.hold_key('place', p_key);
  select k.place, k.is_same into act from private.place_of_key(p_key, p_asked) as k;
  perform private.require_same(act.is_same);
  return act.place;
end $$;

-- What a key stands for here, and whether it was the same request. Keys and hashes are shown to nobody.
create or replace function private.place_of_key(p_key text, p_asked jsonb, out place uuid, out is_same boolean)
language sql stable security definer set search_path = '' as $$
  select a.enrollment_id, a.request_hash = private.hash_of(p_asked)
  from dashboard.place_acts as a where a.organization_id = private.org_id() and a.idempotency_key = p_key
$$;

-- Keeps what was asked for with a key; a refused act is rolled back with it and leaves its key free.
create or replace function private.keep_place_act(p_place uuid, p_key text, p_asked jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into dashboard.place_acts (enrollment_id, idempotency_key, request_hash)
    select p_place, p_key, private.hash_of(p_asked) where p_key is not null
$$;

-- Takes a place back, as cancel_enrollment does, and credits what is left on its partly paid parts where that is wished: their late
-- fees are waived with it, unless something was paid on them. Superadmin and admin, with a reason. One key is one end, however often it
-- is sent. Returns the place, how many parts of a pathway went along and what was credited; or the place and again where that key
-- had ended it before. Raises finance.key_used 23505, and as cancel_enrollment.
create or replace function private.end_enrolment(p_place uuid, p_reason text, p_credit boolean default false, p_key text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'end', 'place', p_place, 'reason', p_reason, 'credit', p_credit);
  answer jsonb;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'enrolment.not_allowed' using errcode = '42501', detail = '{}';
  elsif private.same_place(p_key, asked) is not null then
    return jsonb_build_object('enrollment_id', p_place, 'again', true);
  end if;
  answer := private.end_place(p_place, p_reason, p_credit, false) - 'gone';
  perform private.keep_place_act(p_place, p_key, asked);
  return answer;
end $$;

-- The same, agreed to by a second person or not; everything that is let go of is one amount, and told as `gone`.
create or replace function private.end_place(p_place uuid, p_reason text, p_credit boolean, p_agreed boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  -- what the limit says is asked once, below: of the whole
  answer jsonb := private.take_place_back(p_place, p_reason, true);
  credited numeric := 0;
  fees numeric := 0;
  gone numeric;
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
      perform private.credit(part.id, part.rest, p_reason, null, true);
      credited := credited + part.rest;
    end if;
    if part.has_fee then
      fees := fees + private.waive(part.id, p_reason, true);
    end if;
  end loop;
  gone := (answer ->> 'gone')::numeric + credited + fees;
  perform private.let_go(e.student_id, 'leave', gone, e.currency, p_agreed) from public.course_enrollments as e where e.id = p_place;
  return answer || jsonb_build_object('credited', credited, 'gone', gone);
end $$;

-- What a learner can be enrolled in, for whoever may enrol: each course on offer that they have no place in (all for one who is yet to be
-- added: null), at what it costs today in its currency (and that one's decimals), in how many parts at most; a row for each of its batches that is not over, one without where there is none.
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
      and (p_student is null or exists (select from public.students as s where s.organization_id = c.organization_id and s.id = p_student))
      and not exists (select from public.course_enrollments as e where e.organization_id = c.organization_id
                      and e.student_id = p_student and e.course_id = c.id and e.status <> 'cancelled')
    order by c.sequence_order, c.title, c.id, b.start_date desc, b.name, b.id;
end $$;

revoke all on function private.place_of_key(text, jsonb), private.said_of_bills(uuid), private.places_to_give(uuid) from public;
grant execute on function private.place_of_key(text, jsonb), private.said_of_bills(uuid) to growthos_operations;
grant execute on function private.places_to_give(uuid) to growthos_staff;
call private.hand_to_operations('private.enrol_and_bill(uuid, jsonb, text)', 'private.give_and_bill(uuid, jsonb, text, boolean)',
  'private.bill_enrolment(uuid, int, jsonb, text)', 'private.same_place(text, jsonb)', 'private.keep_place_act(uuid, text, jsonb)',
  'private.end_enrolment(uuid, text, boolean, text)', 'private.end_place(uuid, text, boolean, boolean)');
grant execute on function private.enrol_and_bill(uuid, jsonb, text), private.bill_enrolment(uuid, int, jsonb, text),
  private.end_enrolment(uuid, text, boolean, text) to growthos_staff;
