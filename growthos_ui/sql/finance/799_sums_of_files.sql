-- Repeatable. The sums of a file by currency, to be compared with the paper that it came from: of the rows whose learner,
-- place or debt is known. Superadmin, admin and finance.
create or replace function private.sums_of_rows(p_kind text, p_rows jsonb) returns table (currency text, rows int, milli bigint, places int)
language plpgsql stable security definer set search_path = '' set enable_nestloop = off as $$
begin
  perform private.require_importer();
  return query
  select s.currency, count(*)::int, (sum(s.amount) * 1000)::bigint, private.currency_exponent(s.currency)
  from (
    select a.currency, a.amount from private.read_payments(case p_kind when 'payments' then p_rows else '[]' end) as a
    union all
    select a.currency, a.amount from private.read_parts(case p_kind when 'installments' then p_rows else '[]' end) as a
    union all
    select a.currency, a.amount from private.read_statement(case p_kind when 'bank' then p_rows else '[]' end) as a
    union all
    select a.currency, a.price from private.read_bills(case p_kind when 'invoices' then p_rows else '[]' end) as a) as s
  where s.currency is not null and s.amount is not null
  group by s.currency order by s.currency;
end $$;

revoke all on function private.sums_of_rows(text, jsonb) from public;
grant execute on function private.sums_of_rows(text, jsonb) to growthos_staff;
