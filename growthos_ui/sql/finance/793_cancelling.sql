-- Repeatable. Bills that are taken back, and what is left of one when its place is. Belongs to growthos_operations.

-- Cancels a bill and its parts. Superadmin and admin, and only while no money stands on it. What credits had opened waits for the next bill. Raises finance.not_allowed 42501, finance.reason_required 22023,
-- finance.invoice_missing P0002, finance.already_cancelled, finance.money_on_it and finance.needs_second 55000.
create or replace function private.cancel_invoice(p_invoice uuid, p_reason text) returns void
language sql security definer set search_path = '' as $$
  select private.cancel_bill(p_invoice, p_reason, false)
$$;

-- The same, agreed to by a second person or not. Returns what was still to come, late fees in it.
create or replace function private.cancel_bill(p_invoice uuid, p_reason text, p_agreed boolean) returns numeric
language plpgsql security definer set search_path = '' as $$
declare
  bill record;
  rest numeric;
begin
  perform private.require_office(p_reason);
  bill := private.hold_bill(p_invoice);
  if bill.status = 'cancelled' then
    raise exception 'finance.already_cancelled' using errcode = '55000', detail = '{}';
  elsif bill.amount_paid > bill.amount_refunded then
    raise exception 'finance.money_on_it' using errcode = '55000', detail = jsonb_build_object(
      'amount', round(bill.amount_paid - bill.amount_refunded, private.currency_exponent(bill.currency))::text, 'currency', bill.currency)::text;
  end if;
  select sum(p.remaining_milli + p.penalty_remaining_milli) / 1000.0 into rest from public.installment_plans as p where p.invoice_id = p_invoice;
  perform private.let_go(bill.student_id, 'cancel', rest, bill.currency, p_agreed);
  update public.invoices as i set cancel_reason = btrim(p_reason) where i.id = p_invoice;
  perform private.cancel_parts(array(select p.id from public.installment_plans as p where p.invoice_id = p_invoice));
  update public.course_enrollments as e set payment_status = 'pending'
    where (e.id = bill.enrollment_id or e.parent_enrollment_id = bill.enrollment_id) and private.is_settled(e.payment_status);
  perform private.settle_learners(array[bill.student_id]);
  perform private.log_admin_action(bill.organization_id, 'invoice_cancelled', 'invoices', p_invoice, 'Cancelled a bill.',
    jsonb_build_object('status', bill.status), jsonb_build_object('status', 'cancelled', 'reason', btrim(p_reason)), bill.student_id);
  return rest;
end $$;

-- A place that is taken back: its parts with nothing on them are cancelled; one that was partly paid stays owed. Returns what
-- was still to come on them, late fees in it. Raises finance.needs_second 55000.
create or replace function private.cancel_unpaid_parts(p_enrollment uuid, p_reason text, p_agreed boolean) returns numeric
language plpgsql security definer set search_path = '' as $$
declare
  parts constant uuid[] := array(
    select p.id from public.installment_plans as p
    join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
    where i.enrollment_id = p_enrollment and p.status not in ('cancelled', 'paid', 'refunded', 'waived')
      and p.amount_paid = 0 and p.amount_credited = 0 and p.amount_written_off = 0
    order by p.id for update of p);
  rest numeric;
begin
  select sum(p.remaining_milli + p.penalty_remaining_milli) / 1000.0 into rest from public.installment_plans as p where p.id = any (parts);
  perform private.let_go(e.student_id, 'leave', rest, e.currency, p_agreed) from public.course_enrollments as e where e.id = p_enrollment;
  update public.invoices as i set cancel_reason = coalesce(i.cancel_reason, btrim(p_reason))
    where i.enrollment_id = p_enrollment and i.status <> 'cancelled';
  perform private.cancel_parts(parts);
  return coalesce(rest, 0);
end $$;

-- Cancels these parts, and what follows from it.
create or replace function private.cancel_parts(p_parts uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.installment_plans as p set status = 'cancelled' where p.id = any (p_parts) and p.status <> 'cancelled';
  perform private.follow_money(p_parts);
end $$;

call private.hand_to_operations('private.cancel_invoice(uuid, text)', 'private.cancel_bill(uuid, text, boolean)',
  'private.cancel_unpaid_parts(uuid, text, boolean)', 'private.cancel_parts(uuid[])');
grant execute on function private.cancel_invoice(uuid, text) to growthos_staff;
