-- Repeatable. What a second person agrees to: the same functions as for any other act, told that it was agreed to. Belongs to
-- growthos_operations and is called by nobody but the functions beside it; what tries it for whoever asks cannot be kept.

drop function if exists private.said_of_place(uuid, numeric);

-- Does what was asked for, agreed to. Returns {student, currency, amount, about, act}: what it lets go of, and what the ledger
-- wrote, if it did; and the answer of the ledger or the place, for whoever only tries it.
create or replace function private.do_agreed(p_kind text, p_request jsonb, p_key text) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return case
    when p_kind in ('cancel', 'discount') then private.do_agreed_on_bill(p_kind, p_request)
    when p_kind in ('place', 'bill', 'leave') then private.do_agreed_on_place(p_kind, p_request)
    else private.do_agreed_on_parts(p_kind, p_request, p_key)
  end;
end $$;

-- Money goes back, a match of the bank is undone, or installments are let go of.
create or replace function private.do_agreed_on_parts(p_kind text, p_request jsonb, p_key text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  part constant uuid := (p_request ->> 'installment')::uuid;
  said constant text := p_request ->> 'reason';
  answer jsonb;
  gone numeric;
begin
  if p_kind = 'refund' then
    answer := private.return_money(p_request -> 'lines', p_request ->> 'method', said, (p_request ->> 'on')::date,
      (p_request ->> 'owed')::boolean, (p_request ->> 'suspend')::boolean, p_request ->> 'reference', p_request ->> 'notes', p_key, true);
    return private.said_of_act(answer) || jsonb_build_object('answer', answer);
  elsif p_kind = 'credit' then
    answer := private.credit(part, (p_request ->> 'amount')::numeric, said, p_key, true);
    return private.said_of_act(answer) || jsonb_build_object('answer', answer);
  elsif p_kind = 'unmatch' then
    answer := private.undo_match((p_request ->> 'line')::uuid, (p_request ->> 'act')::uuid, said, p_key, true);
    return private.said_of_act(answer) || jsonb_build_object('answer', answer);
  elsif p_kind = 'write_off' then
    select w.answer, w.gone into answer, gone from private.write_off(part, said, p_key, true) as w;
    return private.said_of_part(part, gone) || jsonb_build_object('act', answer -> 'act', 'answer', answer);
  end if;
  gone := private.waive(part, said, true);
  return private.said_of_part(part, gone);
end $$;

-- A bill becomes cheaper, or is cancelled.
create or replace function private.do_agreed_on_bill(p_kind text, p_request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  bill constant uuid := (p_request ->> 'invoice')::uuid;
  gone numeric;
begin
  if p_kind = 'cancel' then
    gone := private.cancel_bill(bill, p_request ->> 'reason', true);
  else
    gone := (private.hold_bill(bill)).amount;
    gone := gone - private.make_cheaper(bill, p_request -> 'discount', true);
  end if;
  return private.said_of_bill(bill, gone);
end $$;

-- A place is given free, given or billed with a discount, or taken back.
create or replace function private.do_agreed_on_place(p_kind text, p_request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  place uuid := (p_request ->> 'enrollment')::uuid;
  said constant text := p_request ->> 'reason';
  wish constant jsonb := coalesce(p_request -> 'options', '{}') || (p_request - 'options') || jsonb_build_object('free', p_kind = 'place');
  days jsonb;
  gone numeric;
begin
  if p_kind = 'leave' then
    gone := (private.end_place(place, said, coalesce((p_request ->> 'credit')::boolean, false), true) ->> 'gone')::numeric;
  elsif p_kind = 'bill' and place is not null then
    gone := (select e.final_price from public.course_enrollments as e where e.id = place);
    perform private.bill_place(place, (p_request ->> 'parts')::int, p_request -> 'discount', true, null);
    gone := gone - (select e.final_price from public.course_enrollments as e where e.id = place);
  else
    place := (private.give_and_bill((p_request ->> 'student')::uuid, wish, null, true) ->> 'enrollment')::uuid;
    gone := (select e.list_price - e.final_price from public.course_enrollments as e where e.id = place);
    days := case when p_kind = 'bill' then private.plan_days(wish, true) end;
  end if;
  return private.said_of_place(place, gone, days) || jsonb_build_object('place', place);
end $$;

-- What is said of an act of the ledger, with the installments that it is on.
create or replace function private.said_of_act(p_answer jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('student', a.student_id, 'currency', a.currency, 'amount', abs(a.amount), 'act', a.id, 'about', left((
    select string_agg(distinct i.invoice_number || '-' || p.installment_number, ', ')
    from public.installment_payments as l
    join public.installment_plans as p on p.organization_id = l.organization_id and p.id = l.installment_id
    join public.invoices as i on i.organization_id = l.organization_id and i.id = l.invoice_id
    where l.organization_id = a.organization_id and l.act_id = a.id), 400))
  from dashboard.money_acts as a where a.organization_id = private.org_id() and a.id = (p_answer ->> 'act')::uuid
$$;

-- What is said of an act on one installment.
create or replace function private.said_of_part(p_part uuid, p_amount numeric) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('student', p.student_id, 'currency', p.currency, 'amount', p_amount,
    'about', i.invoice_number || '-' || p.installment_number)
  from public.installment_plans as p
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  where p.organization_id = private.org_id() and p.id = p_part
$$;

-- What is said of an act on a bill.
create or replace function private.said_of_bill(p_bill uuid, p_amount numeric) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('student', i.student_id, 'currency', i.currency, 'amount', p_amount, 'about', i.invoice_number)
  from public.invoices as i where i.organization_id = private.org_id() and i.id = p_bill
$$;

-- What is said of an act on a place, with the days of its installments that were chosen.
create or replace function private.said_of_place(p_place uuid, p_amount numeric, p_days jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('student', e.student_id, 'currency', e.currency, 'amount', p_amount, 'about', concat_ws(', ', left(c.title, 300),
    'first installment due ' || to_char((p_days ->> 'first_due')::date, 'FMDD Mon YYYY'),
    'later ones from ' || to_char((p_days ->> 'run_from')::date, 'FMDD Mon YYYY')))
  from public.course_enrollments as e
  join public.courses as c on c.organization_id = e.organization_id and c.id = e.course_id
  where e.organization_id = private.org_id() and e.id = p_place
$$;

-- What the act would let go of: it is done as if agreed to, and undone.
create or replace function private.tried_as_agreed(p_kind text, p_request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  told text;
begin
  begin
    told := private.do_agreed(p_kind, p_request, null)::text;
    raise exception 'finance.tried' using errcode = 'GR001', detail = coalesce(told, '{}');
  exception when sqlstate 'GR001' then
    get stacked diagnostics told = pg_exception_detail;
  end;
  return told::jsonb;
end $$;

-- Does what a second person would be asked for, so that whoever asks sees in this transaction what agreeing comes to; it cannot be kept, as
-- private.deny_trial says. Superadmin and admin. Returns what do_agreed returns. Raises whatever the act itself does, finance.not_allowed 42501, and
-- finance.no_second_needed 55000 and finance.request_invalid 22023.
create or replace function private.try_agreed(p_kind text, p_request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  would jsonb;
begin
  perform private.require_request(p_kind, p_request);
  would := private.do_agreed(p_kind, p_request, null);
  if not private.is_above_limit((would ->> 'student')::uuid, (would ->> 'amount')::numeric, would ->> 'currency') then
    raise exception 'finance.no_second_needed' using errcode = '55000', detail = '{}';
  end if;
  insert into dashboard.money_let_go (student_id, kind, currency, amount, is_trial)
    values ((would ->> 'student')::uuid, p_kind, would ->> 'currency', (would ->> 'amount')::numeric, true);
  return would;
end $$;

-- What can be asked of a second person, by whoever may ask.
create or replace function private.require_request(p_kind text, p_request jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif p_kind is null or jsonb_typeof(p_request) is distinct from 'object'
     or p_kind not in ('refund', 'write_off', 'credit', 'discount', 'waive', 'cancel', 'leave', 'place', 'bill', 'unmatch') then
    raise exception 'finance.request_invalid' using errcode = '22023', detail = '{}';
  end if;
  -- a day that is over may be agreed to, but not asked for
  perform private.plan_days(p_request, false) where p_kind = 'bill';
end $$;

revoke all on function private.said_of_act(jsonb), private.said_of_part(uuid, numeric), private.said_of_bill(uuid, numeric),
  private.said_of_place(uuid, numeric, jsonb) from public;
grant execute on function private.said_of_act(jsonb), private.said_of_part(uuid, numeric), private.said_of_bill(uuid, numeric),
  private.said_of_place(uuid, numeric, jsonb) to growthos_operations;
call private.hand_to_operations('private.do_agreed(text, jsonb, text)', 'private.do_agreed_on_parts(text, jsonb, text)',
  'private.do_agreed_on_bill(text, jsonb)', 'private.do_agreed_on_place(text, jsonb)', 'private.tried_as_agreed(text, jsonb)',
  'private.try_agreed(text, jsonb)', 'private.require_request(text, jsonb)');
grant execute on function private.try_agreed(text, jsonb) to growthos_staff;
