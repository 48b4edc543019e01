-- Repeatable. Money goes back, as new lines of the ledger that point at the payments they return. Belongs to growthos_operations.

-- Returns money of a learner. Superadmin and admin. `p_lines` are [{installment, amount}] of one learner and currency, each for no more than its net cash.
-- Not still owed: an equal credit closes the part and it leaves receivables; still owed: the part is open again. `p_suspend`
-- closes access when nothing that was paid for is left. Returns {act, amount, currency, lines, credit}.
-- Raises finance.not_allowed 42501, finance.reason_required, finance.lines_required, finance.amount_invalid, finance.too_fine,
-- finance.too_much, finance.one_learner, finance.date_invalid, finance.method_invalid, finance.fee_returned_whole 22023,
-- finance.part_missing P0002, finance.reference_used and finance.key_used 23505, finance.needs_second 55000.
create or replace function private.refund_payments(
  p_lines jsonb, p_method text, p_reason text, p_refunded_on date, p_still_owed boolean default false, p_suspend boolean default true,
  p_reference text default null, p_notes text default null, p_key text default null
) returns jsonb
language sql security definer set search_path = '' as $$
  select private.return_money(p_lines, p_method, p_reason, p_refunded_on, p_still_owed, p_suspend, p_reference, p_notes, p_key, false)
$$;

-- The same, agreed to by a second person or not.
create or replace function private.return_money(
  p_lines jsonb, p_method text, p_reason text, p_refunded_on date, p_still_owed boolean, p_suspend boolean, p_reference text, p_notes text,
  p_key text, p_agreed boolean
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'refund', 'lines', p_lines, 'method', p_method, 'reason', p_reason, 'on', p_refunded_on,
    'owed', p_still_owed, 'suspend', p_suspend, 'reference', p_reference, 'notes', p_notes);
  answer jsonb;
  about record;
  lines jsonb;
begin
  perform private.require_office(p_reason);
  answer := private.same_act(p_key, asked);
  if answer is not null then
    return answer;
  end if;
  about := private.hold_for_refund(p_lines);
  lines := private.returned(p_lines, about.currency, p_refunded_on);
  perform private.let_go(about.student_id, 'refund', (select sum(l.amount) from jsonb_to_recordset(lines) as l (amount numeric)),
    about.currency, p_agreed);
  answer := private.write_act('refund', about.student_id, about.currency, lines, p_refunded_on, p_method, p_reference, p_reason, p_notes, '[]', p_key, asked);
  if not p_still_owed then
    perform private.credit_returned((answer ->> 'act')::uuid, p_refunded_on, p_reason);
  end if;
  if p_suspend then
    perform private.close_if_refunded(about.student_id);
  end if;
  return answer;
end $$;

-- Locks the parts of a refund; all of one learner and one currency.
create or replace function private.hold_for_refund(p_lines jsonb, out student_id uuid, out currency text)
language plpgsql security definer set search_path = '' as $$
declare
  asked constant uuid[] := array(select distinct l.installment from jsonb_to_recordset(p_lines) as l (installment uuid));
  found_parts record;
begin
  if cardinality(asked) = 0 then
    raise exception 'finance.lines_required' using errcode = '22023', detail = '{"field": "lines"}';
  end if;
  perform private.hold_letting_go(s.id) from (
    select distinct p.student_id as id from public.installment_plans as p where p.id = any (asked) order by 1) as s;
  perform from public.installment_plans as p where p.id = any (asked) order by p.id for update;
  select count(*) as number, array_agg(distinct p.student_id) as students, array_agg(distinct p.currency) as currencies into found_parts
    from public.installment_plans as p where p.id = any (asked);
  if found_parts.number < cardinality(asked) then
    raise exception 'finance.part_missing' using errcode = 'P0002', detail = '{}';
  elsif cardinality(found_parts.students) > 1 or cardinality(found_parts.currencies) > 1 then
    raise exception 'finance.one_learner' using errcode = '22023', detail = '{"field": "lines"}';
  end if;
  student_id := found_parts.students[1];
  currency := found_parts.currencies[1];
end $$;

-- The ledger's lines of what goes back: from each part the latest payment first; the part's amount before its late fee,
-- and that one whole or not at all.
create or replace function private.returned(p_lines jsonb, p_currency text, p_on date) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  line record;
  paid record;
  own numeric;
  fee numeric;
  made jsonb := '[]';
begin
  for line in
    select p.id, sum(l.amount) as amount, p.amount_paid - p.amount_refunded - p.penalty_paid as principal, p.penalty_paid
    from jsonb_to_recordset(p_lines) as l (installment uuid, amount numeric)
    join public.installment_plans as p on p.id = l.installment group by p.id
  loop
    perform private.require_payable(line.amount, p_currency, line.principal + line.penalty_paid);
    own := least(line.amount, line.principal);
    fee := line.amount - own;
    if fee > 0 and fee < line.penalty_paid then
      raise exception 'finance.fee_returned_whole' using errcode = '22023', detail = jsonb_build_object(
        'field', 'amount', 'fee', line.penalty_paid::text, 'principal', line.principal::text, 'currency', p_currency)::text;
    end if;
    for paid in select * from private.unreturned(line.id) loop
      exit when own + fee = 0;
      -- nothing of it is left, or nothing of what is: its day is nobody's business
      continue when least(own, paid.principal) + least(fee, paid.fee) = 0;
      if p_on is null or p_on < paid.occurred_on or p_on > private.today() then
        raise exception 'finance.date_invalid' using errcode = '22023', detail = jsonb_build_object(
          'field', 'refunded_on', 'first', paid.occurred_on, 'last', private.today())::text;
      end if;
      made := made || jsonb_build_object('installment', line.id, 'amount', least(own, paid.principal) + least(fee, paid.fee),
        'fee', least(fee, paid.fee), 'reverses', paid.entry_id);
      own := own - least(own, paid.principal);
      fee := fee - least(fee, paid.fee);
    end loop;
  end loop;
  return made;
end $$;

-- What is left of each payment on a part, the latest first: less what went back, and nothing where it was undone. A return that was undone took nothing.
create or replace function private.unreturned(p_part uuid)
returns table (entry_id uuid, occurred_on date, principal numeric, fee numeric)
language sql stable security definer set search_path = '' as $$
  select l.id, l.occurred_on,
         l.amount - l.fee_amount - coalesce(sum(case r.entry_type when 'refund' then r.amount - r.fee_amount else r.fee_amount - r.amount end), 0),
         l.fee_amount - coalesce(sum(case r.entry_type when 'refund' then r.fee_amount else -r.fee_amount end), 0)
  from public.installment_payments as l
  left join public.installment_payments as r on r.organization_id = l.organization_id and r.reverses_id = l.id
  where l.installment_id = p_part and l.entry_type = 'payment' and l.amount > 0
  group by l.id
  order by l.occurred_on desc, l.created_at desc, l.id
$$;

-- Whether all of a payment stands: nothing of it went back, and it was not undone.
create or replace function private.is_whole(p_act uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select not exists (
    select from public.installment_payments as l
    join public.installment_payments as r on r.organization_id = l.organization_id and r.reverses_id = l.id
    where l.organization_id = private.org_id() and l.act_id = p_act
    group by l.id having sum(case r.entry_type when 'refund' then r.amount else -r.amount end) > 0)
$$;

-- What went back is not owed any more: an equal credit of each part, and no fee on a part whose fee went back too.
create or replace function private.credit_returned(p_refund uuid, p_on date, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  refund record;
  lines jsonb;
  parts uuid[];
begin
  select a.student_id, a.currency into refund from dashboard.money_acts as a where a.id = p_refund;
  select jsonb_agg(jsonb_build_object('installment', f.installment_id, 'amount', f.own)) filter (where f.own > 0), array_agg(f.installment_id)
    into lines, parts
    from (select l.installment_id, sum(l.amount - l.fee_amount) as own from public.installment_payments as l where l.act_id = p_refund
          group by l.installment_id) as f;
  if lines is not null then
    perform private.write_act('adjustment', refund.student_id, refund.currency, lines, p_on, null, null, p_reason, null, '[]',
      p_refund || ' credit', lines);
  end if;
  update public.installment_plans as p set penalty_waived_at = private.now(), penalty_waived_by = private.actor_id()
    where p.id = any (parts) and p.penalty_amount > 0 and p.penalty_paid = 0 and p.penalty_waived_at is null
      and p.remaining_milli = 0 and exists (
        select from public.installment_payments as l where l.act_id = p_refund and l.installment_id = p.id and l.fee_amount > 0);
  perform private.follow_money(parts);
end $$;

-- All money of a learner's places went back: there is no access without another place that is settled.
create or replace function private.close_if_refunded(p_student uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  closed record;
begin
  update public.students as s
    set lms_status = 'refunded', lms_status_source = 'refund'
    where s.id = p_student and s.lms_status in ('active', 'inactive', 'suspended')
      and exists (select from public.course_enrollments as e where e.student_id = s.id and e.status <> 'cancelled' and e.payment_status = 'refunded')
      and not exists (select from public.course_enrollments as e where e.student_id = s.id and e.status in ('active', 'completed')
                      and e.payment_status <> 'refunded')
    returning s.id, s.organization_id into closed;
  if found then
    perform private.log_admin_action(closed.organization_id, 'lms_suspended', 'students', closed.id, 'All money was returned.',
      p_new => '{"lms_status": "refunded"}', p_student => closed.id);
    perform private.log_activity(closed.organization_id, closed.id, 'lms_status_changed', 'students', closed.id, p_visibility => 'staff');
  end if;
end $$;

call private.hand_to_operations('private.refund_payments(jsonb, text, text, date, boolean, boolean, text, text, text)',
  'private.return_money(jsonb, text, text, date, boolean, boolean, text, text, text, boolean)', 'private.hold_for_refund(jsonb)', 'private.credit_returned(uuid, date, text)', 'private.close_if_refunded(uuid)');
revoke all on function private.is_whole(uuid) from public;
grant execute on function private.returned(jsonb, text, date), private.unreturned(uuid), private.is_whole(uuid) to growthos_operations;
grant execute on function private.refund_payments(jsonb, text, text, date, boolean, boolean, text, text, text) to growthos_staff;
