-- Repeatable. Bank statements against the ledger: lines are brought in once each, and a match is a payment that record_payment
-- makes, one that stands already, or what the bank took back of one. What is looked up belongs to the owner and asks for the
-- organisation itself; what is written belongs to growthos_operations.

drop function if exists private.read_statement(jsonb);
-- The rows of a statement [{row, on, amount, paid_in, paid_out, way, currency, account, reference, payer, details}]: money in is
-- above nothing, and an account is the same however it is spelt: without blanks, in upper case. `nth` is which of several alike in
-- the file it is, of one account.
create function private.read_statement(p_rows jsonb)
returns table (place int, booked_on date, currency text, amount numeric, account text, reference text, payer text, details text, nth bigint)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with said as (
    select r."row" as place, r."on" as booked_on,
           coalesce(upper(btrim(r.currency)), (select c.default_currency::text from public.company_settings as c where c.organization_id = (select private.org_id()))) as currency,
           case r.way when 'in' then abs(m.amount) when 'out' then -abs(m.amount) else m.amount end as amount,
           nullif(upper(regexp_replace(r.account, '\s', '', 'g')), '') as account, nullif(btrim(r.reference), '') as reference, nullif(btrim(r.payer), '') as payer,
           nullif(btrim(r.details), '') as details
    from jsonb_to_recordset(p_rows) as r ("row" int, "on" date, amount numeric, paid_in numeric, paid_out numeric, way text, currency text,
                                          account text, reference text, payer text, details text)
    cross join lateral (select coalesce(r.amount, coalesce(r.paid_in, 0) - abs(coalesce(r.paid_out, 0))) as amount) as m)
  select s.*, row_number() over (partition by s.account, s.booked_on, s.currency, s.amount, s.reference, s.payer, s.details order by s.place)
  from said as s
$$;

-- The hash of what the bank says of a line, of its account, and of which of several alike it is.
create or replace function private.line_print(
  p_on date, p_currency text, p_amount numeric, p_reference text, p_payer text, p_details text, p_nth bigint, p_account text) returns bytea
language sql immutable parallel safe set search_path = '' as $$
  select sha256(convert_to((jsonb_build_array(p_on, p_currency, trim_scale(p_amount), p_reference, p_payer, p_details, p_nth)
    || case when p_account is null then '[]' else jsonb_build_array(p_account) end)::text, 'UTF8'))
$$;

drop function if exists private.known_lines(jsonb);
-- The rows of a statement beside the lines that stand. `same` is the line that a row is; nothing where it is new. Of a line whose
-- account is not known it is taken that it is of the account that the file says, and of one that the file does not say,
-- that it is any that no row of the file is which says its own. `turn` is which of several alike it then is.
create function private.known_lines(p_rows jsonb) returns table (place int, same uuid, turn bigint)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with asked as materialized (
    select s.place, s.account, s.nth, private.line_print(s.booked_on, s.currency, s.amount, s.reference, s.payer, s.details, 0, null) as words,
           s.booked_on, s.amount
    from private.read_statement(p_rows) as s),
  stands as materialized (
    select l.id, l.created_at, a.account, w.words, row_number() over (partition by a.account, w.words order by l.created_at, l.id) as nth
    from dashboard.bank_lines as l
    cross join lateral (select upper(regexp_replace(l.account, '\s', '', 'g')) as account) as a
    cross join lateral (select private.line_print(l.booked_on, l.currency::text, l.amount, l.reference, l.payer, l.details, 0, null) as words) as w
    where l.organization_id = (select private.org_id()) and l.booked_on between (select min(a.booked_on) from asked as a) and (select max(a.booked_on) from asked as a)
      and exists (select from asked as a where a.booked_on = l.booked_on and a.amount = l.amount)),
  own as materialized (
    select a.place, a.words, a.account, a.nth, s.id
    from asked as a left join stands as s on s.words = a.words and s.account = a.account and s.nth = a.nth where a.account is not null),
  rest as (
    select o.place, o.words, row_number() over (partition by o.words order by o.account, o.nth) as nth from own as o where o.id is null),
  said as materialized (
    select o.place, o.words, coalesce(o.id, s.id) as id
    from own as o left join rest as r on r.place = o.place left join stands as s on s.words = r.words and s.account is null and s.nth = r.nth),
  others as (
    select s.id, s.words, row_number() over (partition by s.words order by s.created_at, s.id) as nth
    from stands as s where not exists (select from said as d where d.id = s.id))
  select a.place, coalesce(d.id, o.id), a.nth + case when a.account is null then count(d.id) over (partition by a.words) else 0 end
  from asked as a left join said as d on d.place = a.place
  left join others as o on a.account is null and o.words = a.words and o.nth = a.nth
$$;

-- How many rows of a statement are lines that stand, and would be left out. Superadmin, admin and finance.
create or replace function private.count_known_lines(p_rows jsonb) returns int
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_importer();
  return (select count(*) from private.known_lines(p_rows) as k where k.same is not null);
end $$;

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
  select a.place, 'on', 'finance.not_yet', '{}' from asked as a where a.booked_on > (select private.today())
  union all
  select a.place, 'on', 'finance.date_invalid', jsonb_build_object('first', date '1990-01-01', 'last', (select private.today()))
    from asked as a where a.booked_on < date '1990-01-01'
  union all
  select a.place, 'on', 'finance.day_required', '{}' from asked as a where a.booked_on is null
  union all
  select a.place, w.field, 'finance.too_long', jsonb_build_object('most', 200)
    from asked as a cross join lateral (values ('account', a.account), ('reference', a.reference), ('payer', a.payer)) as w (field, said)
    where length(w.said) > 200;
end $$;

-- Brings a statement in; returns how many of its lines are new. As import_payments.
create or replace function private.import_bank(p_number bigint, p_rows jsonb) returns int
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.imports := private.hold_import(p_number, 'bank');
  made int;
begin
  perform private.plan_once();
  perform private.require_none_wrong(count(*)::int, min(c.place)) from private.check_bank(p_rows) as c;
  perform pg_advisory_xact_lock(hashtextextended('growthos.bank ' || held.organization_id, 0));
  with known as materialized (select * from private.known_lines(p_rows)),
  said as materialized (
    select s.*, k.same, private.line_print(s.booked_on, s.currency, s.amount, s.reference, s.payer, s.details, k.turn, s.account) as fingerprint
    from private.read_statement(p_rows) as s join known as k on k.place = s.place),
  learnt as (
    update dashboard.bank_lines as l set account = s.account, fingerprint = s.fingerprint
      from said as s where l.id = s.same and l.account is null and s.account is not null returning l.id)
  insert into dashboard.bank_lines (organization_id, import_id, fingerprint, booked_on, currency, amount, account, reference, payer, details)
    select held.organization_id, held.id, s.fingerprint, s.booked_on, s.currency, s.amount, s.account, s.reference, s.payer, s.details
    -- what is learnt first: a line that no longer stands without its account makes room
    from said as s where s.same is null and (select count(*) from learnt) >= 0 order by s.booked_on, s.place;
  get diagnostics made = row_count;
  perform private.close_import(p_number, made);
  return made;
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

drop function if exists private.match_bank_line(uuid, text, text);
-- Matches a line to money of a learner: to what stands already and fits, where an act is named, else to a new payment, by transfer,
-- of its day, on the parts that are named [{installment, amount}], else over the oldest that is owed. A line that went out is a refund that
-- stands, or takes a payment back. Superadmin, admin and finance who may record payments. Returns the act.
-- Raises finance.not_allowed 42501, finance.line_missing and people.student_missing P0002, finance.line_over 55000,
-- finance.act_does_not_fit 22023, and what record_payment raises.
create or replace function private.match_bank_line(p_line uuid, p_code text, p_act uuid default null, p_lines jsonb default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.bank_lines := private.hold_bank_line(p_line);
  learner constant uuid := private.student_of_code(p_code);
  -- One that was entered these days, and is on no line, is left, and refused as used: it may be this very money.
  reference constant text := case when private.is_entered(held.reference, held.booked_on) then held.reference
                                  else private.next_reference(held.reference, held.booked_on) end;
  stands text;
  matched uuid;
begin
  if learner is null or held.amount < 0 and p_act is null then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{"field": "student"}';
  end if;
  select a.kind into stands from dashboard.money_acts as a
    where a.id = p_act and a.student_id = learner and a.currency = held.currency and a.amount = abs(held.amount)
      and a.kind = any (case when held.amount > 0 then array['payment'] else array['payment', 'refund'] end)
      and a.method <> 'cash' and not private.is_undone(a.id) and a.undoes_id is null
      and (held.amount < 0 and a.kind = 'payment' or not exists (select from dashboard.bank_lines as b where b.act_id = a.id));
  if p_act is not null and stands is null then
    raise exception 'finance.act_does_not_fit' using errcode = '22023', detail = '{"field": "student"}';
  end if;
  matched := case
    when p_act is null then (private.record_payment(learner, held.amount, held.booked_on, 'bank_transfer', reference,
      left(concat_ws(' · ', 'Bank statement', held.payer, held.details), 2000), '[]', private.key_of_line(held), held.currency, p_lines) ->> 'act')::uuid
    when held.amount < 0 and stands = 'payment' then private.take_back(held, p_act)
    else p_act end;
  update dashboard.bank_lines as l
    set status = 'matched', act_id = matched, decided_by = private.actor_id(), decided_at = private.now() where l.id = p_line;
  perform private.log_admin_action(held.organization_id, 'bank_line_matched', 'bank_lines', p_line, 'Matched a line of the bank.',
    p_new => jsonb_build_object('act', matched, 'recorded', p_act is distinct from matched), p_student => learner);
  return matched;
end $$;

-- A reference that no transfer has: a standing order has one for all its months, so that the day stands behind it from the second on.
create or replace function private.next_reference(p_reference text, p_on date) returns text
language sql stable security definer set search_path = '' as $$
  select tries.said
  from (select 0 as n, p_reference as said union all
        select n, left(p_reference, 170) || ' / ' || p_on || case when n = 1 then '' else ' / ' || n end from generate_series(1, 100) as n) as tries
  where not exists (
    select from dashboard.money_acts as a where a.organization_id = private.org_id() and a.method = 'bank_transfer' and a.reference = tries.said
      and not exists (select from dashboard.money_acts as u where u.organization_id = a.organization_id and u.undoes_id = a.id))
  order by tries.n limit 1
$$;

-- Whether a reference is that of a transfer of these days which is on no line yet.
create or replace function private.is_entered(p_reference text, p_on date) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from dashboard.money_acts as a
    where a.organization_id = private.org_id() and a.method = 'bank_transfer' and a.reference = p_reference and abs(coalesce(a.belongs_to, a.occurred_on) - p_on) <= 15
      and not exists (select from dashboard.bank_lines as b where b.organization_id = a.organization_id and b.act_id = a.id)
      and not exists (select from dashboard.money_acts as u where u.organization_id = a.organization_id and u.undoes_id = a.id))
$$;

-- The bank took a payment back, all of it: what it paid is owed again. That is no decision of the school, so that it takes neither the office
-- nor a second person, and nobody is told that money is on its way. It counts on the day of the line, and not before the payment does. Returns the act. Raises finance.act_does_not_fit 22023.
create or replace function private.take_back(p_line dashboard.bank_lines, p_act uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  paid record;
  act uuid;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select a.student_id, coalesce(a.belongs_to, a.occurred_on) as occurred_on, greatest(a.occurred_on, p_line.booked_on) as back_on, a.receipt_number, s.user_id into paid
    from dashboard.money_acts as a join public.students as s on s.id = a.student_id where a.id = p_act;
  perform from public.installment_plans as p
    where p.id in (select l.installment_id from public.installment_payments as l where l.act_id = p_act) order by p.id for update;
  if paid.occurred_on > p_line.booked_on or not private.is_whole(p_act) then
    raise exception 'finance.act_does_not_fit' using errcode = '22023', detail = '{"field": "student"}';
  end if;
  insert into dashboard.money_acts as a (student_id, kind, currency, amount, method, reference, occurred_on, belongs_to, reason, notes, proof_files, idempotency_key, request_hash)
    values (paid.student_id, 'refund', p_line.currency, -p_line.amount, 'bank_transfer', private.next_reference(p_line.reference, p_line.booked_on),
      paid.back_on, case when paid.back_on > p_line.booked_on then p_line.booked_on end,
      format('The bank took %s back.', paid.receipt_number), left(concat_ws(' · ', 'Bank statement', p_line.payer, p_line.details), 2000), '[]',
      private.key_of_line(p_line), private.hash_of(jsonb_build_object('act', 'take back', 'payment', p_act)))
    returning a.id into act;
  insert into public.installment_payments (organization_id, act_id, installment_id, student_id, entry_type, amount, fee_amount, reverses_id)
    select p_line.organization_id, act, l.installment_id, l.student_id, 'refund', l.amount, l.fee_amount, l.id
    from public.installment_payments as l where l.act_id = p_act and l.entry_type = 'payment';
  perform private.log_admin_action(p_line.organization_id, 'invoice_refunded', 'money_acts', act,
    format('The bank took %s back: %s %s.', paid.receipt_number, p_line.currency, round(-p_line.amount, private.currency_exponent(p_line.currency))),
    p_new => jsonb_build_object('amount', -p_line.amount, 'currency', p_line.currency, 'receipt', paid.receipt_number, 'occurred_on', p_line.booked_on),
    p_student => paid.student_id);
  perform private.log_activity(p_line.organization_id, paid.student_id, 'refund_recorded', 'money_acts', act, p_visibility => 'staff');
  perform private.notify(paid.user_id, 'refund_processed', 'Your bank took a payment back',
    format('%s %s are owed again.', p_line.currency, round(-p_line.amount, private.currency_exponent(p_line.currency))), p_dedupe => act::text);
  return act;
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
    select p.line_id, p.student_code, p.act_id, p.lines from private.propose_matches(array(
      select l.id from dashboard.bank_lines as l where l.status = 'open' order by l.booked_on, l.id limit 500)) as p
    join dashboard.bank_lines as l on l.id = p.line_id
    where p.is_certain order by l.booked_on, l.id
  loop
    begin
      perform private.match_bank_line(line.line_id, line.student_code, line.act_id, line.lines);
      number := number + 1;
    exception when invalid_parameter_value or unique_violation then
      if sqlerrm not like 'finance.%' then
        raise;
      end if;
    end;
  end loop;
  return number;
end $$;

revoke all on function private.read_statement(jsonb), private.known_lines(jsonb), private.count_known_lines(jsonb), private.check_bank(jsonb), private.student_of_code(text),
  private.next_reference(text, date), private.is_entered(text, date),
  private.line_print(date, text, numeric, text, text, text, bigint, text) from public;
call private.hand_to_operations('private.import_bank(bigint, jsonb)', 'private.hold_bank_line(uuid)', 'private.match_bank_line(uuid, text, uuid, jsonb)',
  'private.take_back(dashboard.bank_lines, uuid)', 'private.ignore_bank_line(uuid, text)', 'private.match_certain_lines()');
grant execute on function private.read_statement(jsonb), private.known_lines(jsonb), private.check_bank(jsonb), private.student_of_code(text),
  private.next_reference(text, date), private.is_entered(text, date), private.line_print(date, text, numeric, text, text, text, bigint, text) to growthos_operations;
grant execute on function private.check_bank(jsonb), private.count_known_lines(jsonb), private.import_bank(bigint, jsonb),
  private.match_bank_line(uuid, text, uuid, jsonb), private.ignore_bank_line(uuid, text), private.match_certain_lines() to growthos_staff;
