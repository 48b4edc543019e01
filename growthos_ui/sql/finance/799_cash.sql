-- Repeatable. What the ledger comes to, day by day: each statement adds what it wrote, in one upsert.
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
  return null;
end $$;

create or replace trigger count_cash after insert on public.installment_payments
  referencing new table as new_rows for each statement execute function private.follow_cash();

-- For growthos check and the data audit, which ask as whoever they are: days whose sums are not those of the ledger.
create or replace function private.cash_differs() returns setof text
language sql stable set search_path = '' as $$
  with facts as (
    select l.organization_id, l.currency, l.entry_type collate "C" as entry_type, l.occurred_on, count(*)::int as entries,
           sum(l.amount_milli)::bigint, sum(l.principal_milli)::bigint
    from public.installment_payments as l group by 1, 2, 3, 4)
  select distinct d.entry_type || ' on ' || d.occurred_on
  from ((table facts except table dashboard.cash_figures) union all (table dashboard.cash_figures except table facts)) as d
$$;

revoke all on function private.follow_cash(), private.cash_differs() from public;
grant execute on function private.cash_differs() to growthos_staff;
