-- Repeatable. A line of the bank that was matched wrongly is open again. What its match had entered is taken out by an act that points
-- at it, of the same kind, way and day, below nothing: as it was known then nothing moves, and what is known now adds up as if it had
-- never been. What is looked up belongs to the owner and asks for the organisation itself; what is written belongs to growthos_operations.

-- The key of what the match of a line enters: another one after each match that was undone.
create or replace function private.key_of_line(p_line dashboard.bank_lines) returns text
language sql immutable parallel safe set search_path = '' as $$
  select 'bank line ' || p_line.id || case when p_line.undone > 0 then ' ' || p_line.undone else '' end
$$;

-- Whether an act was taken out again.
create or replace function private.is_undone(p_act uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from dashboard.money_acts as u where u.organization_id = private.org_id() and u.undoes_id = p_act)
$$;

-- What a line is matched to. `is_entered`: by this match, and not before it. Superadmin, admin and finance; `needs_second` is whether the
-- caller would have to ask somebody.
create or replace function private.match_of_line(p_line uuid)
returns table (act_id uuid, student_id uuid, full_name text, kind text, currency text, amount numeric, receipt text, occurred_on date, parts text,
               is_entered boolean, needs_second boolean)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_importer();
  return query
  select a.id, a.student_id, s.full_name, a.kind, a.currency::text, a.amount, coalesce(a.receipt_number, returned.receipt_number), a.occurred_on, (
           select string_agg(i.invoice_number || '-' || p.installment_number, ', ' order by i.invoice_number, p.installment_number)
           from public.installment_payments as y
           join public.installment_plans as p on p.organization_id = y.organization_id and p.id = y.installment_id
           join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
           where y.organization_id = a.organization_id and y.act_id = a.id), k.is_own,
         k.is_own and a.kind = 'payment' and private.is_above_limit(a.student_id, a.amount, a.currency)
  from dashboard.bank_lines as l
  join dashboard.money_acts as a on a.organization_id = l.organization_id and a.id = l.act_id
  join public.students as s on s.organization_id = a.organization_id and s.id = a.student_id
  cross join lateral (select a.idempotency_key = private.key_of_line(l) as is_own) as k
  left join lateral (
    select r.receipt_number from public.installment_payments as y
    join public.installment_payments as back on back.organization_id = y.organization_id and back.id = y.reverses_id
    join dashboard.money_acts as r on r.organization_id = back.organization_id and r.id = back.act_id
    where y.organization_id = a.organization_id and y.act_id = a.id limit 1) as returned on true
  where l.organization_id = (select private.org_id()) and l.id = p_line;
end $$;

drop function if exists private.unmatch_bank_line(uuid, text);
-- Undoes the match of a line to an act. Superadmin and admin; above the limit of one person somebody else has to agree. Returns {act}: what took
-- out what the match had entered, nothing where it had entered nothing; the same key once more gives the same, with `again`. Raises
-- finance.not_allowed 42501, finance.reason_required 22023, finance.line_missing P0002, finance.line_not_matched where the line is matched
-- to something else by now, finance.moved_on and finance.needs_second 55000.
create or replace function private.unmatch_bank_line(p_line uuid, p_act uuid, p_reason text, p_key text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select private.undo_match(p_line, p_act, p_reason, p_key, false)
$$;

drop function if exists private.undo_match(uuid, text, boolean);

-- The same, agreed to by a second person or not.
create or replace function private.undo_match(p_line uuid, p_act uuid, p_reason text, p_key text, p_agreed boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.bank_lines;
  stands record;
  act uuid;
begin
  perform private.require_office(p_reason);
  select m.* into stands from private.match_of_line(p_line) as m;
  if stands.student_id is not null then
    perform private.hold_letting_go(stands.student_id);
  end if;
  select l.* into held from dashboard.bank_lines as l where l.id = p_line for update;
  if not found then
    raise exception 'finance.line_missing' using errcode = 'P0002', detail = '{}';
  elsif held.undone_with = p_key then
    return jsonb_build_object('act', (select a.id from dashboard.money_acts as a where a.undoes_id = p_act), 'again', true);
  elsif held.act_id is null or p_act is null or held.act_id is distinct from stands.act_id or held.act_id <> p_act then
    raise exception 'finance.line_not_matched' using errcode = '55000', detail = '{}';
  elsif stands.is_entered then
    act := private.take_out(stands.act_id, p_reason, p_agreed);
  end if;
  update dashboard.bank_lines as l
    set status = 'open', act_id = null, decided_by = null, decided_at = null, undone = l.undone + 1, undone_with = p_key where l.id = p_line;
  if not p_agreed then
    perform private.overtake_unmatching(p_line, p_act);
  end if;
  perform private.log_admin_action(held.organization_id, 'bank_line_unmatched', 'bank_lines', p_line, 'Undid the match of a line of the bank.',
    p_old => jsonb_build_object('act', stands.act_id), p_new => jsonb_strip_nulls(jsonb_build_object('undone_by', act, 'reason', btrim(p_reason))),
    p_student => stands.student_id);
  return jsonb_build_object('act', act);
end $$;

drop function if exists private.left_for(uuid);
-- Takes an act out that was no money of this learner: a payment is owed again, of a place that has gone meanwhile, too (to credit that
-- is an act of its own, within the limit of whoever does it), and what the bank was said to have taken back counts
-- again; each line of the ledger by the same once more, below nothing, which points at the payment that it is about. Raises finance.moved_on 55000 where something else has happened to it.
create or replace function private.take_out(p_act uuid, p_reason text, p_agreed boolean) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  was record;
  act uuid;
begin
  perform from public.installment_plans as p
    where p.id in (select l.installment_id from public.installment_payments as l where l.act_id = p_act) order by p.id for update;
  select a.organization_id, a.student_id, a.kind, a.currency, a.amount, a.method, a.occurred_on, a.belongs_to into was
    from dashboard.money_acts as a where a.id = p_act;
  if not private.is_whole(p_act) or exists (
    select from public.installment_payments as l
    join public.installment_plans as p on p.id = l.installment_id
    where l.act_id = p_act and l.entry_type = 'refund' and (
      l.amount - l.fee_amount > p.remaining_milli / 1000.0 or l.fee_amount > p.penalty_remaining_milli / 1000.0)) then
    raise exception 'finance.moved_on' using errcode = '55000', detail = '{}';
  elsif was.kind = 'payment' then
    perform private.let_go(was.student_id, 'unmatch', was.amount, was.currency, p_agreed);
  end if;
  insert into dashboard.money_acts as a (student_id, kind, currency, amount, method, occurred_on, belongs_to, reason, notes, proof_files, idempotency_key, request_hash, undoes_id)
    values (was.student_id, was.kind, was.currency, -was.amount, was.method, was.occurred_on, was.belongs_to,
      btrim(p_reason), 'A line of the bank was matched wrongly. No money moved.', '[]', 'undone ' || p_act,
      private.hash_of(jsonb_build_object('act', 'undo', 'of', p_act)), p_act)
    returning a.id into act;
  insert into public.installment_payments (organization_id, act_id, installment_id, student_id, entry_type, amount, fee_amount, reverses_id)
    select was.organization_id, act, l.installment_id, l.student_id, l.entry_type, -l.amount, -l.fee_amount, coalesce(l.reverses_id, l.id)
    from public.installment_payments as l where l.act_id = p_act;
  perform private.restore_promises(p_act);
  perform private.note_taken_out(act, was.kind);
  return act;
end $$;

-- Writes of it into the audit, and tells the learner: of what was said to have come, or gone, before.
create or replace function private.note_taken_out(p_act uuid, p_was text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  act record;
begin
  select a.id, a.organization_id, a.student_id, a.currency, a.amount, a.reason, a.undoes_id, a.occurred_on, s.user_id,
         format('%s %s', a.currency, round(abs(a.amount), private.currency_exponent(a.currency))) as words into act
    from dashboard.money_acts as a join public.students as s on s.id = a.student_id where a.id = p_act;
  perform private.log_admin_action(act.organization_id, case p_was when 'payment' then 'invoice_refunded' else 'invoice_paid' end, 'money_acts', act.id,
    format('Took out %s, which a line of the bank was matched to wrongly.', act.words),
    p_new => jsonb_build_object('amount', act.amount, 'currency', act.currency, 'undoes', act.undoes_id, 'occurred_on', act.occurred_on, 'reason', act.reason),
    p_student => act.student_id);
  perform private.notify(act.user_id, case p_was when 'payment' then 'refund_processed' else 'invoice_paid' end,
    case p_was when 'payment' then 'A payment was entered for you by mistake' else 'Your payment counts after all' end,
    format(case p_was when 'payment' then '%s do not count as paid.' else '%s count as paid again.' end, act.words), p_dedupe => act.id::text);
end $$;

revoke all on function private.key_of_line(dashboard.bank_lines), private.is_undone(uuid), private.match_of_line(uuid) from public;
call private.hand_to_operations('private.unmatch_bank_line(uuid, uuid, text, text)', 'private.undo_match(uuid, uuid, text, text, boolean)',
  'private.take_out(uuid, text, boolean)', 'private.note_taken_out(uuid, text)');
grant execute on function private.key_of_line(dashboard.bank_lines), private.is_undone(uuid), private.match_of_line(uuid) to growthos_operations;
grant execute on function private.match_of_line(uuid), private.unmatch_bank_line(uuid, uuid, text, text) to growthos_staff;
