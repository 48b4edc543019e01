-- Repeatable. A file of payments: read, held against the ledger, allocated and entered all at once, as so many calls of
-- record_payment would one after the other. Rows that name an installment go first, the others then take the oldest of what
-- is left, in the order of the file. What is only looked up belongs to the owner and asks for the organisation itself;
-- what is entered belongs to growthos_operations. Rows of a file have no statistics: joined one by one, ten thousand are a
-- hundred million, so all of it joins by hashing.

-- The rows [{row, student, amount, on, method, reference, currency, part, notes}] with whom and what they mean. The
-- currency is the one that is said, else that of the installment, else the only one in which the learner owes.
create or replace function private.read_payments(p_rows jsonb)
returns table (place int, code text, student_id uuid, given_part text, part_id uuid, given_currency text, currency text,
               currencies text[], owed_since date, amount numeric, paid_on date, method text, reference text, notes text)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with said as materialized (
    select r."row" as place, upper(btrim(r.student)) as code, upper(btrim(r.part)) as part, upper(btrim(r.currency)) as currency,
           r.amount, r."on" as paid_on, r.method, nullif(btrim(r.reference), '') as reference, nullif(btrim(r.notes), '') as notes
    from jsonb_to_recordset(p_rows) as r ("row" int, student text, part text, currency text, amount numeric, "on" date, method text,
                                          reference text, notes text)),
  known as materialized (
    select s.student_code, s.id from public.students as s
    where s.organization_id = (select private.org_id()) and s.student_code in (select d.code from said as d)),
  owing as materialized (
    select p.student_id, array_agg(distinct p.currency::text) as currencies, min(p.issue_date) as since
    from public.installment_plans as p
    where p.student_id in (select k.id from known as k) and p.remaining_milli + p.penalty_remaining_milli > 0
    group by p.student_id),
  named as materialized (
    select i.invoice_number || '-' || p.installment_number as name, p.id, p.student_id, p.currency::text as currency
    from public.invoices as i
    join public.installment_plans as p on p.organization_id = i.organization_id and p.invoice_id = i.id
    where i.organization_id = (select private.org_id()) and i.invoice_number in (select regexp_replace(d.part, '-\d+$', '') from said as d where d.part is not null))
  select d.place, d.code, k.id, d.part, n.id, d.currency,
         coalesce(d.currency, n.currency, case when cardinality(o.currencies) = 1 then o.currencies[1] end),
         coalesce(o.currencies, '{}'), o.since, d.amount, d.paid_on, d.method, d.reference, d.notes
  from said as d
  left join known as k on k.student_code = d.code
  left join owing as o on o.student_id = k.id
  left join named as n on n.name = d.part and n.student_id = k.id
$$;

-- What is owed by the learners of these rows, each installment with its turn and how much the rows that name it take of it.
create or replace function private.owed_by(p_rows jsonb)
returns table (student_id uuid, currency text, part_id uuid, principal numeric, whole numeric, named numeric, start numeric)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with asked as materialized (select * from private.read_payments(p_rows)),
  named as (select a.part_id, sum(a.amount) as amount from asked as a where a.part_id is not null group by a.part_id),
  owed as (
    select p.student_id, p.currency::text as currency, p.id, p.remaining_milli / 1000.0 as principal,
           (p.remaining_milli + p.penalty_remaining_milli) / 1000.0 as whole, coalesce(n.amount, 0) as named,
           p.issue_date > (select private.today()) as is_later, p.effective_due_date, i.invoice_number, p.installment_number
    from public.installment_plans as p
    join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
    left join named as n on n.part_id = p.id
    where p.student_id in (select a.student_id from asked as a) and p.remaining_milli + p.penalty_remaining_milli > 0)
  select o.student_id, o.currency, o.id, o.principal, o.whole, o.named,
         coalesce(sum(greatest(0, o.whole - o.named)) over (
           partition by o.student_id, o.currency
           order by o.is_later, o.effective_due_date, o.invoice_number, o.installment_number
           rows between unbounded preceding and 1 preceding), 0)
  from owed as o
$$;

-- What keeps rows of a file of payments from being brought in: the row, the column, the reason and its detail. Superadmin, admin and finance;
-- nobody else is told anything.
create or replace function private.check_payments(p_rows jsonb)
returns table (place int, field text, reason text, detail jsonb)
language plpgsql stable security definer set search_path = '' set enable_nestloop = off as $$
begin
  perform private.require_importer();
  return query
  with asked as materialized (
    select a.*, a.student_id is not null and (a.given_part is null or a.part_id is not null) and a.currency = any (a.currencies)
             and a.amount > 0 and private.is_payable(a.amount, a.currency) as is_sound
    from private.read_payments(p_rows) as a),
  owed as materialized (select * from private.owed_by(p_rows)),
  loose as (
    select a.place, a.student_id, a.currency, a.amount,
           sum(a.amount) over (partition by a.student_id, a.currency order by a.place) as until
    from asked as a where a.is_sound and a.part_id is null),
  room as (select o.student_id, o.currency, sum(greatest(0, o.whole - o.named)) as amount from owed as o group by 1, 2),
  tight as (
    select a.place, a.currency, greatest(0, coalesce(o.whole, 0) - a.until + a.amount) as most
    from (select n.place, n.part_id, n.currency, n.amount, sum(n.amount) over (partition by n.part_id order by n.place) as until
          from asked as n where n.is_sound and n.part_id is not null) as a
    left join owed as o on o.part_id = a.part_id
    where a.until > coalesce(o.whole, 0)
    union all
    select l.place, l.currency, greatest(0, r.amount - l.until + l.amount)
    from loose as l join room as r on r.student_id = l.student_id and r.currency = l.currency
    where l.until > r.amount),
  twice as (
    select a.place, min(a.place) over (partition by a.method, a.reference) as first from asked as a where a.reference is not null)
  select a.place, 'student', 'finance.no_such_student', jsonb_build_object('given', a.code) from asked as a where a.student_id is null
  union all
  select a.place, 'part', 'finance.no_such_part', jsonb_build_object('given', a.given_part, 'student', a.code)
    from asked as a where a.student_id is not null and a.given_part is not null and a.part_id is null
  union all
  select a.place, 'student', 'finance.owes_nothing', jsonb_build_object('given', a.code, 'currency', coalesce(a.given_currency, ''))
    from asked as a where a.student_id is not null and (a.given_part is null or a.part_id is not null)
      and (a.currencies = '{}' or a.given_currency <> all (a.currencies))
  union all
  select a.place, 'currency', 'finance.currency_required', jsonb_build_object('currencies', array_to_string(a.currencies, ', '))
    from asked as a where a.currency is null and cardinality(a.currencies) > 1
  union all
  select a.place, 'amount', 'finance.amount_invalid', '{}' from asked as a where not coalesce(a.amount > 0 and a.amount < 10 ^ 12, false)
  union all
  select a.place, 'amount', 'finance.too_fine', jsonb_build_object('currency', a.currency, 'places', private.currency_exponent(a.currency))
    from asked as a where a.amount > 0 and not private.is_payable(a.amount, a.currency)
  union all
  select t.place, 'amount', 'finance.too_much',
         jsonb_build_object('most', round(t.most, private.currency_exponent(t.currency))::text, 'currency', t.currency)
    from tight as t
  union all
  select a.place, 'on', 'finance.date_invalid', jsonb_build_object('first', coalesce(a.owed_since - 365, date '1900-01-01'), 'last', (select private.today()))
    from asked as a where a.paid_on is null or a.paid_on > (select private.today()) or a.paid_on < a.owed_since - 365
  union all
  select a.place, 'method', 'finance.method_invalid', '{}'
    from asked as a where coalesce(a.method, '') not in ('bank_transfer', 'card', 'cash', 'cheque', 'online', 'other')
  union all
  select a.place, 'reference', 'finance.reference_used',
         jsonb_build_object('receipt', coalesce(m.receipt_number, 'a refund'), 'on', m.occurred_on)
    from asked as a
    join dashboard.money_acts as m on m.organization_id = (select private.org_id()) and m.method = a.method and m.reference = a.reference
      and not exists (select from dashboard.money_acts as u where u.organization_id = m.organization_id and u.undoes_id = m.id)
  union all
  select t.place, 'reference', 'finance.reference_twice', jsonb_build_object('first', t.first) from twice as t where t.place > t.first
  union all
  select a.place, 'reference', 'finance.too_long', jsonb_build_object('most', 200) from asked as a where length(a.reference) > 200
  union all
  select a.place, 'notes', 'finance.too_long', jsonb_build_object('most', 2000) from asked as a where length(a.notes) > 2000;
end $$;

-- The rows as lines of the ledger: on which installment how much, and of it late fee. Principal goes first.
create or replace function private.allocated_rows(p_rows jsonb) returns table (place int, part_id uuid, amount numeric, fee numeric)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with asked as materialized (
    select a.place, a.student_id, a.currency, a.part_id, a.amount,
           coalesce(sum(a.amount) over (partition by a.student_id, a.currency, a.part_id order by a.place
                                        rows between unbounded preceding and 1 preceding), 0) as before
    from private.read_payments(p_rows) as a),
  owed as materialized (select o.*, greatest(0, o.whole - o.named) as room from private.owed_by(p_rows) as o),
  taken as (
    select a.place, o.part_id, o.principal, a.before as since, a.before + a.amount as until
    from asked as a join owed as o on o.part_id = a.part_id
    union all
    select a.place, o.part_id, o.principal, o.named + greatest(a.before, o.start) - o.start,
           o.named + least(a.before + a.amount, o.start + o.room) - o.start
    from asked as a
    join owed as o on o.student_id = a.student_id and o.currency = a.currency
    where a.part_id is null and a.before < o.start + o.room and o.start < a.before + a.amount)
  select t.place, t.part_id, t.until - t.since, greatest(0, t.until - greatest(t.since, t.principal)) from taken as t
$$;

-- The act that a row of a file makes: always the same one.
create or replace function private.row_of_import(p_import uuid, p_place int) returns uuid
language sql immutable parallel safe set search_path = '' as $$
  select md5(p_import || ' row ' || p_place)::uuid
$$;

-- Brings a file of payments in: all of it, or nothing. Superadmin, admin and finance. Learners are told nothing, because the money may be old.
-- Returns how many payments were entered. Raises finance.not_allowed 42501, finance.import_missing P0002,
-- finance.import_over 55000, finance.import_wrong 22023.
create or replace function private.import_payments(p_number bigint, p_rows jsonb) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.imports := private.hold_import(p_number, 'payments');
  made int;
begin
  perform private.plan_once();
  perform from public.installment_plans as p
    where p.student_id in (select s.student_id from private.read_payments(p_rows) as s) order by p.id for update;
  perform private.require_none_wrong(count(*)::int, min(c.place)) from private.check_payments(p_rows) as c;
  insert into dashboard.money_acts (id, student_id, kind, currency, amount, method, reference, occurred_on, notes, idempotency_key, request_hash)
    select private.row_of_import(held.id, a.place), a.student_id, 'payment', a.currency, a.amount, a.method, a.reference, a.paid_on, a.notes,
           format('import %s row %s', held.id, a.place), private.hash_of(to_jsonb(a))
    from private.read_payments(p_rows) as a order by a.place;
  insert into public.installment_payments (organization_id, act_id, installment_id, student_id, entry_type, amount, fee_amount)
    select held.organization_id, private.row_of_import(held.id, l.place), l.part_id, p.student_id, 'payment', l.amount, l.fee
    from private.allocated_rows(p_rows) as l join public.installment_plans as p on p.id = l.part_id
    order by l.place;
  made := jsonb_array_length(p_rows);
  perform private.close_import(p_number, made);
  return made;
end $$;

revoke all on function private.read_payments(jsonb), private.owed_by(jsonb), private.check_payments(jsonb), private.allocated_rows(jsonb)
  from public;
call private.hand_to_operations('private.import_payments(bigint, jsonb)');
grant execute on function private.read_payments(jsonb), private.allocated_rows(jsonb), private.check_payments(jsonb) to growthos_operations;
grant execute on function private.row_of_import(uuid, int) to growthos_operations;
grant execute on function private.check_payments(jsonb), private.import_payments(bigint, jsonb) to growthos_staff;
