-- Repeatable. Closing the books of a month, and opening them again. What follows from the ledger belongs to the owner; what is
-- written belongs to growthos_operations.

drop function if exists private.figures_of_month(uuid, date, int);
-- Months as the terms and the ledger tell them, with what is known now: flows within each, what stood open and overdue when it was over,
-- by its days of grace. Months are in their order; all of them are found in one pass: each installment is told by pieces, from one of
-- them to another, in which neither its terms nor what had come by the end of the month were different.
create or replace function private.figures_of_months(p_organization uuid, p_months date[], p_grace int[])
returns table (month date, currency text, billed bigint, collected bigint, refunded bigint, credited bigint, written_off bigint, open bigint, overdue bigint)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with spans as materialized (
    select m.place::int as place, m.month, m.grace, (m.month + interval '1 month')::date as next_day, (m.month + interval '1 month' - interval '1 day')::date as last,
           (m.month + interval '1 month')::timestamp at time zone o.timezone as over
    from public.organizations as o
    cross join lateral unnest(p_months, p_grace) with ordinality as m (month, grace, place) where o.id = p_organization),
  ends as materialized (select array_agg(s.over order by s.place) as over, array_agg(s.next_day order by s.place) as next_day, count(*)::int as number from spans as s),
  -- the last terms written of those that held by then: until any later ones held
  held as (
    select t.installment_id, t.currency::text as currency, t.amount_milli, t.issue_date, t.effective_due_date, t.is_cancelled,
           width_bucket(t.valid_from, (select e.over from ends as e)) + 1 as first,
           coalesce(width_bucket(min(t.valid_from) over (partition by t.installment_id order by t.place desc rows between unbounded preceding and 1 preceding),
             (select e.over from ends as e)), (select e.number from ends as e)) as last
    from dashboard.installment_terms as t
    where t.organization_id = p_organization and t.valid_from < (select max(s.over) from spans as s)),
  entered as materialized (
    select l.installment_id, l.currency::text as currency, l.entry_type, l.occurred_on, width_bucket(l.occurred_on, (select e.next_day from ends as e)) + 1 as place, l.principal_milli
    from public.installment_payments as l
    where l.organization_id = p_organization and l.occurred_on <= (select max(s.last) from spans as s)),
  moved as (
    select e.installment_id, e.place, sum(case e.entry_type when 'refund' then -e.principal_milli else e.principal_milli end) as moved,
           coalesce(sum(e.principal_milli) filter (where e.entry_type = 'adjustment'), 0) as credited
    from entered as e group by 1, 2),
  gone as (
    select m.installment_id, m.place as first, lead(m.place, 1, (select e.number from ends as e) + 1) over (partition by m.installment_id order by m.place) - 1 as last,
           sum(m.moved) over (partition by m.installment_id order by m.place) as moved, sum(m.credited) over (partition by m.installment_id order by m.place) as credited
    from moved as m
    union all
    -- nothing before the first entry
    select m.installment_id, 1, min(m.place) - 1, 0, 0 from moved as m group by 1),
  pieces as materialized (
    select h.currency, greatest(h.first, g.first) as first, least(h.last, g.last) as last, h.issue_date, h.effective_due_date as due,
           sum(h.amount_milli - coalesce(g.credited, 0)) as billed, sum(greatest(h.amount_milli - coalesce(g.moved, 0), 0)) as open
    from held as h left join gone as g on g.installment_id = h.installment_id
    where not h.is_cancelled and greatest(h.first, g.first) <= least(h.last, g.last)
    group by 1, 2, 3, 4, 5),
  stood as (
    select s.month, p.currency, coalesce(sum(p.billed) filter (where p.issue_date >= s.month), 0) as billed, sum(p.open) as open,
           coalesce(sum(p.open) filter (where s.last - p.due > s.grace), 0) as overdue
    from pieces as p cross join lateral (select s.* from spans as s where s.place between p.first and p.last and s.last >= p.issue_date) as s
    group by 1, 2),
  flowed as (
    select s.month, e.currency, sum(e.principal_milli) filter (where e.entry_type = 'payment') as collected,
           sum(e.principal_milli) filter (where e.entry_type = 'refund') as refunded, sum(e.principal_milli) filter (where e.entry_type = 'adjustment') as credited,
           sum(e.principal_milli) filter (where e.entry_type = 'write_off') as written_off
    from spans as s join entered as e on e.place = s.place and e.occurred_on >= s.month group by 1, 2)
  select coalesce(s.month, f.month), coalesce(s.currency, f.currency), coalesce(s.billed, 0)::bigint, coalesce(f.collected, 0)::bigint, coalesce(f.refunded, 0)::bigint,
         coalesce(f.credited, 0)::bigint, coalesce(f.written_off, 0)::bigint, coalesce(s.open, 0)::bigint, coalesce(s.overdue, 0)::bigint
  from stood as s full join flowed as f on f.month = s.month and f.currency = s.currency
$$;

-- Who keeps the books. Raises finance.not_allowed 42501.
create or replace function private.require_bookkeeper() returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
end $$;

-- The month that may be closed next: it is over, and the one after the last closed one. Before the first closing that is any month.
-- Raises finance.month_invalid, finance.month_not_over 22023, finance.month_closed and finance.month_order 55000.
create or replace function private.require_closable(p_month date) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  last constant date := private.closed_through(private.org_id());
begin
  if p_month is null or p_month <> date_trunc('month', p_month) or p_month < date '1990-01-01' then
    raise exception 'finance.month_invalid' using errcode = '22023', detail = '{}';
  elsif p_month + interval '1 month' > private.today() then
    raise exception 'finance.month_not_over' using errcode = '22023', detail = jsonb_build_object('month', p_month)::text;
  elsif p_month <= last then
    raise exception 'finance.month_closed' using errcode = '55000', detail = jsonb_build_object('month', p_month)::text;
  elsif p_month > last + 1 then
    raise exception 'finance.month_order' using errcode = '55000', detail = jsonb_build_object('month', last + 1)::text;
  end if;
end $$;

-- The days of grace in force.
create or replace function private.grace_in_force() returns int
language sql stable security definer set search_path = '' as $$
  select (private.get_setting('fees.grace_days') #>> '{}')::int
$$;

-- The days of grace by which a day is told: those of the closing of its month, if that is closed, else those in force.
create or replace function private.grace_on(p_day date) returns int
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  last_kind text;
  kept int;
begin
  if p_day is not null then
    select a.kind, a.grace_days into last_kind, kept from dashboard.month_acts as a
      where a.organization_id = private.org_id() and a.month = date_trunc('month', p_day) order by a.place desc limit 1;
  end if;
  return case when last_kind = 'closed' then kept else (private.get_setting('fees.grace_days') #>> '{}')::int end;
end $$;

-- What a month would be closed with. Superadmin, admin and finance. Raises finance.not_allowed 42501.
create or replace function private.month_foretold(p_month date)
returns table (currency text, billed bigint, collected bigint, refunded bigint, credited bigint, written_off bigint, open bigint, overdue bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_bookkeeper();
  return query select f.currency, f.billed, f.collected, f.refunded, f.credited, f.written_off, f.open, f.overdue
    from private.figures_of_months(private.org_id(), array[p_month], array[private.grace_in_force()]) as f;
end $$;

-- The act that a key stands for, if it is of this month and kind. Keys are shown to nobody.
create or replace function private.month_act_of_key(p_key text, p_month date, p_kind text, out id uuid, out is_same boolean)
language sql stable security definer set search_path = '' as $$
  select a.id, a.month = p_month and a.kind = p_kind
  from dashboard.month_acts as a where a.organization_id = private.org_id() and a.idempotency_key = p_key
$$;

-- Holds the books of the organisation alone, and finds what the key did already: null for something new. Raises finance.key_used 23505.
create or replace function private.hold_months(p_key text, p_month date, p_kind text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  act record;
begin
  perform pg_advisory_xact_lock(private.lock_of_months(private.org_id()));
  select k.id, k.is_same into act from private.month_act_of_key(p_key, p_month, p_kind) as k;
  perform private.require_same(act.is_same);
  return act.id;
end $$;

-- Closes the books of a month as they stand: nothing that is entered later moves what was told of it, and whatever is dated into it
-- counts on the day on which it is entered. Superadmin, admin and finance. The same key is the same closing. Returns the closing.
-- Raises finance.not_allowed 42501, what private.require_closable raises, and finance.key_used 23505.
create or replace function private.close_month(p_month date, p_note text default null, p_key text default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  grace constant int := private.grace_in_force();
  act record;
  done uuid;
begin
  perform private.require_bookkeeper();
  done := private.hold_months(p_key, p_month, 'closed');
  if done is not null then
    return done;
  end if;
  perform private.require_closable(p_month);
  insert into dashboard.month_acts as a (month, kind, grace_days, reason, idempotency_key)
    values (p_month, 'closed', grace, nullif(btrim(p_note), ''), coalesce(p_key, gen_random_uuid()::text))
    returning a.id, a.organization_id into act;
  insert into dashboard.month_figures (organization_id, closing_id, currency, billed_milli, collected_milli, refunded_milli, credited_milli,
                                       written_off_milli, open_milli, overdue_milli)
    select act.organization_id, act.id, f.currency, f.billed, f.collected, f.refunded, f.credited, f.written_off, f.open, f.overdue
    from private.figures_of_months(act.organization_id, array[p_month], array[grace]) as f;
  perform private.log_admin_action(act.organization_id, 'month_closed', 'month_acts', act.id,
    format('Closed the books of %s.', to_char(p_month, 'FMMonth YYYY')),
    p_new => jsonb_strip_nulls(jsonb_build_object('month', p_month, 'note', nullif(btrim(p_note), ''), 'grace_days', grace)));
  return act.id;
end $$;

-- The closing that was done last and stands, with who did it.
create or replace function private.last_closing(out month date, out done_by uuid)
language sql stable security definer set search_path = '' as $$
  select a.month, a.done_by from dashboard.month_acts as a
  where a.organization_id = private.org_id() and a.kind = 'closed'
    and a.month = date_trunc('month', private.closed_through(private.org_id()))
  order by a.place desc limit 1
$$;

-- Opens the books of the month that was closed last, with a reason, by somebody else than who closed it. What was entered meanwhile stays
-- where it counts. Superadmin, admin and finance. Returns the act. Raises finance.not_allowed and finance.own_closing 42501,
-- finance.reason_required 22023, finance.month_not_closed and finance.month_not_last 55000, finance.key_used 23505.
create or replace function private.reopen_month(p_month date, p_reason text, p_key text default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  last record;
  act record;
  done uuid;
begin
  perform private.require_bookkeeper();
  if coalesce(btrim(p_reason), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  done := private.hold_months(p_key, p_month, 'reopened');
  if done is not null then
    return done;
  end if;
  select c.month, c.done_by into last from private.last_closing() as c;
  if last.month is null or p_month is null or p_month > last.month then
    raise exception 'finance.month_not_closed' using errcode = '55000', detail = '{}';
  elsif p_month < last.month then
    raise exception 'finance.month_not_last' using errcode = '55000', detail = jsonb_build_object('month', last.month)::text;
  elsif last.done_by = private.actor_id() then
    raise exception 'finance.own_closing' using errcode = '42501', detail = '{}';
  end if;
  insert into dashboard.month_acts as a (month, kind, reason, idempotency_key)
    values (p_month, 'reopened', btrim(p_reason), coalesce(p_key, gen_random_uuid()::text))
    returning a.id, a.organization_id into act;
  perform private.log_admin_action(act.organization_id, 'month_reopened', 'month_acts', act.id,
    format('Opened the books of %s again.', to_char(p_month, 'FMMonth YYYY')),
    p_new => jsonb_build_object('month', p_month, 'reason', btrim(p_reason)));
  return act.id;
end $$;

-- Every month that is over since anything was billed or came in, in each currency, as the caller may see it: with what it was closed
-- with, or what came in, went back and was forgiven so far. `standing`: closed, before (the first closing closed all before it), next, waits
-- (an earlier one comes first). `adjustments` were entered after it was closed, for it.
create or replace function private.months_of_books()
returns table (id uuid, month date, last_day date, month_words text, currency text, standing text, is_last boolean, billed_milli bigint, collected_milli bigint, refunded_milli bigint,
               credited_milli bigint, written_off_milli bigint, open_milli bigint, overdue_milli bigint, adjustments int, adjusted_milli bigint,
               closed_by uuid, closed_at timestamptz, note text, reopened_by uuid, reopened_at timestamptz, reopened_because text)
language sql stable set search_path = '' as $$
  with acts as materialized (
    select distinct on (a.month, a.kind) a.id, a.month, a.kind, a.place, a.reason, a.done_by, a.done_at
    from dashboard.month_acts as a where a.organization_id = (select private.org_id()) order by a.month, a.kind, a.place desc),
  closed as materialized (
    select c.* from acts as c where c.kind = 'closed'
      and not exists (select from acts as r where r.month = c.month and r.kind = 'reopened' and r.place > c.place)),
  closings as materialized (select min(c.month) as first, max(c.month) as last from closed as c),
  cash as materialized (
    select date_trunc('month', f.occurred_on)::date as month, f.currency::text as currency,
           coalesce(sum(f.principal_milli) filter (where f.entry_type = 'payment'), 0)::bigint as collected,
           coalesce(sum(f.principal_milli) filter (where f.entry_type = 'refund'), 0)::bigint as refunded,
           coalesce(sum(f.principal_milli) filter (where f.entry_type = 'adjustment'), 0)::bigint as credited,
           coalesce(sum(f.principal_milli) filter (where f.entry_type = 'write_off'), 0)::bigint as written_off
    from dashboard.cash_figures as f where f.organization_id = (select private.org_id()) group by 1, 2),
  begun as materialized (
    select e.currency, min(e.month) as month
    from (select c.currency, c.month from cash as c
          union all
          select f.currency::text, date_trunc('month', f.issue_date)::date from dashboard.owed_figures as f
          where f.organization_id = (select private.org_id()) and f.split = 'all') as e
    group by 1),
  later as materialized (
    select date_trunc('month', l.belongs_to)::date as month, l.currency::text as currency, count(*)::int as entries,
           coalesce(sum(case l.entry_type when 'payment' then l.principal_milli when 'refund' then -l.principal_milli end), 0)::bigint as net
    from public.installment_payments as l
    where l.organization_id = (select private.org_id()) and l.belongs_to is not null group by 1, 2)
  select md5(concat_ws(' ', private.org_id(), m.month, b.currency))::uuid, m.month, (m.month + interval '1 month' - interval '1 day')::date, to_char(m.month, 'FMMonth YYYY'),
         b.currency,
         case when c.id is not null then 'closed' when m.month < g.first then 'before'
              when g.last is null or m.month = g.last + interval '1 month' then 'next' else 'waits' end,
         m.month is not distinct from g.last, f.billed_milli, coalesce(f.collected_milli, s.collected, 0), coalesce(f.refunded_milli, s.refunded, 0),
         coalesce(f.credited_milli, s.credited, 0), coalesce(f.written_off_milli, s.written_off, 0), f.open_milli, f.overdue_milli,
         coalesce(n.entries, 0), coalesce(n.net, 0), w.done_by, w.done_at, w.reason, r.done_by, r.done_at, r.reason
  from begun as b
  cross join closings as g
  cross join lateral generate_series(b.month::timestamp, date_trunc('month', private.today()::timestamp) - interval '1 month', interval '1 month') as d (day)
  cross join lateral (select d.day::date as month) as m
  left join closed as c on c.month = m.month
  left join acts as w on w.month = m.month and w.kind = 'closed'
  left join acts as r on r.month = m.month and r.kind = 'reopened' and r.place > w.place
  left join dashboard.month_figures as f on f.organization_id = (select private.org_id()) and f.closing_id = c.id and f.currency::text = b.currency
  left join cash as s on s.month = m.month and s.currency = b.currency
  left join later as n on n.month = m.month and n.currency = b.currency
$$;

-- Closed months that are not what was told of them any more: for growthos check and the data audit.
create or replace function private.months_that_differ() returns setof text
language sql stable security definer set search_path = '' as $$
  with closed as materialized (
    select c.organization_id, c.id, c.month, c.grace_days
    from dashboard.month_acts as c
    where c.organization_id in (select private.organizations_to_audit()) and c.kind = 'closed' and not exists (
      select from dashboard.month_acts as r
      where r.organization_id = c.organization_id and r.month = c.month and r.kind = 'reopened' and r.place > c.place)),
  facts as (
    select b.organization_id, f.*
    from (select c.organization_id, array_agg(c.month order by c.month) as months, array_agg(c.grace_days order by c.month) as grace from closed as c group by 1) as b
    cross join lateral private.figures_of_months(b.organization_id, b.months, b.grace) as f),
  told as (
    select c.organization_id, c.month, k.currency::text, k.billed_milli, k.collected_milli, k.refunded_milli, k.credited_milli, k.written_off_milli, k.open_milli, k.overdue_milli
    from closed as c join dashboard.month_figures as k on k.organization_id = c.organization_id and k.closing_id = c.id)
  select distinct to_char(d.month, 'FMMonth YYYY') || ' in ' || d.currency
  from ((table facts except table told) union all (table told except table facts)) as d
$$;

revoke all on function private.figures_of_months(uuid, date[], int[]), private.require_bookkeeper(), private.require_closable(date), private.grace_in_force(),
  private.grace_on(date), private.month_foretold(date), private.month_act_of_key(text, date, text), private.last_closing(), private.months_of_books(),
  private.months_that_differ() from public;
grant execute on function private.figures_of_months(uuid, date[], int[]), private.require_bookkeeper(), private.require_closable(date), private.grace_in_force(),
  private.month_act_of_key(text, date, text), private.last_closing(), private.lock_of_months(uuid), private.closed_through(uuid) to growthos_operations;
grant execute on function private.grace_on(date) to authenticated;
call private.hand_to_operations('private.hold_months(text, date, text)', 'private.close_month(date, text, text)',
  'private.reopen_month(date, text, text)');
grant execute on function private.close_month(date, text, text), private.reopen_month(date, text, text), private.month_foretold(date),
  private.months_of_books(), private.months_that_differ() to growthos_staff;
