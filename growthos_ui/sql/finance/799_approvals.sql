-- Repeatable. Four eyes: an act above the limit is asked for, tried and undone, and waits; a second person lets the same
-- function do it, or declines. Belongs to growthos_operations.

-- Asks a second person for an act above the limit. Superadmin and admin. Returns {approval, currency, amount}. Raises whatever the act itself does,
-- finance.no_second_needed and finance.approval_waits 55000, finance.key_used 23505 and finance.request_invalid 22023.
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
    perform private.require_request(p_kind, p_request);
    would := private.tried_as_agreed(p_kind, p_request);
    if not private.is_above_limit((would ->> 'student')::uuid, (would ->> 'amount')::numeric, would ->> 'currency') then
      raise exception 'finance.no_second_needed' using errcode = '55000', detail = '{}';
    end if;
    perform private.require_not_asked(p_kind, p_request, (would ->> 'student')::uuid);
    insert into dashboard.money_approvals as a (student_id, kind, currency, amount, about, reason, request, expires_on, idempotency_key)
      values ((would ->> 'student')::uuid, p_kind, would ->> 'currency', (would ->> 'amount')::numeric, would ->> 'about', btrim(p_reason), p_request,
              private.today() + (private.setting(private.org_id(), 'fees.approval_days'))::int, key)
      returning a.id, a.currency::text, a.amount, true into found_one;
    perform private.note_approval(found_one.id, 'approval_asked', 'Asked a second person for an act of money.');
    perform private.notify_users(array_remove(private.people_with(private.org_id(), array['superadmin', 'admin']), private.actor_id()),
      'approval_asked', 'An act of money waits for a second person', format('%s %s.', found_one.currency, round(found_one.amount, private.currency_exponent(found_one.currency))),
      '/finance/approvals', found_one.id::text);
  else
    perform private.require_same(found_one.is_same);
  end if;
  return jsonb_build_object('approval', found_one.id, 'currency', found_one.currency, 'amount', found_one.amount::text);
end $$;

-- Refuses what waits already, asked for with another key: done once, the second could only be declined. Two at once wait for each other.
create or replace function private.require_not_asked(p_kind text, p_request jsonb, p_student uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('growthos.asking ' || p_student, 0));
  if exists (
    select from dashboard.money_approvals as a
    where a.student_id = p_student and a.status = 'waiting' and a.expires_on >= private.today() and a.kind = p_kind
      -- a match is undone once, for whatever reason
      and case p_kind when 'unmatch' then a.request - 'reason' = p_request - 'reason' else a.request = p_request end) then
    raise exception 'finance.approval_waits' using errcode = '55000', detail = '{}';
  end if;
end $$;

-- What was asked for with a key, and whether it was the same. Keys are shown to nobody.
create or replace function private.approval_of_key(p_key text, p_kind text, p_request jsonb, out id uuid, out currency text, out amount numeric, out is_same boolean)
language sql stable security definer set search_path = '' as $$
  select a.id, a.currency, a.amount, a.kind = p_kind and a.request = p_request
  from dashboard.money_approvals as a where a.organization_id = private.org_id() and a.idempotency_key = p_key
$$;

-- Agrees to what somebody else asked for, which is then done in the same transaction, or declines it with a note. Superadmin and admin, and never
-- who asked. Returns {approval, status, act}. Raises finance.not_allowed and finance.own_approval 42501, finance.approval_missing
-- P0002, finance.approval_settled and finance.approval_expired 55000, finance.reason_required 22023, and whatever the act itself does.
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

-- Takes back what one asked for oneself. Raises finance.not_allowed and finance.not_own_approval 42501, finance.approval_missing P0002,
-- finance.approval_settled and finance.approval_expired 55000.
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

-- Locks what still waits. What nobody decided in time is over, before the night says so.
create or replace function private.hold_approval(
  p_approval uuid, out id uuid, out kind text, out currency text, out amount numeric, out request jsonb, out asked_by uuid)
language plpgsql security definer set search_path = '' as $$
declare
  found_status text;
  last_day date;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select a.id, a.kind, a.currency, a.amount, a.request, a.asked_by, a.status, a.expires_on
    into id, kind, currency, amount, request, asked_by, found_status, last_day
    from dashboard.money_approvals as a where a.id = p_approval for update;
  if not found then
    raise exception 'finance.approval_missing' using errcode = 'P0002', detail = '{}';
  elsif found_status = 'expired' or found_status = 'waiting' and last_day < private.today() then
    raise exception 'finance.approval_expired' using errcode = '55000', detail = jsonb_build_object('last', last_day)::text;
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
      p_link => '/finance/approvals', p_dedupe => p_approval || ' decided');
  end if;
  return jsonb_build_object('approval', p_approval, 'status', p_status, 'act', p_act);
end $$;

-- What nobody decided by its last day has expired, and whoever asked is told. Part of the night; returns how many.
create or replace function private.expire_requests(p_organization uuid, p_day date) returns int
language plpgsql security definer set search_path = '' as $$
declare
  over uuid[];
begin
  with expired as (
    update dashboard.money_approvals as a set status = 'expired', decided_at = private.now()
      where a.organization_id = p_organization and a.status = 'waiting' and a.expires_on < p_day
      returning a.id)
  select coalesce(array_agg(e.id), '{}') into over from expired as e;
  perform private.note_approval(id, 'approval_expired', 'Nobody decided in time.') from unnest(over) as id;
  perform private.notify(a.asked_by, 'approval_decided', 'Nobody decided what you asked for in time',
      format('%s %s. Ask again if it is still wanted.', a.currency, round(a.amount, private.currency_exponent(a.currency))),
      p_link => '/finance/approvals', p_dedupe => a.id || ' decided')
    from dashboard.money_approvals as a where a.id = any (over);
  return cardinality(over);
end $$;

-- A match was undone by somebody who needed nobody: what waits for it waits for nothing, and whoever asked is told.
create or replace function private.overtake_unmatching(p_line uuid, p_act uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  over uuid[];
begin
  with overtaken as (
    update dashboard.money_approvals as a set status = 'expired', decided_at = private.now(), note = 'The match was undone meanwhile.'
      where a.id in (
        -- whoever decides on it just now waits for the line, and is refused there
        select w.id from dashboard.money_approvals as w
        where w.status = 'waiting' and w.kind = 'unmatch' and w.request ->> 'line' = p_line::text and w.request ->> 'act' = p_act::text
        for update skip locked)
      returning a.id)
  select coalesce(array_agg(o.id), '{}') into over from overtaken as o;
  perform private.note_approval(id, 'approval_expired', 'The match was undone meanwhile.') from unnest(over) as id;
  perform private.notify(a.asked_by, 'approval_decided', 'What you asked for was done meanwhile',
      format('%s %s. The match was undone without a second person.', a.currency, round(a.amount, private.currency_exponent(a.currency))),
      p_link => '/finance/approvals', p_dedupe => a.id || ' decided')
    from dashboard.money_approvals as a where a.id = any (over);
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
call private.hand_to_operations('private.expire_requests(uuid, date)', 'private.require_not_asked(text, jsonb, uuid)', 'private.overtake_unmatching(uuid, uuid)',
  'private.ask_for_approval(text, jsonb, text, text)', 'private.decide_approval(uuid, boolean, text)', 'private.withdraw_approval(uuid)',
  'private.hold_approval(uuid)', 'private.settle_approval(uuid, text, text, uuid)', 'private.note_approval(uuid, text, text)');
grant execute on function private.ask_for_approval(text, jsonb, text, text), private.decide_approval(uuid, boolean, text),
  private.withdraw_approval(uuid) to growthos_staff;
