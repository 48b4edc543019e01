-- Repeatable. What the ledger comes to, day by day, and day after due day: each statement adds what it wrote, in an upsert each.
create or replace function private.follow_cash() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into dashboard.cash_figures as f
    select n.organization_id, n.currency, n.entry_type, n.occurred_on, count(*)::int, sum(n.amount_milli)::bigint,
           sum(n.principal_milli)::bigint
    from new_rows as n
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
  on conflict (organization_id, currency, entry_type, occurred_on) do update set
    (entries, amount_milli, principal_milli) = row (
      f.entries + excluded.entries, f.amount_milli + excluded.amount_milli, f.principal_milli + excluded.principal_milli);
  insert into dashboard.arrival_figures as f
    select n.organization_id, n.currency, date_trunc('month', s.effective_due_date)::date, n.occurred_on - s.effective_due_date, count(*)::int,
           sum(case n.entry_type when 'refund' then -n.principal_milli else n.principal_milli end)::bigint
    from new_rows as n
    join dashboard.installment_standing as s on s.id = n.installment_id
    where n.entry_type in ('payment', 'refund')
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
  on conflict (organization_id, currency, due_month, days_after) do update set
    (entries, principal_milli) = row (f.entries + excluded.entries, f.principal_milli + excluded.principal_milli);
  return null;
end $$;

create or replace trigger count_cash after insert on public.installment_payments
  referencing new table as new_rows for each statement execute function private.follow_cash();

-- For growthos check and the data audit, which ask as whoever they are: days, and days after due days, whose sums are not those of the ledger.
create or replace function private.cash_differs() returns setof text
language sql stable set search_path = '' as $$
  with facts as (
    select l.organization_id, l.currency, l.entry_type collate "C" as entry_type, l.occurred_on, count(*)::int as entries,
           sum(l.amount_milli)::bigint, sum(l.principal_milli)::bigint
    from public.installment_payments as l group by 1, 2, 3, 4),
  arrivals as (
    select l.organization_id, l.currency, date_trunc('month', s.effective_due_date)::date as due_month,
           l.occurred_on - s.effective_due_date as days_after, count(*)::int,
           sum(case l.entry_type when 'refund' then -l.principal_milli else l.principal_milli end)::bigint
    from public.installment_payments as l
    join dashboard.installment_standing as s on s.id = l.installment_id
    where l.entry_type in ('payment', 'refund')
    group by 1, 2, 3, 4),
  kept as (select a.* from dashboard.arrival_figures as a where (a.entries, a.principal_milli) <> (0, 0))
  select distinct d.entry_type || ' on ' || d.occurred_on
  from ((table facts except table dashboard.cash_figures) union all (table dashboard.cash_figures except table facts)) as d
  union all
  select distinct 'due in the month of ' || d.due_month || ', after ' || d.days_after || ' days'
  from ((table arrivals except table kept) union all (table kept except table arrivals)) as d
$$;

revoke all on function private.follow_cash(), private.cash_differs() from public;
grant execute on function private.cash_differs() to growthos_staff;
