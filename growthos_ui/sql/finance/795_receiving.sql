-- Repeatable. Money comes in: one act, on one part or on several of one learner. Belongs to growthos_operations.

-- Records a payment of a learner. Superadmin, admin and enrolment manager. Without `p_lines` the money goes on the oldest effective due date first, over what
-- is issued, then over what is scheduled; with them ([{installment, amount}]) as they say. A key that was used for the same
-- request gives the same answer with `again`, for another it is refused. Returns {act, receipt, amount, currency, lines}.
-- Raises finance.not_allowed 42501, people.student_missing and finance.part_missing P0002, finance.amount_invalid,
-- finance.too_fine, finance.too_much, finance.date_invalid, finance.method_invalid, finance.lines_are_not_the_amount,
-- finance.currency_required 22023, finance.reference_used and finance.key_used 23505.
create or replace function private.record_payment(
  p_student uuid, p_amount numeric, p_paid_on date, p_method text, p_reference text default null, p_notes text default null,
  p_proofs jsonb default '[]', p_key text default null, p_currency text default null, p_lines jsonb default null
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'payment', 'student', p_student, 'amount', trim_scale(p_amount), 'on', p_paid_on,
    'method', p_method, 'reference', p_reference, 'notes', p_notes, 'proofs', p_proofs, 'currency', p_currency, 'lines', p_lines);
  answer jsonb;
  lines jsonb;
  owed record;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  answer := private.same_act(p_key, asked);
  if answer is not null then
    return answer;
  end if;
  owed := private.hold_what_is_owed(p_student, p_currency);
  perform private.require_payable(p_amount, owed.currency, owed.amount);
  perform private.require_paid_on(p_paid_on, owed.first_issue);
  lines := case when p_lines is null then private.allocated(p_student, p_amount, owed.currency)
                else private.as_allocated(p_student, p_amount, owed.currency, p_lines) end;
  return private.write_act('payment', p_student, owed.currency, lines, p_paid_on, p_method, p_reference, null, p_notes, p_proofs, p_key, asked);
end $$;

-- Records a payment on one part: what the dialog of that part does.
create or replace function private.record_installment_payment(
  p_installment uuid, p_amount numeric, p_paid_on date, p_method text, p_reference text default null, p_notes text default null,
  p_proofs jsonb default '[]', p_key text default null
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  part record;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select p.student_id, p.currency into part from public.installment_plans as p where p.id = p_installment;
  if not found then
    raise exception 'finance.part_missing' using errcode = 'P0002', detail = '{}';
  end if;
  return private.record_payment(part.student_id, p_amount, p_paid_on, p_method, p_reference, p_notes, p_proofs, p_key, part.currency,
    jsonb_build_array(jsonb_build_object('installment', p_installment, 'amount', p_amount)));
end $$;

-- What a learner owes, in one currency, with its parts locked in one order by everybody: the second of two cashiers
-- waits here, and then sees what the first has left.
create or replace function private.hold_what_is_owed(
  p_student uuid, p_currency text, out currency text, out amount numeric, out first_issue date)
language plpgsql security definer set search_path = '' as $$
declare
  currencies text[];
begin
  perform from public.students as s where s.id = p_student;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  perform from public.installment_plans as p where p.student_id = p_student order by p.id for update;
  select array_agg(distinct p.currency), min(p.issue_date),
         coalesce(sum(p.remaining_milli + p.penalty_remaining_milli) filter (where p.currency = coalesce(p_currency, p.currency)), 0) / 1000.0
    into currencies, first_issue, amount
    from public.installment_plans as p where p.student_id = p_student and p.remaining_milli + p.penalty_remaining_milli > 0;
  currency := coalesce(p_currency, currencies[1]);
  if p_currency is null and cardinality(currencies) > 1 then
    raise exception 'finance.currency_required' using errcode = '22023',
      detail = jsonb_build_object('field', 'currency', 'currencies', array_to_string(currencies, ', '))::text;
  end if;
end $$;

-- Refuses an amount that cannot be paid in that currency, or is more than is there.
create or replace function private.require_payable(p_amount numeric, p_currency text, p_most numeric) returns void
language plpgsql immutable security definer set search_path = '' as $$
begin
  if p_amount is null or p_amount <= 0 or p_amount = 'NaN' then
    raise exception 'finance.amount_invalid' using errcode = '22023', detail = '{"field": "amount"}';
  elsif p_currency is not null and not private.is_payable(p_amount, p_currency) then
    raise exception 'finance.too_fine' using errcode = '22023', detail = jsonb_build_object(
      'field', 'amount', 'currency', p_currency, 'places', private.currency_exponent(p_currency))::text;
  elsif p_amount > p_most then
    raise exception 'finance.too_much' using errcode = '22023', detail = jsonb_build_object(
      'field', 'amount', 'most', round(p_most, private.currency_exponent(p_currency))::text, 'currency', coalesce(p_currency, ''))::text;
  end if;
end $$;

-- Refuses a day in the future (the act's own trigger says that too), or a year before anything was billed.
create or replace function private.require_paid_on(p_paid_on date, p_first_issue date) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_paid_on is null or p_paid_on > private.today() or p_paid_on < p_first_issue - 365 then
    raise exception 'finance.date_invalid' using errcode = '22023', detail = jsonb_build_object(
      'field', 'paid_on', 'first', p_first_issue - 365, 'last', private.today())::text;
  end if;
end $$;

-- Oldest effective due date first, ties by bill and number, scheduled parts last; the amount of each part before its fee.
create or replace function private.allocated(p_student uuid, p_amount numeric, p_currency text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_agg(jsonb_build_object('installment', o.id, 'amount', o.taken, 'fee', greatest(0, o.taken - o.remaining)) order by o.turn)
  from (
    select r.id, r.remaining, r.turn, least(r.left_of_it, p_amount - r.before) as taken
    from (
      select p.id, p.remaining_milli / 1000.0 as remaining, (p.remaining_milli + p.penalty_remaining_milli) / 1000.0 as left_of_it,
             row_number() over turns as turn,
             coalesce(sum((p.remaining_milli + p.penalty_remaining_milli) / 1000.0) over (turns rows between unbounded preceding and 1 preceding), 0) as before
      from public.installment_plans as p
      join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
      where p.student_id = p_student and p.currency = p_currency and p.remaining_milli + p.penalty_remaining_milli > 0
      window turns as (order by p.issue_date > private.day_of(p.organization_id), p.effective_due_date, i.invoice_number, p.installment_number)
    ) as r
    where r.before < p_amount
  ) as o
$$;

-- The cashier's own division, checked: parts of this learner, each for no more than it owes, together the amount.
create or replace function private.as_allocated(p_student uuid, p_amount numeric, p_currency text, p_lines jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  line record;
  whole numeric := 0;
  made jsonb := '[]';
begin
  for line in
    select l.installment, sum(l.amount) as amount, p.id, p.remaining_milli / 1000.0 as remaining,
           (p.remaining_milli + p.penalty_remaining_milli) / 1000.0 as left_of_it
    from jsonb_to_recordset(p_lines) as l (installment uuid, amount numeric)
    left join public.installment_plans as p on p.id = l.installment and p.student_id = p_student and p.currency = p_currency
    group by l.installment, p.id, p.remaining_milli, p.penalty_remaining_milli
  loop
    if line.id is null then
      raise exception 'finance.part_missing' using errcode = 'P0002', detail = '{}';
    end if;
    perform private.require_payable(line.amount, p_currency, line.left_of_it);
    whole := whole + line.amount;
    made := made || jsonb_build_object('installment', line.id, 'amount', line.amount, 'fee', greatest(0, line.amount - line.remaining));
  end loop;
  if whole is distinct from p_amount then
    raise exception 'finance.lines_are_not_the_amount' using errcode = '22023', detail = jsonb_build_object(
      'field', 'amount', 'amount', p_amount::text, 'lines', whole::text, 'currency', p_currency)::text;
  end if;
  return made;
end $$;

grant execute on function private.is_payable(numeric, text) to growthos_operations;
call private.hand_to_operations('private.record_payment(uuid, numeric, date, text, text, text, jsonb, text, text, jsonb)',
  'private.record_installment_payment(uuid, numeric, date, text, text, text, jsonb, text)',
  'private.hold_what_is_owed(uuid, text)');
grant execute on function private.require_payable(numeric, text, numeric), private.require_paid_on(date, date),
  private.allocated(uuid, numeric, text), private.as_allocated(uuid, numeric, text, jsonb) to growthos_operations;
grant execute on function private.record_payment(uuid, numeric, date, text, text, text, jsonb, text, text, jsonb),
  private.record_installment_payment(uuid, numeric, date, text, text, text, jsonb, text) to growthos_staff;
