-- Repeatable. Four eyes: an act above the limit is asked for, tried and undone, and waits; a second person lets the same
-- function do it, or declines. Belongs to growthos_operations.

-- Does what was asked for, agreed to. Returns {student, currency, amount, act, about}. For the functions below.
create or replace function private.do_agreed(p_kind text, p_request jsonb, p_key text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  answer jsonb;
  bill public.invoices;
begin
  if p_kind = 'discount' then
    select i.* into bill from public.invoices as i where i.id = (p_request ->> 'invoice')::uuid;
    return jsonb_build_object('student', bill.student_id, 'currency', bill.currency, 'about', bill.invoice_number,
      'amount', bill.amount - private.make_cheaper((p_request ->> 'invoice')::uuid, p_request -> 'discount', true));
  end if;
  answer := case p_kind
    when 'refund' then private.return_money(p_request -> 'lines', p_request ->> 'method', p_request ->> 'reason', (p_request ->> 'on')::date,
      (p_request ->> 'owed')::boolean, (p_request ->> 'suspend')::boolean, p_request ->> 'reference', p_request ->> 'notes', p_key, true)
    when 'write_off' then private.write_off((p_request ->> 'installment')::uuid, p_request ->> 'reason', p_key, true)
    when 'credit' then private.credit((p_request ->> 'installment')::uuid, (p_request ->> 'amount')::numeric, p_request ->> 'reason', p_key, true)
  end;
  return (
    select jsonb_build_object('student', a.student_id, 'currency', a.currency, 'amount', a.amount, 'act', a.id, 'about', left((
      select string_agg(distinct i.invoice_number || '-' || p.installment_number, ', ')
      from public.installment_payments as l
      join public.installment_plans as p on p.id = l.installment_id
      join public.invoices as i on i.id = l.invoice_id where l.act_id = a.id), 400))
    from dashboard.money_acts as a where a.id = (answer ->> 'act')::uuid);
end $$;

-- What the act would move: it is done as if agreed to, and undone.
create or replace function private.tried_as_agreed(p_kind text, p_request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  told text;
begin
  begin
    told := private.do_agreed(p_kind, p_request, null)::text;
    raise exception 'finance.tried' using errcode = 'GR001', detail = coalesce(told, '{}');
  exception when sqlstate 'GR001' then
    get stacked diagnostics told = pg_exception_detail;
  end;
  return told::jsonb;
end $$;

-- Asks a second person for an act above the limit. Superadmin and admin. Returns {approval, currency, amount}. Raises whatever the act itself does,
-- finance.no_second_needed 55000, finance.key_used 23505 and finance.request_invalid 22023.
create or replace function private.ask_for_approval(p_kind text, p_request jsonb, p_reason text, p_key text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  key constant text := coalesce(p_key, gen_random_uuid()::text);
  found_one record;
  would jsonb;
begin
  perform private.require_office(p_reason);
  perform pg_advisory_xact_lock(hashtextextended('growthos.approval ' || private.org_id() || ' ' || key, 0));
  select a.id, a.currency, a.amount, a.is_same into found_one from private.approval_of_key(key, p_kind, p_request) as a;
  if found_one.id is null then
    if p_kind is null or p_kind not in ('refund', 'write_off', 'credit', 'discount') or jsonb_typeof(p_request) is distinct from 'object' then
      raise exception 'finance.request_invalid' using errcode = '22023', detail = '{}';
    end if;
    would := private.tried_as_agreed(p_kind, p_request);
    if (would ->> 'amount') is null or not (would ->> 'amount')::numeric > private.approval_limit(would ->> 'currency')
       or private.approval_limit(would ->> 'currency') is null then
      raise exception 'finance.no_second_needed' using errcode = '55000', detail = '{}';
    end if;
    insert into dashboard.money_approvals as a (student_id, kind, currency, amount, about, reason, request, idempotency_key)
      values ((would ->> 'student')::uuid, p_kind, would ->> 'currency', (would ->> 'amount')::numeric, would ->> 'about', btrim(p_reason), p_request, key)
      returning a.id, a.currency::text, a.amount, true into found_one;
    perform private.note_approval(found_one.id, 'approval_asked', 'Asked a second person for an act of money.');
    perform private.notify_roles(private.org_id(), array['superadmin', 'admin'], 'approval_asked', 'An act of money waits for a second person',
      format('%s %s.', found_one.currency, round(found_one.amount, private.currency_exponent(found_one.currency))), '/finance/approvals', found_one.id::text);
  elsif not found_one.is_same then
    raise exception 'finance.key_used' using errcode = '23505', detail = '{}';
  end if;
  return jsonb_build_object('approval', found_one.id, 'currency', found_one.currency, 'amount', found_one.amount::text);
end $$;

-- What was asked for with a key, and whether it was the same. Keys are shown to nobody.
create or replace function private.approval_of_key(p_key text, p_kind text, p_request jsonb, out id uuid, out currency text, out amount numeric, out is_same boolean)
language sql stable security definer set search_path = '' as $$
  select a.id, a.currency, a.amount, a.kind = p_kind and a.request = p_request
  from dashboard.money_approvals as a where a.organization_id = private.org_id() and a.idempotency_key = p_key
$$;

-- Agrees to what somebody else asked for, which is then done in the same transaction, or declines it with a note. Superadmin and admin, and never
-- who asked. Returns {approval, status, act}. Raises finance.not_allowed and finance.own_approval 42501, finance.approval_missing
-- P0002, finance.approval_settled 55000, finance.reason_required 22023, and whatever the act itself does.
create or replace function private.decide_approval(p_approval uuid, p_agree boolean, p_note text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked record;
  done jsonb;
begin
  asked := private.hold_approval(p_approval);
  if asked.asked_by = private.actor_id() then
    raise exception 'finance.own_approval' using errcode = '42501', detail = '{}';
  elsif p_agree is not true and coalesce(btrim(p_note), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "note"}';
  elsif p_agree then
    done := private.do_agreed(asked.kind, asked.request, 'approval ' || asked.id);
    if (done ->> 'amount')::numeric is distinct from asked.amount then
      raise exception 'finance.approval_differs' using errcode = '55000', detail = jsonb_build_object(
        'amount', round(asked.amount, private.currency_exponent(asked.currency))::text,
        'now', round((done ->> 'amount')::numeric, private.currency_exponent(asked.currency))::text, 'currency', asked.currency)::text;
    end if;
  end if;
  return private.settle_approval(asked.id, case when p_agree then 'approved' else 'declined' end, p_note, (done ->> 'act')::uuid);
end $$;

-- Takes back what one asked for oneself. Raises finance.not_allowed and finance.not_own_approval 42501, finance.approval_missing P0002, finance.approval_settled 55000.
create or replace function private.withdraw_approval(p_approval uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked record;
begin
  asked := private.hold_approval(p_approval);
  if asked.asked_by <> private.actor_id() then
    raise exception 'finance.not_own_approval' using errcode = '42501', detail = '{}';
  end if;
  return private.settle_approval(asked.id, 'withdrawn', null, null);
end $$;

-- Locks what still waits.
create or replace function private.hold_approval(
  p_approval uuid, out id uuid, out kind text, out currency text, out amount numeric, out request jsonb, out asked_by uuid)
language plpgsql security definer set search_path = '' as $$
declare
  found_status text;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select a.id, a.kind, a.currency, a.amount, a.request, a.asked_by, a.status into id, kind, currency, amount, request, asked_by, found_status
    from dashboard.money_approvals as a where a.id = p_approval for update;
  if not found then
    raise exception 'finance.approval_missing' using errcode = 'P0002', detail = '{}';
  elsif found_status <> 'waiting' then
    raise exception 'finance.approval_settled' using errcode = '55000', detail = jsonb_build_object('status', found_status)::text;
  end if;
end $$;

-- Writes down what became of it, and tells who asked.
create or replace function private.settle_approval(p_approval uuid, p_status text, p_note text, p_act uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked record;
begin
  update dashboard.money_approvals as a
    set status = p_status, decided_by = private.actor_id(), decided_at = private.now(), note = nullif(btrim(p_note), ''), act_id = p_act
    where a.id = p_approval
    returning a.asked_by, a.kind, a.currency, a.amount into asked;
  perform private.note_approval(p_approval,
    case p_status when 'approved' then 'refund_approved' when 'declined' then 'approval_declined' else 'approval_withdrawn' end,
    case p_status when 'approved' then 'Agreed to an act of money.' when 'declined' then 'Declined an act of money.' else 'Took back what was asked for.' end);
  if p_status <> 'withdrawn' then
    perform private.notify(asked.asked_by, 'approval_decided',
      case p_status when 'approved' then 'What you asked for was done' else 'What you asked for was declined' end,
      format('%s %s. %s', asked.currency, round(asked.amount, private.currency_exponent(asked.currency)), coalesce(btrim(p_note), '')),
      p_link => '/finance/approvals', p_dedupe => p_approval::text);
  end if;
  return jsonb_build_object('approval', p_approval, 'status', p_status, 'act', p_act);
end $$;

-- Writes of an approval into the audit.
create or replace function private.note_approval(p_approval uuid, p_action text, p_words text) returns void
language sql security definer set search_path = '' as $$
  select private.log_admin_action(a.organization_id, p_action, 'money_approvals', a.id, p_words,
    p_new => jsonb_strip_nulls(jsonb_build_object('kind', a.kind, 'amount', a.amount, 'currency', a.currency, 'about', a.about, 'reason', a.reason,
      'note', a.note, 'act', a.act_id)), p_student => a.student_id)
  from dashboard.money_approvals as a where a.id = p_approval
$$;

revoke all on function private.approval_of_key(text, text, jsonb) from public;
grant execute on function private.approval_of_key(text, text, jsonb) to growthos_operations;
call private.hand_to_operations('private.do_agreed(text, jsonb, text)', 'private.tried_as_agreed(text, jsonb)',
  'private.ask_for_approval(text, jsonb, text, text)', 'private.decide_approval(uuid, boolean, text)', 'private.withdraw_approval(uuid)',
  'private.hold_approval(uuid)', 'private.settle_approval(uuid, text, text, uuid)', 'private.note_approval(uuid, text, text)');
grant execute on function private.ask_for_approval(text, jsonb, text, text), private.decide_approval(uuid, boolean, text),
  private.withdraw_approval(uuid) to growthos_staff;
