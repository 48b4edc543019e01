-- Repeatable. Bills: made from a place, made cheaper. Belongs to growthos_operations: the tenant policy holds
-- inside, and another organisation's place or bill is as missing as one that does not exist.

-- Bills a place, in parts. Superadmin, admin and enrolment manager; a discount is superadmin's and admin's. `p_discount` may have amount or
-- percentage, with a reason. A place that costs nothing gets no bill and is settled. Returns the bill, or null.
-- Raises finance.not_allowed and finance.discount_not_allowed 42501, enrolment.missing P0002, finance.already_billed 23505,
-- finance.nothing_to_bill and finance.needs_second 55000, finance.reason_required, finance.discount_invalid,
-- finance.parts_out_of_range, finance.part_of_nothing 22023.
create or replace function private.create_invoice_with_plan(p_enrollment uuid, p_parts int, p_discount jsonb default null)
returns uuid
language sql security definer set search_path = '' as $$
  select private.bill_place(p_enrollment, p_parts, p_discount, false, null)
$$;

drop function if exists private.bill_place(uuid, int, jsonb, boolean);
drop function if exists private.plan_bill(uuid, int);
drop function if exists private.plan_day(jsonb, text);

-- The same, agreed to by a second person or not, on the days of plan_days. Raises finance.date_invalid, finance.first_due_late 22023.
create or replace function private.bill_place(p_enrollment uuid, p_parts int, p_discount jsonb, p_agreed boolean, p_days jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  place record;
  days jsonb;
  bill_id uuid;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  if p_discount is not null then
    perform private.discount_place(p_enrollment, p_discount, p_agreed);
  end if;
  select e.*, c.max_installments, c.title into place
    from public.course_enrollments as e
    join public.courses as c on c.organization_id = e.organization_id and c.id = e.course_id
    where e.id = p_enrollment for no key update of e;
  if not found then
    raise exception 'enrolment.missing' using errcode = 'P0002', detail = '{}';
  elsif place.status = 'cancelled' or place.source = 'pathway' then
    raise exception 'finance.nothing_to_bill' using errcode = '55000', detail = '{}';
  elsif exists (select from public.invoices as i where i.enrollment_id = p_enrollment and i.status <> 'cancelled') then
    raise exception 'finance.already_billed' using errcode = '23505', detail = '{}';
  end if;
  if place.final_price = 0 then
    update public.course_enrollments as e set payment_status = 'waived'
      where (e.id = p_enrollment or e.parent_enrollment_id = p_enrollment) and e.payment_status <> 'waived';
    perform private.settle_learners(array[place.student_id]);
    return null;
  end if;
  perform private.require_parts(place.organization_id, place.max_installments, p_parts);
  days := private.plan_days(p_days, p_agreed);
  insert into public.invoices as i (organization_id, student_id, course_id, user_id, enrollment_id, currency, list_amount,
      discount_amount, discount_percentage, amount, issue_date, due_date)
    values (place.organization_id, place.student_id, place.course_id, place.user_id, p_enrollment, place.currency, place.list_price,
            case when place.discount_percentage > 0 then 0 else place.list_price - place.final_price end,
            place.discount_percentage, place.final_price, private.day_of(place.organization_id), private.day_of(place.organization_id))
    returning i.id into bill_id;
  perform private.plan_bill(bill_id, p_parts, days);
  perform private.log_admin_action(place.organization_id, 'invoice_created', 'invoices', bill_id,
    format('Billed %s in %s parts.', place.title, p_parts),
    p_new => jsonb_build_object('amount', place.final_price, 'currency', place.currency, 'parts', p_parts) || days, p_student => place.student_id);
  perform private.log_activity(place.organization_id, place.student_id, 'invoice_created', 'invoices', bill_id, p_visibility => 'staff');
  return bill_id;
end $$;

-- As many parts as the course allows, else as the organisation does.
create or replace function private.require_parts(p_organization uuid, p_most int, p_parts int) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  most constant int := coalesce(p_most, (private.setting(p_organization, 'fees.max_installments'))::int);
begin
  if p_parts is null or p_parts not between 1 and most then
    raise exception 'finance.parts_out_of_range' using errcode = '22023',
      detail = jsonb_build_object('field', 'parts', 'most', most)::text;
  end if;
end $$;

-- The parts of a new bill, by the days of the place and of its batch; none is issued in a month whose books are closed. `p_days` may
-- have first_due, on which the first part is due instead, and run_from, from which the later ones run instead of the batch's start. The
-- bill has its days first: the terms of its parts hold from its own.
create or replace function private.plan_bill(p_bill uuid, p_parts int, p_days jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  first_due constant date := (p_days ->> 'first_due')::date;
  run_from constant date := (p_days ->> 'run_from')::date;
  made uuid[];
begin
  with planned as materialized (
    select i.organization_id, i.id, i.student_id, i.user_id, i.currency, d.installment_number, d.amount,
           greatest(d.issue_date, f.day) as issue_date,
           greatest(case when d.installment_number = 1 then coalesce(first_due, d.due_date) else d.due_date end, f.day) as due_date
    from public.invoices as i
    join public.course_enrollments as e on e.organization_id = i.organization_id and e.id = i.enrollment_id
    join public.organizations as o on o.id = i.organization_id
    left join public.batches as b on b.organization_id = e.organization_id and b.id = e.batch_id
    cross join lateral private.build_installment_schedule(
      i.amount, p_parts, i.currency, (e.enrolled_at at time zone o.timezone)::date, coalesce(run_from, b.start_date),
      (private.setting(i.organization_id, 'fees.gap_days'))::int, (private.setting(i.organization_id, 'fees.window_days'))::int) as d
    cross join lateral (select coalesce(private.closed_through(i.organization_id) + 1, d.issue_date) as day) as f
    where i.id = p_bill),
  dated as (
    update public.invoices as i set issue_date = f.first, due_date = f.last
      from (select min(p.issue_date) as first, max(p.due_date) as last from planned as p) as f
      where i.id = p_bill),
  made_parts as (
    insert into public.installment_plans (organization_id, invoice_id, student_id, user_id, currency, installment_number, amount, issue_date, due_date)
      select p.organization_id, p.id, p.student_id, p.user_id, p.currency, p.installment_number, p.amount, p.issue_date, p.due_date
      from planned as p
      returning id)
  select array_agg(id) into made from made_parts;
  perform private.require_first_due(p_bill, first_due);
  perform private.follow_money(made);
end $$;

-- The days of a plan that were chosen, without those that were not: first_due and run_from, of a request that has them. One that is over when
-- a second person agrees is that day instead. Raises finance.date_invalid 22023.
create or replace function private.plan_days(p_request jsonb, p_agreed boolean) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_strip_nulls(jsonb_build_object('first_due', private.plan_day(p_request, 'first_due', p_agreed),
                                              'run_from', private.plan_day(p_request, 'run_from', p_agreed)))
$$;

-- One of them; null where none was chosen. Raises finance.date_invalid 22023 for one before today or more than a year ahead.
create or replace function private.plan_day(p_request jsonb, p_field text, p_agreed boolean) returns date
language plpgsql stable security definer set search_path = '' as $$
declare
  said constant date := (p_request ->> p_field)::date;
  chosen constant date := case when p_agreed and said < private.today() then private.today() else said end;
begin
  if chosen not between private.today() and private.today() + 366 then
    raise exception 'finance.date_invalid' using errcode = '22023',
      detail = jsonb_build_object('field', p_field, 'first', private.today(), 'last', private.today() + 366)::text;
  end if;
  return chosen;
end $$;

-- Due days increase: refuses a first part that was given a day on or after the second's. Raises finance.first_due_late 22023.
create or replace function private.require_first_due(p_bill uuid, p_first_due date) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  second constant date := (select p.due_date from public.installment_plans as p
    where p.organization_id = private.org_id() and p.invoice_id = p_bill and p.installment_number = 2);
begin
  if p_first_due >= second then
    raise exception 'finance.first_due_late' using errcode = '22023', detail = jsonb_build_object('field', 'first_due', 'second', second)::text;
  end if;
end $$;

-- The price of a place that is not billed yet. Rounded half up at the currency's unit, never below nothing.
create or replace function private.discount_place(p_enrollment uuid, p_discount jsonb, p_agreed boolean) returns void
language plpgsql security definer set search_path = '' as $$
declare
  place public.course_enrollments;
  price numeric;
begin
  perform private.require_discount(p_discount);
  select e.* into place from public.course_enrollments as e where e.id = p_enrollment;
  if not found then
    return;
  end if;
  perform private.require_discount_unit(p_discount, place.currency);
  price := private.discounted(place.list_price, place.currency, p_discount);
  perform private.let_go(place.student_id, 'bill', place.final_price - price, place.currency, p_agreed);
  update public.course_enrollments as e
    set discount_amount = coalesce((p_discount ->> 'amount')::numeric, 0),
        discount_percentage = coalesce((p_discount ->> 'percentage')::numeric, 0), final_price = price
    where e.id = p_enrollment;
  perform private.log_admin_action(place.organization_id, 'discount_applied', 'course_enrollments', place.id, 'Gave a discount.',
    p_new => jsonb_strip_nulls(jsonb_build_object('amount', p_discount -> 'amount', 'percentage', p_discount -> 'percentage',
      'reason', left(p_discount ->> 'reason', 2000))), p_student => place.student_id);
end $$;

-- A price less a discount, half up at the currency's unit, never below nothing.
create or replace function private.discounted(p_list numeric, p_currency text, p_discount jsonb) returns numeric
language sql immutable parallel safe set search_path = '' as $$
  select greatest(0, round(case when coalesce((p_discount ->> 'percentage')::numeric, 0) > 0
    then p_list * (1 - (p_discount ->> 'percentage')::numeric / 100) else p_list - coalesce((p_discount ->> 'amount')::numeric, 0) end,
    private.currency_exponent(p_currency)))
$$;

-- Refuses a discount that is none, has no reason, or is not the caller's to give.
create or replace function private.require_discount(p_discount jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  amount numeric;
  percentage numeric;
begin
  amount := coalesce((p_discount ->> 'amount')::numeric, 0);
  percentage := coalesce((p_discount ->> 'percentage')::numeric, 0);
  if not private.has_power('superadmin', 'admin') then
    raise exception 'finance.discount_not_allowed' using errcode = '42501', detail = '{"field": "discount"}';
  elsif amount < 0 or percentage < 0 or percentage > 100 or (amount > 0) = (percentage > 0)
        or amount >= 10 ^ 12 or percentage <> round(percentage, 3) then
    raise exception 'finance.discount_invalid' using errcode = '22023', detail = '{"field": "discount"}';
  elsif coalesce(btrim(p_discount ->> 'reason'), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
exception when invalid_text_representation or numeric_value_out_of_range then
  raise exception 'finance.discount_invalid' using errcode = '22023', detail = '{"field": "discount"}';
end $$;

-- Refuses an amount that cannot be paid in that currency; a percentage is rounded, an amount is meant as it was written.
create or replace function private.require_discount_unit(p_discount jsonb, p_currency text) returns void
language plpgsql immutable security definer set search_path = '' as $$
begin
  if (p_discount ->> 'amount')::numeric > 0 then
    perform private.require_payable((p_discount ->> 'amount')::numeric, p_currency, 'Infinity');
  end if;
end $$;

-- Makes a bill that stands cheaper. Superadmin and admin. The discount is spread over its untouched parts, evenly; the last takes the
-- rest. Raises finance.discount_not_allowed 42501, finance.invoice_missing P0002, finance.discount_too_large,
-- finance.not_cheaper, finance.discount_invalid, finance.reason_required 22023.
create or replace function private.apply_discount(p_invoice uuid, p_discount jsonb) returns numeric
language sql security definer set search_path = '' as $$
  select private.make_cheaper(p_invoice, p_discount, false)
$$;

-- The same, agreed to by a second person or not.
create or replace function private.make_cheaper(p_invoice uuid, p_discount jsonb, p_agreed boolean) returns numeric
language plpgsql security definer set search_path = '' as $$
declare
  bill record;
  parts uuid[];
  free numeric;
  less numeric;
  unit numeric;
begin
  perform private.require_discount(p_discount);
  bill := private.hold_bill(p_invoice);
  perform private.require_discount_unit(p_discount, bill.currency);
  less := bill.amount - private.discounted(bill.list_amount, bill.currency, p_discount);
  select array_agg(p.id order by p.installment_number), coalesce(sum(p.amount), 0) into parts, free
    from public.installment_plans as p
    where p.invoice_id = p_invoice and p.status not in ('cancelled', 'waived') and p.amount_paid = 0 and p.amount_credited = 0
      and p.amount_written_off = 0;
  unit := 10 ^ -private.currency_exponent(bill.currency);
  if less <= 0 then
    raise exception 'finance.not_cheaper' using errcode = '22023', detail = '{"field": "discount"}';
  elsif free - less < unit * coalesce(cardinality(parts), 0) or parts is null then
    raise exception 'finance.discount_too_large' using errcode = '22023', detail = jsonb_build_object(
      'field', 'discount', 'most', round(greatest(0, free - unit * coalesce(cardinality(parts), 0)), private.currency_exponent(bill.currency))::text,
      'currency', bill.currency)::text;
  end if;
  perform private.let_go(bill.student_id, 'discount', less, bill.currency, p_agreed);
  update public.invoices as i
    set amount = i.amount - less, discount_percentage = coalesce((p_discount ->> 'percentage')::numeric, 0),
        discount_amount = case when coalesce((p_discount ->> 'percentage')::numeric, 0) > 0 then 0 else i.list_amount - i.amount + less end
    where i.id = p_invoice;
  -- what the place costs follows: it is one discount, and not a bill that has drifted away from its place
  update public.course_enrollments as e
    set final_price = bill.amount - less, discount_percentage = coalesce((p_discount ->> 'percentage')::numeric, 0),
        discount_amount = case when coalesce((p_discount ->> 'percentage')::numeric, 0) > 0 then 0 else bill.list_amount - bill.amount + less end
    where e.id = bill.enrollment_id;
  update public.installment_plans as p
    set amount = case when n.place < cardinality(parts) then trunc((free - less) / cardinality(parts), private.currency_exponent(bill.currency))
      else free - less - trunc((free - less) / cardinality(parts), private.currency_exponent(bill.currency)) * (cardinality(parts) - 1) end
    from unnest(parts) with ordinality as n (id, place) where p.id = n.id;
  perform private.follow_money(parts);
  perform private.log_admin_action(bill.organization_id, 'discount_applied', 'invoices', p_invoice, 'Gave a discount on a bill.',
    jsonb_build_object('amount', bill.amount), jsonb_build_object('amount', bill.amount - less, 'reason', p_discount ->> 'reason'), bill.student_id);
  return bill.amount - less;
end $$;

-- The bill and its parts, locked in one order by everybody. Raises finance.invoice_missing P0002.
create or replace function private.hold_bill(p_invoice uuid) returns public.invoices
language plpgsql security definer set search_path = '' as $$
declare
  bill public.invoices;
begin
  perform private.hold_letting_go(i.student_id) from public.invoices as i where i.id = p_invoice;
  perform from public.installment_plans as p where p.invoice_id = p_invoice order by p.id for update;
  select i.* into bill from public.invoices as i where i.id = p_invoice for update;
  if not found then
    raise exception 'finance.invoice_missing' using errcode = 'P0002', detail = '{}';
  end if;
  return bill;
end $$;

-- Refuses everybody but superadmin and admin, and an act without a reason.
create or replace function private.require_office(p_reason text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
end $$;

grant execute on function private.settle_learners(uuid[]), private.day_of(uuid), private.setting(uuid, text) to growthos_operations;
call private.hand_to_operations('private.create_invoice_with_plan(uuid, int, jsonb)',
  'private.bill_place(uuid, int, jsonb, boolean, jsonb)', 'private.plan_bill(uuid, int, jsonb)', 'private.discount_place(uuid, jsonb, boolean)',
  'private.apply_discount(uuid, jsonb)', 'private.make_cheaper(uuid, jsonb, boolean)', 'private.hold_bill(uuid)');
grant execute on function private.discounted(numeric, text, jsonb), private.plan_days(jsonb, boolean), private.plan_day(jsonb, text, boolean), private.require_first_due(uuid, date),
  private.require_parts(uuid, int, int), private.require_discount(jsonb), private.require_discount_unit(jsonb, text), private.require_office(text) to growthos_operations;
grant execute on function private.create_invoice_with_plan(uuid, int, jsonb), private.apply_discount(uuid, jsonb) to growthos_staff;
