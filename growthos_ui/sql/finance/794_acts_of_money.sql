-- Repeatable. How an act of money is written: once for its key, whole, with its lines. Belongs to growthos_operations and is
-- called by nobody but the functions beside it.

-- Two who send one form at once wait for each other: its key is held until the end. `p_of` is whose keys they are.
create or replace function private.hold_key(p_of text, p_key text) returns void
language sql security definer set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('growthos.' || p_of || ' ' || private.org_id() || ' ' || p_key, 0)) where p_key is not null
$$;

-- Refuses a key that stands for another request; null is a new key. Raises finance.key_used 23505.
create or replace function private.require_same(p_is_same boolean) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not p_is_same then
    raise exception 'finance.key_used' using errcode = '23505', detail = '{}';
  end if;
end $$;

-- Finds the act of a key. Null for a new one; the first answer for the same request; refused for another.
create or replace function private.same_act(p_key text, p_asked jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  act record;
begin
  perform private.hold_key('money', p_key);
  select k.id, k.is_same into act from private.act_of_key(p_key, p_asked) as k;
  perform private.require_same(act.is_same);
  return private.act_answer(act.id) || '{"again": true}';
end $$;

-- The act that a key stands for here, and whether it was the same request. Keys and hashes are shown to nobody.
create or replace function private.act_of_key(p_key text, p_asked jsonb, out id uuid, out is_same boolean)
language sql stable security definer set search_path = '' as $$
  select a.id, a.request_hash = private.hash_of(p_asked)
  from dashboard.money_acts as a where a.organization_id = private.org_id() and a.idempotency_key = p_key
$$;

-- The hash of a request, by which two with one key are told apart.
create or replace function private.hash_of(p_asked jsonb) returns bytea
language sql immutable parallel safe set search_path = '' as $$
  select sha256(convert_to(p_asked::text, 'UTF8'))
$$;

-- What a caller is told of an act; and where it counts, if the books of its own month are closed.
create or replace function private.act_answer(p_act uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('act', a.id, 'receipt', a.receipt_number, 'amount', a.amount::text, 'currency', a.currency,
    'lines', (select jsonb_agg(jsonb_build_object('entry', l.id, 'installment', l.installment_id, 'amount', l.amount::text, 'fee', l.fee_amount::text) order by l.id)
              from public.installment_payments as l where l.act_id = a.id))
    || case when a.belongs_to is null then '{}' else jsonb_build_object('on', a.occurred_on, 'belongs_to', a.belongs_to) end
  from dashboard.money_acts as a where a.id = p_act
$$;

-- Writes the act and its lines [{installment, amount, fee, reverses}]. What follows for parts, bills, places and learners is the
-- ledger's trigger's. Raises finance.method_invalid 22023 and finance.reference_used 23505.
create or replace function private.write_act(
  p_kind text, p_student uuid, p_currency text, p_lines jsonb, p_on date, p_method text, p_reference text, p_reason text, p_notes text,
  p_proofs jsonb, p_key text, p_asked jsonb
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  reference constant text := nullif(btrim(p_reference), '');
  act record;
begin
  perform private.require_method(p_kind, p_method);
  perform private.require_new_reference(p_method, reference);
  insert into dashboard.money_acts as a (student_id, kind, currency, amount, method, reference, occurred_on, reason, notes, proof_files,
                                         idempotency_key, request_hash)
    select p_student, p_kind, p_currency, sum(l.amount), p_method, reference, p_on, nullif(btrim(p_reason), ''), nullif(btrim(p_notes), ''),
           coalesce(p_proofs, '[]'), coalesce(p_key, gen_random_uuid()::text), private.hash_of(p_asked)
    from jsonb_to_recordset(p_lines) as l (amount numeric)
    returning a.id, a.organization_id into act;
  insert into public.installment_payments (organization_id, act_id, installment_id, student_id, entry_type, amount, fee_amount, reverses_id)
    select act.organization_id, act.id, l.installment, p_student, p_kind, l.amount, coalesce(l.fee, 0), l.reverses
    from jsonb_to_recordset(p_lines) as l (installment uuid, amount numeric, fee numeric, reverses uuid);
  perform private.note_act(act.id);
  return private.act_answer(act.id);
end $$;

-- Refuses a way of moving money that this kind of act does not have.
create or replace function private.require_method(p_kind text, p_method text) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if p_kind = 'payment' and coalesce(p_method, '') not in ('bank_transfer', 'card', 'cash', 'cheque', 'online', 'other')
     or p_kind = 'refund' and coalesce(p_method, '') not in ('bank_transfer', 'original_method', 'cash', 'cheque', 'other') then
    raise exception 'finance.method_invalid' using errcode = '22023', detail = '{"field": "method"}';
  end if;
end $$;

-- Refuses a reference that another act of this method has, which was not undone.
create or replace function private.require_new_reference(p_method text, p_reference text) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  used record;
begin
  select a.receipt_number, a.occurred_on into used from dashboard.money_acts as a
    where a.method = p_method and a.reference = p_reference and a.organization_id = private.org_id()
      and not exists (select from dashboard.money_acts as u where u.organization_id = a.organization_id and u.undoes_id = a.id);
  if found then
    raise exception 'finance.reference_used' using errcode = '23505', detail = jsonb_build_object(
      'field', 'reference', 'receipt', coalesce(used.receipt_number, 'a refund'), 'on', used.occurred_on)::text;
  end if;
end $$;

-- Writes of an act into the audit and the learner's activity, and tells the learner.
create or replace function private.note_act(p_act uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  act record;
begin
  select a.id, a.organization_id, a.student_id, a.kind, a.currency, a.amount, a.method, a.receipt_number, a.occurred_on, a.belongs_to, a.reason, s.user_id
    into act from dashboard.money_acts as a
    join public.students as s on s.organization_id = a.organization_id and s.id = a.student_id where a.id = p_act;
  perform private.log_admin_action(act.organization_id,
    case act.kind when 'payment' then 'invoice_paid' when 'refund' then 'invoice_refunded' when 'write_off' then 'written_off' else 'credited' end,
    'money_acts', act.id, format('%s of %s %s.', initcap(replace(act.kind, '_', ' ')), act.currency,
      round(act.amount, private.currency_exponent(act.currency))),
    p_new => jsonb_strip_nulls(jsonb_build_object('amount', act.amount, 'currency', act.currency, 'method', act.method, 'receipt', act.receipt_number,
      'occurred_on', act.occurred_on, 'belongs_to', act.belongs_to, 'reason', act.reason)), p_student => act.student_id);
  if act.kind in ('payment', 'refund') then
    perform private.log_activity(act.organization_id, act.student_id, case act.kind when 'payment' then 'invoice_paid' else 'refund_recorded' end,
      'money_acts', act.id, p_visibility => 'staff');
    perform private.notify(act.user_id, case act.kind when 'payment' then 'invoice_paid' else 'refund_processed' end,
      case act.kind when 'payment' then 'Your payment has arrived' else 'Your refund is on its way' end,
      format('%s %s.', act.currency, round(act.amount, private.currency_exponent(act.currency))), p_dedupe => act.id::text);
    perform private.queue_mail(case act.kind when 'payment' then 'invoice_paid' else 'refund_processed' end, act.student_id, p_act => act.id);
  end if;
end $$;

call private.hand_to_operations('private.same_act(text, jsonb)', 'private.note_act(uuid)',
  'private.write_act(text, uuid, text, jsonb, date, text, text, text, text, jsonb, text, jsonb)');
grant execute on function private.hash_of(jsonb), private.require_method(text, text), private.require_new_reference(text, text),
  private.act_answer(uuid), private.act_of_key(text, jsonb), private.hold_key(text, text), private.require_same(boolean) to growthos_operations;
