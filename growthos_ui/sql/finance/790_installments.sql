-- Repeatable. What a part of a bill is, from facts and a date alone: no table, no clock. Every list, figure, trigger and
-- job asks these, so that "overdue" has one meaning. Amounts are major units of the currency.

-- The parts of a total: each the total over the number, cut to the currency's unit; the last takes the rest, so the sum is
-- exact. The first is issued on the day of enrolment, the others every `gap` days from the start of the batch (from the
-- enrolment where there is none, or the batch began before it); each is due `window` days after its issue.
-- Raises finance.parts_out_of_range and finance.part_of_nothing 22023.
create or replace function private.build_installment_schedule(
  p_total numeric, p_parts int, p_currency text, p_enrolled date, p_batch_start date, p_gap int, p_window int
) returns table (installment_number int, amount numeric, issue_date date, due_date date)
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  part constant numeric := trunc(p_total / nullif(p_parts, 0), private.currency_exponent(p_currency));
  base constant date := greatest(p_enrolled, p_batch_start);
begin
  if p_parts is null or p_parts not between 1 and 12 then
    raise exception 'finance.parts_out_of_range' using errcode = '22023', detail = '{"field": "parts", "most": 12}';
  elsif part <= 0 then
    raise exception 'finance.part_of_nothing' using errcode = '22023', detail = '{"field": "parts"}';
  end if;
  return query
    select n, case when n < p_parts then part else p_total - part * (p_parts - 1) end, d.issued, d.issued + p_window
    from generate_series(1, p_parts) as n
    cross join lateral (select case when n = 1 then p_enrolled else base + (n - 1) * p_gap end as issued) as d
    order by n;
end $$;

-- The state of a part at a date. The first that fits: cancelled, then, while something of it or of its late fee is still to
-- come, overdue (after the days of grace), due, partially_paid, pending, scheduled; else waived, refunded, paid.
create or replace function private.installment_state(
  p_remaining_milli bigint, p_fee_remaining_milli bigint, p_paid numeric, p_refunded numeric, p_written_off numeric,
  p_issue_date date, p_effective_due_date date, p_cancelled boolean, p_today date, p_grace int
) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when p_cancelled then 'cancelled'
    when p_remaining_milli + p_fee_remaining_milli > 0 then case
      when p_today > p_effective_due_date + p_grace then 'overdue'
      when p_today >= p_effective_due_date then 'due'
      when p_paid > p_refunded then 'partially_paid'
      when p_today >= p_issue_date then 'pending'
      else 'scheduled' end
    when p_written_off > 0 then 'waived'
    when p_paid > p_refunded then 'paid'
    when p_paid > 0 then 'refunded'
    else 'waived' end
$$;

-- The state of a bill from those of its parts and its money: cancelled and waived when all are, overdue when any is; then,
-- when nothing remains, paid or refunded; else by the money that came and went.
create or replace function private.invoice_state(p_states text[], p_paid numeric, p_refunded numeric) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when p_states <@ array['cancelled'] then 'cancelled'
    when p_states <@ array['cancelled', 'waived'] then 'waived'
    when 'overdue' = any (p_states) then 'overdue'
    when p_states <@ array['cancelled', 'waived', 'paid', 'refunded'] then
      case when p_paid > p_refunded then 'paid' else 'refunded' end
    when p_refunded > 0 then 'partially_refunded'
    when p_paid > 0 then 'partially_paid'
    else 'issued' end
$$;

-- What a place in a course waits for, from the states of its parts in order: refunded when all money went back; paid and
-- waived when all are settled; partial from the first part on, because that one opens the content; else pending.
create or replace function private.place_state(p_states text[], p_paid numeric, p_refunded numeric) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when p_paid > 0 and p_paid = p_refunded then 'refunded'
    when p_states <@ array['waived'] then 'waived'
    when p_states <@ array['paid', 'waived', 'refunded'] then 'paid'
    when p_states[1] in ('paid', 'waived') then 'partial'
    else 'pending' end
$$;

revoke all on function
  private.build_installment_schedule(numeric, int, text, date, date, int, int),
  private.installment_state(bigint, bigint, numeric, numeric, numeric, date, date, boolean, date, int),
  private.invoice_state(text[], numeric, numeric), private.place_state(text[], numeric, numeric) from public;
grant execute on function
  private.build_installment_schedule(numeric, int, text, date, date, int, int),
  private.installment_state(bigint, bigint, numeric, numeric, numeric, date, date, boolean, date, int)
  to authenticated, growthos_operations;
