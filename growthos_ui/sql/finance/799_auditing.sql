-- Repeatable. What must be true of the books: each function names the rows where it is not, and answers nothing while all is right.
-- `growthos check` asks them of every organisation, the data audit of the reader's own. They belong to the owner, because they read
-- what functions write and nobody else, and say first of which organisations they may speak.

create or replace function private.organizations_to_audit() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.org_id() is not null then
    return query select private.org_id() where private.has_power('superadmin', 'admin');
  elsif private.at_the_door() then
    return query select o.id from public.organizations as o;
  end if;
end $$;

-- The parts of a bill, cancelled ones too, add up to it, and so do what was paid, returned, credited and given up on them.
create or replace function private.bills_that_differ() returns setof text
language sql stable security definer set search_path = '' as $$
  select 'invoice ' || i.invoice_number
  from public.invoices as i
  join public.installment_plans as p on p.organization_id = i.organization_id and p.invoice_id = i.id
  where i.organization_id in (select private.organizations_to_audit())
  group by i.id
  having (sum(p.amount), sum(p.amount_paid), sum(p.amount_refunded), sum(p.amount_credited), sum(p.amount_written_off), sum(p.penalty_paid))
         is distinct from (i.amount, i.amount_paid, i.amount_refunded, i.amount_credited, i.amount_written_off, i.penalty_paid)
$$;

-- What was allocated of an act is the act, no more and no less.
create or replace function private.acts_that_differ() returns setof text
language sql stable security definer set search_path = '' as $$
  select a.kind || ' ' || coalesce(a.receipt_number, a.id::text)
  from dashboard.money_acts as a
  left join public.installment_payments as l on l.organization_id = a.organization_id and l.act_id = a.id
  where a.organization_id in (select private.organizations_to_audit())
  group by a.id
  having coalesce(sum(l.amount), 0) <> a.amount
$$;

-- What a part says of itself is what the ledger says of it.
create or replace function private.parts_that_differ() returns setof text
language sql stable security definer set search_path = '' as $$
  select 'installment ' || i.invoice_number || '-' || p.installment_number
  from public.installment_plans as p
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  left join (
    select l.organization_id, l.installment_id,
           sum(l.amount) filter (where l.entry_type = 'payment') as paid, sum(l.amount) filter (where l.entry_type = 'refund') as refunded,
           sum(l.amount) filter (where l.entry_type = 'adjustment') as credited,
           sum(l.amount) filter (where l.entry_type = 'write_off') as written_off,
           sum(case l.entry_type when 'payment' then l.fee_amount when 'refund' then -l.fee_amount end) as fee_paid,
           max(l.occurred_on) as last_on
    from public.installment_payments as l group by l.organization_id, l.installment_id
  ) as f on f.organization_id = p.organization_id and f.installment_id = p.id
  where p.organization_id in (select private.organizations_to_audit())
    and (p.amount_paid, p.amount_refunded, p.amount_credited, p.amount_written_off, p.penalty_paid, p.last_entry_on) is distinct from
        (coalesce(f.paid, 0), coalesce(f.refunded, 0), coalesce(f.credited, 0), coalesce(f.written_off, 0), coalesce(f.fee_paid, 0), f.last_on)
$$;

-- What is open, as reports of a past day put it together from the terms that held and the ledger, is what the part says today:
-- the ages of today and of yesterday are ages of the same money.
create or replace function private.parts_unlike_their_terms() returns setof text
language sql stable security definer set search_path = '' as $$
  select 'installment ' || i.invoice_number || '-' || p.installment_number
  from public.installment_plans as p
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  left join lateral (
    select t.amount_milli, t.issue_date, t.effective_due_date, t.is_cancelled
    from dashboard.installment_terms as t
    where t.organization_id = p.organization_id and t.installment_id = p.id order by t.place desc limit 1) as held on true
  left join lateral (
    select coalesce(sum(case when l.entry_type = 'refund' then -l.principal_milli else l.principal_milli end), 0) as gone
    from public.installment_payments as l where l.organization_id = p.organization_id and l.installment_id = p.id) as moved on true
  where p.organization_id in (select private.organizations_to_audit())
    and (p.issue_date, p.effective_due_date, p.status = 'cancelled', p.remaining_milli) is distinct from
        (held.issue_date, held.effective_due_date, held.is_cancelled, case when held.is_cancelled then 0 else held.amount_milli - moved.gone end)
$$;

-- The state that is written down is the one that the facts and the day give.
create or replace function private.states_that_differ() returns setof text
language sql stable security definer set search_path = '' as $$
  select 'installment ' || i.invoice_number || '-' || p.installment_number
  from private.part_states(array(
    select each.id from public.installment_plans as each where each.organization_id in (select private.organizations_to_audit()))) as s
  join public.installment_plans as p on p.id = s.part_id
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  where s.was is distinct from s.state
$$;

-- Receipts of a school and bills of a learner are numbered without a gap, and the counter stands at the last.
create or replace function private.numbers_that_differ() returns setof text
language sql stable security definer set search_path = '' as $$
  with given as (
    select a.organization_id, 'receipt' as name, 'RCPT-' as start, regexp_replace(a.receipt_number, '^RCPT-', '')::bigint as number
    from dashboard.money_acts as a where a.receipt_number is not null
    union all
    select i.organization_id, 'invoice ' || s.student_code, 'INV-' || s.student_code || '-',
           regexp_replace(i.invoice_number, '^.*-', '')::bigint
    from public.invoices as i join public.students as s on s.organization_id = i.organization_id and s.id = i.student_id
    where i.invoice_number ~ ('^INV-' || s.student_code || '-\d+$'))
  select split_part(g.name, ' ', 1) || ' ' || g.start || '…: ' || count(*) || ' given, ' || max(g.number) || ' the last, the counter at '
         || coalesce(max(c.value)::text, 'nothing')
  from given as g
  left join dashboard.counters as c on c.organization_id = g.organization_id and c.name = g.name
  where g.organization_id in (select private.organizations_to_audit())
  group by g.organization_id, g.name, g.start
  having (count(*), min(g.number)) <> (max(g.number), 1) or max(c.value) is distinct from max(g.number)
$$;

-- What came on a promise is what the ledger says came in its days.
create or replace function private.promises_that_differ() returns setof text
language sql stable security definer set search_path = '' as $$
  select 'promise on ' || i.invoice_number || '-' || p.installment_number || ' for ' || m.promised_for
  from dashboard.promises as m
  join public.installment_plans as p on p.organization_id = m.organization_id and p.id = m.installment_id
  join public.invoices as i on i.organization_id = m.organization_id and i.id = m.invoice_id
  where m.organization_id in (select private.organizations_to_audit())
    and m.received_milli <> private.net_cash(m.organization_id, m.installment_id, m.made_on, m.counts_until) - m.cash_before_milli
$$;

revoke all on function private.organizations_to_audit(), private.bills_that_differ(), private.acts_that_differ(), private.parts_that_differ(),
  private.parts_unlike_their_terms(), private.states_that_differ(), private.numbers_that_differ(), private.promises_that_differ() from public;
grant execute on function private.bills_that_differ(), private.acts_that_differ(), private.parts_that_differ(),
  private.parts_unlike_their_terms(), private.states_that_differ(), private.numbers_that_differ(), private.promises_that_differ() to growthos_staff;
