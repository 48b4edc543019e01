-- Repeatable. Promises to pay: taken, moved and withdrawn by people; kept, kept in part and broken by the ledger and the day.

-- What a promise is at a day. Withdrawn while it still counted, moved before its day was over: those are no breach. Else the
-- money decides: kept once all of it came; open until the days of grace are over; then kept in part or broken.
create or replace function private.promise_state(
  p_amount_milli bigint, p_received_milli bigint, p_promised_for date, p_counts_until date, p_withdrawn_on date, p_moved_on date, p_today date
) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when p_withdrawn_on <= p_counts_until then 'withdrawn'
    when p_moved_on <= p_promised_for then 'moved'
    when p_received_milli >= p_amount_milli then 'kept'
    when p_moved_on is null and p_today <= p_counts_until then 'open'
    when p_received_milli > 0 then 'part_kept'
    else 'broken' end
$$;

-- Refuses everybody but superadmin, admin and finance.
create or replace function private.require_collector() returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
end $$;

-- What was done here under a key, and whether it was the same request. Keys and hashes are shown to nobody.
create or replace function private.collecting_of_key(p_key text, p_asked jsonb, out id uuid, out is_same boolean)
language sql stable security definer set search_path = '' as $$
  select d.id, d.request_hash = private.hash_of(p_asked) from (
    select p.id, p.request_hash from dashboard.promises as p where p.organization_id = private.org_id() and p.idempotency_key = p_key
    union all
    select c.id, c.request_hash from dashboard.collection_contacts as c where c.organization_id = private.org_id() and c.idempotency_key = p_key
  ) as d limit 1
$$;

-- Null for a new key; what was made with it for the same request; refused for another.
create or replace function private.same_collecting(p_key text, p_asked jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  made record;
begin
  perform private.hold_key('collecting', p_key);
  select k.id, k.is_same into made from private.collecting_of_key(p_key, p_asked) as k;
  perform private.require_same(made.is_same);
  return made.id;
end $$;

-- A part can have two open promises: a kept one is open again once its money goes back.
drop function if exists private.open_promise(uuid);

-- Takes a promise on a part that is issued and still owed, of at most what is open, for today or one of the next 90 days. It takes
-- the place of every open one, which is moved, or broken where its day is over. Superadmin, admin and finance. With `p_channel` the
-- contact in which it was made goes into the log. Returns its id. Raises finance.not_allowed 42501, finance.part_missing P0002,
-- finance.part_settled and finance.part_scheduled 55000, finance.amount_invalid, finance.too_fine, finance.too_much and
-- finance.date_invalid 22023, finance.key_used 23505.
create or replace function private.take_promise(
  p_installment uuid, p_amount numeric, p_promised_for date, p_channel text default null, p_note text default null, p_key text default null
) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'promise', 'part', p_installment, 'amount', trim_scale(p_amount), 'for', p_promised_for,
    'channel', p_channel, 'note', p_note);
  today constant date := private.today();
  part public.installment_plans;
  made uuid;
begin
  perform private.require_collector();
  made := private.same_collecting(p_key, asked);
  if made is not null then
    return made;
  end if;
  part := private.hold_part(p_installment);
  if part.issue_date > today then
    raise exception 'finance.part_scheduled' using errcode = '55000', detail = jsonb_build_object('first', part.issue_date)::text;
  end if;
  perform private.require_payable(p_amount, part.currency, (part.remaining_milli + part.penalty_remaining_milli) / 1000.0);
  if p_promised_for is null or p_promised_for not between today and today + 90 then
    raise exception 'finance.date_invalid' using errcode = '22023', detail = jsonb_build_object(
      'field', 'promised_for', 'first', today, 'last', today + 90)::text;
  end if;
  insert into dashboard.promises (organization_id, student_id, installment_id, amount, promised_for, note, idempotency_key, request_hash)
    values (part.organization_id, part.student_id, part.id, p_amount, p_promised_for, nullif(btrim(p_note), ''),
            coalesce(p_key, gen_random_uuid()::text), private.hash_of(asked))
    returning id into made;
  update dashboard.promises as p set moved_on = today, moved_to = made
    where p.organization_id = part.organization_id and p.installment_id = part.id and p.id <> made and private.promise_state(p.amount_milli,
      p.received_milli, p.promised_for, p.counts_until, p.withdrawn_on, p.moved_on, today) = 'open';
  if p_channel is not null then
    perform private.record_contact(part.student_id, p_channel, 'promised', p_note);
  end if;
  return made;
end $$;

-- Takes an open promise back until its day is over, with a reason. Superadmin, admin and finance. Raises finance.not_allowed 42501,
-- finance.promise_missing P0002, finance.reason_required 22023 and finance.promise_over 55000.
create or replace function private.withdraw_promise(p_promise uuid, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  promise record;
begin
  perform private.require_collector();
  select p.id, p.promised_for, private.promise_state(p.amount_milli, p.received_milli, p.promised_for, p.counts_until, p.withdrawn_on,
      p.moved_on, private.today()) as state
    into promise from dashboard.promises as p where p.id = p_promise for update;
  if not found then
    raise exception 'finance.promise_missing' using errcode = 'P0002', detail = '{}';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  elsif promise.state <> 'open' or private.today() > promise.promised_for then
    raise exception 'finance.promise_over' using errcode = '55000', detail = jsonb_build_object('state', promise.state)::text;
  end if;
  update dashboard.promises as p
    set withdrawn_on = private.today(), withdrawn_by = private.actor_id(), withdraw_reason = btrim(p_reason)
    where p.id = p_promise;
end $$;

-- What came on these parts since their promises, summed anew from the ledger.
create or replace function private.sum_promises(p_parts uuid[]) returns void
language sql security definer set search_path = '' as $$
  update dashboard.promises as p
    set received_milli = f.received
    from (select o.id, private.net_cash(o.organization_id, o.installment_id, o.made_on, o.counts_until) - o.cash_before_milli as received
          from dashboard.promises as o where o.installment_id = any (p_parts)) as f
    where p.id = f.id and p.received_milli <> f.received
$$;

-- The promises of what a payment or a return had moved, once it was taken out: they stand as if it had never been. What had come, or gone,
-- before a promise was taken lacks it. One that the system withdrew because nothing was owed any more is open again where something is;
-- one of what was only owed because of the return was about nothing, whenever it was for.
create or replace function private.restore_promises(p_act uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  was constant dashboard.money_acts := (select a from dashboard.money_acts as a where a.organization_id = private.org_id() and a.id = p_act);
  parts constant uuid[] := array(select distinct l.installment_id from public.installment_payments as l where l.organization_id = was.organization_id and l.act_id = was.id);
  today constant date := private.day_of(was.organization_id);
begin
  update dashboard.promises as p set cash_before_milli = p.cash_before_milli - l.milli
    from (select y.installment_id, sum(case y.entry_type when 'payment' then y.amount_milli else -y.amount_milli end) as milli
          from public.installment_payments as y where y.organization_id = was.organization_id and y.act_id = was.id
          group by y.installment_id) as l
    where p.installment_id = l.installment_id and p.taken_at >= was.recorded_at and p.made_on = private.day_of(p.organization_id, p.taken_at)
      and coalesce(was.belongs_to, was.occurred_on) between p.made_on and p.counts_until;
  perform private.sum_promises(parts);
  update dashboard.promises as p set withdrawn_on = null, withdraw_reason = null
    from public.installment_plans as part
    where p.installment_id = any (parts) and part.id = p.installment_id and part.remaining_milli + part.penalty_remaining_milli > 0
      and was.kind = 'payment' and p.withdrawn_by is null and p.withdrawn_on >= private.day_of(was.organization_id, was.recorded_at);
  update dashboard.promises as p set withdrawn_on = least(today, p.counts_until), withdraw_reason = 'Nothing is owed any more.'
    from public.installment_plans as part
    where p.installment_id = any (parts) and part.id = p.installment_id and part.remaining_milli + part.penalty_remaining_milli = 0
      and was.kind = 'refund' and p.taken_at >= was.recorded_at and p.withdrawn_on is null and p.moved_on is null and p.received_milli < p.amount_milli;
end $$;

-- Every entry of the ledger is followed at once.
create or replace function private.follow_promises() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.sum_promises(array(select distinct n.installment_id from new_rows as n
    where exists (select from dashboard.promises as p where p.organization_id = n.organization_id and p.installment_id = n.installment_id)));
  return null;
end $$;

create or replace trigger follow_promises after insert on public.installment_payments
  referencing new table as new_rows for each statement execute function private.follow_promises();

-- Nobody can break a promise of what is not owed any more: credited, written off, cancelled. All of a statement at once: a file of
-- payments settles thousands, of which hardly any was promised.
create or replace function private.release_promises() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  settled constant uuid[] := array(
    select d.id
    from (select n.organization_id, n.id from new_rows as n where n.remaining_milli + n.penalty_remaining_milli = 0
          intersect
          select o.organization_id, o.id from old_rows as o where o.remaining_milli + o.penalty_remaining_milli > 0) as d
    where exists (select from dashboard.promises as p where p.organization_id = d.organization_id and p.installment_id = d.id));
begin
  if settled <> '{}' then
    perform private.sum_promises(settled);
    update dashboard.promises as p
      set withdrawn_on = private.day_of(p.organization_id), withdraw_reason = 'Nothing is owed any more.'
      where p.installment_id = any (settled) and private.promise_state(p.amount_milli, p.received_milli,
        p.promised_for, p.counts_until, p.withdrawn_on, p.moved_on, private.day_of(p.organization_id)) = 'open';
  end if;
  return null;
end $$;

drop trigger if exists release_promises on public.installment_plans;
create trigger release_promises after update on public.installment_plans
  referencing old table as old_rows new table as new_rows for each statement execute function private.release_promises();

grant execute on function private.require_collector(), private.collecting_of_key(text, jsonb), private.restore_promises(uuid) to growthos_operations;
call private.hand_to_operations('private.same_collecting(text, jsonb)', 'private.take_promise(uuid, numeric, date, text, text, text)',
  'private.withdraw_promise(uuid, text)');
revoke all on function private.require_collector(), private.collecting_of_key(text, jsonb), private.sum_promises(uuid[]),
  private.restore_promises(uuid), private.follow_promises(), private.release_promises(),
  private.promise_state(bigint, bigint, date, date, date, date, date) from public;
grant execute on function private.promise_state(bigint, bigint, date, date, date, date, date) to authenticated, growthos_operations;
grant execute on function private.take_promise(uuid, numeric, date, text, text, text), private.withdraw_promise(uuid, text) to growthos_staff;
