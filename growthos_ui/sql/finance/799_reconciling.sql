-- Repeatable. Bank statements against the ledger: lines are brought in once each, proposals say why, and a match is a
-- payment that record_payment makes, or one that stands already. What is looked up belongs to the owner and asks for the
-- organisation itself; what is written belongs to growthos_operations.

-- The rows of a statement [{row, on, amount, paid_in, paid_out, currency, reference, payer, details}]: money in is above nothing.
create or replace function private.read_statement(p_rows jsonb)
returns table (place int, booked_on date, currency text, amount numeric, reference text, payer text, details text, fingerprint bytea)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with said as (
    select r."row" as place, r."on" as booked_on,
           coalesce(upper(btrim(r.currency)), (select c.default_currency::text from public.company_settings as c where c.organization_id = private.org_id())) as currency,
           coalesce(r.amount, coalesce(r.paid_in, 0) - abs(coalesce(r.paid_out, 0))) as amount,
           nullif(btrim(r.reference), '') as reference, nullif(btrim(r.payer), '') as payer, nullif(btrim(r.details), '') as details
    from jsonb_to_recordset(p_rows) as r ("row" int, "on" date, amount numeric, paid_in numeric, paid_out numeric, currency text,
                                          reference text, payer text, details text))
  select s.*, sha256(convert_to(jsonb_build_array(s.booked_on, s.currency, trim_scale(s.amount), s.reference, s.payer, s.details,
    row_number() over (partition by s.booked_on, s.currency, s.amount, s.reference, s.payer, s.details order by s.place))::text, 'UTF8'))
  from said as s
$$;

-- What keeps rows of a statement from being brought in. Superadmin, admin and finance.
create or replace function private.check_bank(p_rows jsonb) returns table (place int, field text, reason text, detail jsonb)
language plpgsql stable security definer set search_path = '' set enable_nestloop = off as $$
begin
  perform private.require_importer();
  return query
  with asked as materialized (select * from private.read_statement(p_rows))
  select a.place, 'amount', 'finance.amount_invalid', '{}'::jsonb from asked as a where not coalesce(a.amount <> 0 and abs(a.amount) < 10 ^ 12, false)
  union all
  select a.place, 'amount', 'finance.too_fine', jsonb_build_object('currency', a.currency, 'places', private.currency_exponent(a.currency))
    from asked as a where abs(a.amount) < 10 ^ 12 and not private.is_payable(a.amount, a.currency)
  union all
  select a.place, 'on', 'finance.not_yet', '{}' from asked as a where a.booked_on > private.today()
  union all
  select a.place, 'on', 'finance.date_invalid', jsonb_build_object('first', date '1990-01-01', 'last', private.today())
    from asked as a where a.booked_on < date '1990-01-01'
  union all
  select a.place, 'on', 'finance.day_required', '{}' from asked as a where a.booked_on is null
  union all
  select a.place, 'reference', 'finance.too_long', jsonb_build_object('most', 200) from asked as a where length(a.reference) > 200
  union all
  select a.place, 'payer', 'finance.too_long', jsonb_build_object('most', 200) from asked as a where length(a.payer) > 200;
end $$;

-- Brings a statement in; returns how many of its lines are new. As import_payments.
create or replace function private.import_bank(p_number bigint, p_rows jsonb) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.imports := private.hold_import(p_number, 'bank');
  made int;
begin
  perform private.require_none_wrong(count(*)::int, min(c.place)) from private.check_bank(p_rows) as c;
  insert into dashboard.bank_lines (organization_id, import_id, fingerprint, booked_on, currency, amount, reference, payer, details)
    select held.organization_id, held.id, s.fingerprint, s.booked_on, s.currency, s.amount, s.reference, s.payer, s.details
    from private.read_statement(p_rows) as s order by s.booked_on, s.place
    on conflict (organization_id, fingerprint) do nothing;
  get diagnostics made = row_count;
  perform private.close_import(p_number, made);
  return made;
end $$;

-- What an open line that came in may be, the best first: a payment that stands already, or money of a learner who owes.
-- Points: 60 for a code or an invoice in its words, 30 for the amount of an installment or of all that is owed, 20 for the
-- name, 90 for the reference of a payment. certain: at least 80, and nobody else comes near. Superadmin, admin and finance.
create or replace function private.propose_matches(p_lines uuid[])
returns table (line_id uuid, student_id uuid, student_code text, full_name text, act_id uuid, receipt text, points int, reasons text[], is_certain boolean)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_importer();
  return query
  with line as materialized (
    select l.id, l.currency::text as currency, l.amount, l.booked_on, l.reference, upper(concat_ws(' ', l.reference, l.details, l.payer)) as words,
           lower(concat_ws(' ', l.payer, l.details)) as names
    from dashboard.bank_lines as l
    where l.organization_id = (select private.org_id()) and l.id = any (p_lines) and l.status = 'open' and l.amount > 0),
  word as materialized (
    select distinct l.id, regexp_replace(w, '^INV-(.+)-\d\d(-\d+)?$', '\1') as code
    from line as l cross join lateral regexp_split_to_table(l.words, '[^A-Z0-9-]+') as w where w <> ''),
  coded as materialized (
    select distinct w.id, s.id as student_id from word as w
    join public.students as s on s.organization_id = (select private.org_id()) and s.student_code = w.code),
  named as materialized (
    select l.id, w.student_id
    from line as l cross join lateral (select distinct n from regexp_split_to_table(l.names, '[^[:alnum:]]+') as n where length(n) > 1) as said
    join dashboard.student_words as w on w.organization_id = (select private.org_id()) and w.word = said.n
    group by l.id, w.student_id having count(*) >= 2),
  -- by the amount of one installment, which an index finds; a late fee in it is met through a code or a name
  fitting as materialized (
    select distinct l.id, p.student_id from line as l
    join public.installment_plans as p on p.organization_id = (select private.org_id()) and p.remaining_milli = (l.amount * 1000)::bigint
      and p.remaining_milli > 0 and p.currency = l.currency and p.penalty_remaining_milli = 0),
  rare as (select f.id from fitting as f group by f.id having count(*) <= 3),
  candidate as materialized (
    select c.id, c.student_id from coded as c union select n.id, n.student_id from named as n
    union select f.id, f.student_id from fitting as f join rare as r on r.id = f.id),
  owing as materialized (
    select p.student_id, p.currency::text as currency, sum(p.remaining_milli + p.penalty_remaining_milli) / 1000.0 as whole,
           array_agg((p.remaining_milli + p.penalty_remaining_milli) / 1000.0) as parts
    from public.installment_plans as p
    where p.organization_id = (select private.org_id()) and p.student_id in (select c.student_id from candidate as c)
      and p.remaining_milli + p.penalty_remaining_milli > 0
    group by p.student_id, p.currency),
  entered as (
    select l.id, a.student_id, a.id as act_id, a.receipt_number, a.reference = l.reference as same_reference
    from line as l
    join dashboard.money_acts as a on a.organization_id = (select private.org_id()) and a.kind = 'payment' and a.method = 'bank_transfer'
      and a.currency = l.currency and a.amount = l.amount
      and (a.reference = l.reference or abs(a.occurred_on - l.booked_on) <= 3 and exists (
        select from coded as c where c.id = l.id and c.student_id = a.student_id union all
        select from named as n where n.id = l.id and n.student_id = a.student_id))
    where not exists (select from dashboard.bank_lines as b where b.organization_id = a.organization_id and b.act_id = a.id)),
  weighed as (
    select e.id, e.student_id, e.act_id, e.receipt_number, case when e.same_reference then 90 else 70 end as points,
           array[case when e.same_reference then 'recorded already, with this reference' else 'recorded already, of these days' end] as reasons
    from entered as e
    union all
    select c.id, c.student_id, null, null,
           60 * (x.by_code::int) + 30 * (x.by_amount::int) + 20 * (x.by_name::int),
           array_remove(array[case when x.by_code then 'the code is in its words' end,
                              case when x.by_amount then 'the amount is what is owed' end,
                              case when x.by_name then 'the name is in its words' end], null)
    from candidate as c join line as l on l.id = c.id
    join owing as o on o.student_id = c.student_id and o.currency = l.currency and l.amount <= o.whole
    cross join lateral (select
      exists (select from coded as k where k.id = c.id and k.student_id = c.student_id) as by_code,
      l.amount = o.whole or l.amount = any (o.parts) as by_amount,
      exists (select from named as n where n.id = c.id and n.student_id = c.student_id) as by_name) as x
    where not exists (select from entered as e where e.id = c.id and e.student_id = c.student_id)),
  ranked as (
    select w.*, row_number() over best as turn, lead(w.points) over best as next from weighed as w
    window best as (partition by w.id order by w.points desc, w.student_id, w.act_id nulls last))
  select r.id, r.student_id, s.student_code, s.full_name, r.act_id, r.receipt_number, r.points, r.reasons,
         r.turn = 1 and r.points >= 80 and r.points - coalesce(r.next, 0) >= 30
  from ranked as r join public.students as s on s.id = r.student_id
  where r.turn <= 3 order by r.id, r.turn;
end $$;

-- The open line of an id, locked. Raises finance.line_missing P0002, finance.line_over 55000.
create or replace function private.hold_bank_line(p_line uuid) returns dashboard.bank_lines
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.bank_lines;
begin
  perform private.require_importer();
  select l.* into held from dashboard.bank_lines as l where l.id = p_line for update;
  if not found then
    raise exception 'finance.line_missing' using errcode = 'P0002', detail = '{}';
  elsif held.status <> 'open' then
    raise exception 'finance.line_over' using errcode = '55000', detail = jsonb_build_object('status', held.status)::text;
  end if;
  return held;
end $$;

-- Matches a line that came in to money of a learner: to their payment that stands already and fits, where one is named, else to a
-- new one, by transfer, of its day, over the oldest that is owed. Superadmin, admin and finance who may record payments.
-- Returns the act. Raises finance.not_allowed 42501, finance.line_missing and people.student_missing P0002, finance.line_over
-- 55000, finance.act_does_not_fit 22023, and what record_payment raises.
create or replace function private.match_bank_line(p_line uuid, p_code text, p_receipt text default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.bank_lines := private.hold_bank_line(p_line);
  learner uuid;
  matched uuid;
begin
  learner := private.student_of_code(p_code);
  if held.amount < 0 or learner is null then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{"field": "student"}';
  end if;
  if p_receipt is not null then
    select a.id into matched from dashboard.money_acts as a
      where a.receipt_number = p_receipt and a.student_id = learner and a.kind = 'payment' and a.currency = held.currency and a.amount = held.amount
        and not exists (select from dashboard.bank_lines as b where b.act_id = a.id);
    if not found then
      raise exception 'finance.act_does_not_fit' using errcode = '22023', detail = '{"field": "student"}';
    end if;
  else
    matched := (private.record_payment(learner, held.amount, held.booked_on, 'bank_transfer', held.reference,
      left(concat_ws(' · ', 'Bank statement', held.payer, held.details), 2000), '[]', 'bank line ' || held.id, held.currency) ->> 'act')::uuid;
  end if;
  update dashboard.bank_lines as l
    set status = 'matched', act_id = matched, decided_by = private.actor_id(), decided_at = private.now() where l.id = p_line;
  perform private.log_admin_action(held.organization_id, 'bank_line_matched', 'bank_lines', p_line, 'Matched a line of the bank.',
    p_new => jsonb_build_object('act', matched, 'recorded', p_receipt is null), p_student => learner);
  return matched;
end $$;

-- The learner of a code, in the organisation of the actor.
create or replace function private.student_of_code(p_code text) returns uuid
language sql stable security definer set search_path = '' as $$
  select s.id from public.students as s where s.organization_id = private.org_id() and s.student_code = upper(btrim(p_code))
$$;

-- Sets a line aside with a reason: a fee of the bank, money between own accounts. Superadmin, admin and finance.
create or replace function private.ignore_bank_line(p_line uuid, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.bank_lines := private.hold_bank_line(p_line);
begin
  if coalesce(btrim(p_reason), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  update dashboard.bank_lines as l
    set status = 'ignored', ignored_reason = btrim(left(p_reason, 500)), decided_by = private.actor_id(), decided_at = private.now() where l.id = p_line;
  perform private.log_admin_action(held.organization_id, 'bank_line_ignored', 'bank_lines', p_line, 'Set a line of the bank aside.',
    p_new => jsonb_build_object('reason', btrim(left(p_reason, 500))));
end $$;

-- Matches every open line, oldest first, of which it is certain what it is; returns how many. One that the ledger refuses stays open
-- for a person: another line was what it would have been, its reference is used, its day is too long ago.
create or replace function private.match_certain_lines() returns int
language plpgsql security definer set search_path = '' as $$
declare
  line record;
  number int := 0;
begin
  perform private.require_importer();
  perform from dashboard.bank_lines as l where l.status = 'open' order by l.id for update;
  for line in
    select p.line_id, p.student_code, p.receipt from private.propose_matches(array(
      select l.id from dashboard.bank_lines as l where l.status = 'open' and l.amount > 0 order by l.booked_on, l.id limit 500)) as p
    join dashboard.bank_lines as l on l.id = p.line_id
    where p.is_certain order by l.booked_on, l.id
  loop
    begin
      perform private.match_bank_line(line.line_id, line.student_code, line.receipt);
      number := number + 1;
    exception when invalid_parameter_value or unique_violation then
      if sqlerrm not like 'finance.%' then
        raise;
      end if;
    end;
  end loop;
  return number;
end $$;

revoke all on function private.read_statement(jsonb), private.check_bank(jsonb), private.propose_matches(uuid[]), private.student_of_code(text) from public;
call private.hand_to_operations('private.import_bank(bigint, jsonb)', 'private.hold_bank_line(uuid)', 'private.match_bank_line(uuid, text, text)',
  'private.ignore_bank_line(uuid, text)', 'private.match_certain_lines()');
grant execute on function private.read_statement(jsonb), private.check_bank(jsonb), private.propose_matches(uuid[]), private.student_of_code(text)
  to growthos_operations;
grant execute on function private.check_bank(jsonb), private.import_bank(bigint, jsonb), private.propose_matches(uuid[]),
  private.match_bank_line(uuid, text, text), private.ignore_bank_line(uuid, text), private.match_certain_lines() to growthos_staff;
