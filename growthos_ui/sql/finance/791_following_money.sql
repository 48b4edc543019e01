-- Repeatable. T20, T22: what follows from the ledger and from the terms. Sums and states of parts, bills and places are
-- recomputed from the facts, never added to, so that repeating changes nothing. All of it works on many parts at once: one
-- payment and an import of twenty thousand go the same way. Belongs to the owner: an invoker would sum what they may see.

-- Sums and states of these parts, and of everything above them, as of a day (today in the organisation's zone).
create or replace function private.follow_money(p_parts uuid[], p_day date default null) returns int
language plpgsql security definer set search_path = '' set plan_cache_mode = auto as $$
declare
  bills uuid[];
  changed int;
begin
  -- What one payment sets off is thirty statements, and planning them took longer than running them: their plans are kept.
  -- A file of thousands is planned for as many; a plan kept from one row would join them one by one.
  perform set_config('plan_cache_mode', case when cardinality(p_parts) > 500 then 'force_custom_plan' else 'auto' end, true);
  perform private.sum_parts(p_parts);
  changed := private.restate_parts(p_parts, p_day);
  bills := array(select distinct p.invoice_id from public.installment_plans as p where p.id = any (p_parts));
  perform private.restate_bills(bills);
  perform private.restate_places(bills);
  perform private.settle_learners(array(select distinct i.student_id from public.invoices as i where i.id = any (bills)));
  return changed;
end $$;

-- Sums the ledger into its parts.
create or replace function private.sum_parts(p_parts uuid[]) returns void
language sql security definer set search_path = '' as $$
  update public.installment_plans as p
    set amount_paid = f.paid, amount_refunded = f.refunded, amount_credited = f.credited, amount_written_off = f.written_off,
        penalty_paid = f.fee_paid, last_entry_on = f.last_on
    from (
      select part.id,
        coalesce(sum(l.amount) filter (where l.entry_type = 'payment'), 0) as paid,
        coalesce(sum(l.amount) filter (where l.entry_type = 'refund'), 0) as refunded,
        coalesce(sum(l.amount) filter (where l.entry_type = 'adjustment'), 0) as credited,
        coalesce(sum(l.amount) filter (where l.entry_type = 'write_off'), 0) as written_off,
        coalesce(sum(case l.entry_type when 'payment' then l.fee_amount when 'refund' then -l.fee_amount end), 0) as fee_paid,
        max(l.occurred_on) as last_on
      from unnest(p_parts) as part (id)
      left join public.installment_payments as l on l.installment_id = part.id
      group by part.id
    ) as f
    where p.id = f.id
      and (p.amount_paid, p.amount_refunded, p.amount_credited, p.amount_written_off, p.penalty_paid, p.last_entry_on)
          is distinct from (f.paid, f.refunded, f.credited, f.written_off, f.fee_paid, f.last_on)
$$;

-- What each of these parts is at a day, beside what it says. growthos check reads it too.
create or replace function private.part_states(p_parts uuid[], p_day date default null)
returns table (part_id uuid, organization_id uuid, student_id uuid, was text, state text)
language sql stable security definer set search_path = '' as $$
  with rules as materialized (
    select o.id, coalesce(p_day, private.day_of(o.id)) as today, (private.setting(o.id, 'fees.grace_days'))::int as grace
    from public.organizations as o
    where o.id in (select p.organization_id from public.installment_plans as p where p.id = any (p_parts)))
  select p.id, p.organization_id, p.student_id, p.status, private.installment_state(
    p.remaining_milli, p.penalty_remaining_milli, p.amount_paid, p.amount_refunded, p.amount_written_off, p.issue_date,
    p.effective_due_date, p.status = 'cancelled', r.today, r.grace)
  from public.installment_plans as p join rules as r on r.id = p.organization_id
  where p.id = any (p_parts)
$$;

-- Writes the states of these parts as of a day; returns how many changed.
create or replace function private.restate_parts(p_parts uuid[], p_day date default null) returns int
language plpgsql security definer set search_path = '' as $$
declare
  changed int;
begin
  update public.installment_plans as p
    set status = s.state,
        paid_at = case when s.state = 'paid' then coalesce(p.paid_at, private.now()) end
    from private.part_states(p_parts, p_day) as s
    where p.id = s.part_id and p.status is distinct from s.state;
  get diagnostics changed = row_count;
  return changed;
end $$;

-- Sums and states of bills from their parts.
create or replace function private.restate_bills(p_bills uuid[]) returns void
language sql security definer set search_path = '' as $$
  update public.invoices as i
    set amount = f.amount, amount_paid = f.paid, amount_refunded = f.refunded, amount_credited = f.credited,
        amount_written_off = f.written_off, penalty_total = f.fees, penalty_paid = f.fees_paid, due_date = f.due_date,
        status = f.state, payment_method = f.method,
        cancelled_at = case when f.state = 'cancelled' then coalesce(i.cancelled_at, private.now()) end
    from (
      select p.invoice_id, sum(p.amount) as amount, sum(p.amount_paid) as paid, sum(p.amount_refunded) as refunded,
             sum(p.amount_credited) as credited, sum(p.amount_written_off) as written_off,
             sum(case when p.penalty_waived_at is null then p.penalty_amount else 0 end) as fees,
             sum(p.penalty_paid) as fees_paid, max(p.due_date) as due_date,
             private.invoice_state(array_agg(p.status), sum(p.amount_paid), sum(p.amount_refunded)) as state,
             (select l.method from public.installment_payments as l
              where l.organization_id = p.organization_id and l.invoice_id = p.invoice_id and l.entry_type = 'payment' and l.amount > 0
                and not exists (select from dashboard.money_acts as u where u.organization_id = l.organization_id and u.undoes_id = l.act_id)
              order by l.created_at desc, l.id limit 1) as method
      from public.installment_plans as p where p.invoice_id = any (p_bills)
      group by p.organization_id, p.invoice_id
    ) as f
    where i.id = f.invoice_id
      and (i.amount, i.amount_paid, i.amount_refunded, i.amount_credited, i.amount_written_off, i.penalty_total, i.penalty_paid, i.due_date, i.status, i.payment_method)
          is distinct from
          (f.amount, f.paid, f.refunded, f.credited, f.written_off, f.fees, f.fees_paid, f.due_date, f.state, f.method)
$$;

-- States of the places that were billed, and the courses of a pathway with it. Cancelled parts are asked by nobody.
create or replace function private.restate_places(p_bills uuid[]) returns void
language sql security definer set search_path = '' as $$
  update public.course_enrollments as e set payment_status = f.state
    from (
      select i.enrollment_id, i.organization_id, private.place_state(
               array_agg(p.status order by p.installment_number), sum(p.amount_paid), sum(p.amount_refunded)) as state
      from public.invoices as i
      join public.installment_plans as p on p.organization_id = i.organization_id and p.invoice_id = i.id and p.status <> 'cancelled'
      where i.id = any (p_bills) and i.status <> 'cancelled'
      group by i.enrollment_id, i.organization_id
    ) as f
    where e.organization_id = f.organization_id and (e.id = f.enrollment_id or e.parent_enrollment_id = f.enrollment_id)
      and e.payment_status is distinct from f.state
$$;

-- T20: every entry of the ledger is followed at once.
create or replace function private.follow_ledger() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.follow_money(array(select distinct installment_id from new_rows));
  return null;
end $$;

create or replace trigger follow_ledger after insert on public.installment_payments
  referencing new table as new_rows for each statement execute function private.follow_ledger();

revoke all on function private.follow_money(uuid[], date), private.sum_parts(uuid[]), private.part_states(uuid[], date),
  private.restate_parts(uuid[], date), private.restate_bills(uuid[]), private.restate_places(uuid[]), private.follow_ledger() from public;
grant execute on function private.follow_money(uuid[], date) to growthos_operations;
