-- Repeatable. What is owed becomes less without money, and later: write-offs, credits, waived fees, more time. All with a
-- reason, all written down. Belongs to growthos_operations.

-- Locks a part that is still owed. Raises finance.part_missing P0002 and finance.part_settled 55000.
create or replace function private.hold_part(p_installment uuid) returns public.installment_plans
language plpgsql security definer set search_path = '' as $$
declare
  part public.installment_plans;
begin
  select p.* into part from public.installment_plans as p where p.id = p_installment for update;
  if not found then
    raise exception 'finance.part_missing' using errcode = 'P0002', detail = '{}';
  elsif part.remaining_milli + part.penalty_remaining_milli <= 0 then
    raise exception 'finance.part_settled' using errcode = '55000', detail = '{}';
  end if;
  return part;
end $$;

-- Writes the rest of a part off. Superadmin and admin. It will not come: it leaves receivables and stays in what was due. Its late fee goes
-- with it, where nothing was paid on that. Raises finance.not_allowed 42501, finance.reason_required 22023 and as hold_part.
create or replace function private.write_off_installment(p_installment uuid, p_reason text, p_key text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select w.answer from private.write_off(p_installment, p_reason, p_key, false) as w
$$;

-- The same, agreed to by a second person or not. What is let go of is the rest with its late fee.
create or replace function private.write_off(
  p_installment uuid, p_reason text, p_key text, p_agreed boolean, out answer jsonb, out gone numeric)
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'write_off', 'part', p_installment, 'reason', p_reason);
  part record;
begin
  perform private.require_office(p_reason);
  answer := private.same_act(p_key, asked);
  if answer is not null then
    return;
  end if;
  perform private.hold_letting_go(p.student_id) from public.installment_plans as p where p.id = p_installment;
  part := private.hold_part(p_installment);
  if part.remaining_milli = 0 and part.penalty_paid > 0 then
    raise exception 'finance.fee_paid' using errcode = '55000', detail = jsonb_build_object(
      'amount', part.penalty_paid::text, 'currency', part.currency)::text;
  end if;
  gone := (part.remaining_milli + case when part.penalty_paid = 0 then part.penalty_remaining_milli else 0 end) / 1000.0;
  perform private.let_go(part.student_id, 'write_off', gone, part.currency, p_agreed);
  if part.remaining_milli > 0 then
    answer := private.write_act('write_off', part.student_id, part.currency,
      jsonb_build_array(jsonb_build_object('installment', part.id, 'amount', part.remaining_milli / 1000.0)), private.today(), null, null,
      p_reason, null, '[]', p_key, asked);
  end if;
  if part.penalty_remaining_milli > 0 and part.penalty_paid = 0 then
    perform private.waive(part.id, p_reason, true);
  end if;
end $$;

-- Lowers what is owed of a part, as a scholarship or a correction does; never cash, never a fee. Superadmin and admin.
create or replace function private.credit_installment(p_installment uuid, p_amount numeric, p_reason text, p_key text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select private.credit(p_installment, p_amount, p_reason, p_key, false)
$$;

-- The same, agreed to by a second person or not.
create or replace function private.credit(p_installment uuid, p_amount numeric, p_reason text, p_key text, p_agreed boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'adjustment', 'part', p_installment, 'amount', trim_scale(p_amount), 'reason', p_reason);
  part record;
  answer jsonb;
begin
  perform private.require_office(p_reason);
  answer := private.same_act(p_key, asked);
  if answer is not null then
    return answer;
  end if;
  perform private.hold_letting_go(p.student_id) from public.installment_plans as p where p.id = p_installment;
  part := private.hold_part(p_installment);
  perform private.require_payable(p_amount, part.currency, part.remaining_milli / 1000.0);
  perform private.let_go(part.student_id, 'credit', p_amount, part.currency, p_agreed);
  return private.write_act('adjustment', part.student_id, part.currency,
    jsonb_build_array(jsonb_build_object('installment', part.id, 'amount', p_amount)), private.today(), null, null, p_reason, null, '[]', p_key, asked);
end $$;

-- Waives a late fee. Superadmin and admin. A fee on which something was paid is returned first. Raises finance.not_allowed 42501,
-- finance.reason_required 22023, finance.part_missing P0002, finance.no_fee, finance.fee_paid and finance.needs_second 55000.
create or replace function private.waive_penalty(p_installment uuid, p_reason text) returns void
language sql security definer set search_path = '' as $$
  select private.waive(p_installment, p_reason, false)
$$;

-- The same, agreed to by a second person or not. Returns the fee.
create or replace function private.waive(p_installment uuid, p_reason text, p_agreed boolean) returns numeric
language plpgsql security definer set search_path = '' as $$
declare
  part public.installment_plans;
begin
  perform private.require_office(p_reason);
  perform private.hold_letting_go(p.student_id) from public.installment_plans as p where p.id = p_installment;
  select p.* into part from public.installment_plans as p where p.id = p_installment for update;
  if not found then
    raise exception 'finance.part_missing' using errcode = 'P0002', detail = '{}';
  elsif part.penalty_amount = 0 or part.penalty_waived_at is not null then
    raise exception 'finance.no_fee' using errcode = '55000', detail = '{}';
  elsif part.penalty_paid > 0 then
    raise exception 'finance.fee_paid' using errcode = '55000', detail = jsonb_build_object(
      'amount', part.penalty_paid::text, 'currency', part.currency)::text;
  end if;
  perform private.let_go(part.student_id, 'waive', part.penalty_amount, part.currency, p_agreed);
  update public.installment_plans as p set penalty_waived_at = private.now(), penalty_waived_by = private.actor_id() where p.id = p_installment;
  perform private.follow_money(array[p_installment]);
  perform private.log_admin_action(part.organization_id, 'penalty_waived', 'installment_plans', p_installment, 'Waived a late fee.',
    jsonb_build_object('penalty_amount', part.penalty_amount), jsonb_build_object('reason', btrim(p_reason)), part.student_id);
  return part.penalty_amount;
end $$;

-- Gives a part more time. Superadmin, admin and finance. To a later day than today and than agreed first, by a year at most, and three times. The
-- reminders begin anew. Raises finance.not_allowed 42501, finance.reason_required and finance.date_invalid 22023, finance.extended_enough 55000
-- and as hold_part.
create or replace function private.extend_installment(p_installment uuid, p_to date, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  part public.installment_plans;
  first_day date;
  last_day date;
begin
  perform private.require_more_time(p_reason);
  part := private.hold_part(p_installment);
  first_day := greatest(private.today() + 1, part.due_date);
  last_day := greatest(private.today(), part.due_date) + 366;
  if p_to is null or p_to not between first_day and last_day or p_to = part.effective_due_date then
    raise exception 'finance.date_invalid' using errcode = '22023', detail = jsonb_build_object(
      'field', 'extended_to', 'first', first_day, 'last', last_day)::text;
  elsif part.extension_count >= 3 then
    raise exception 'finance.extended_enough' using errcode = '55000', detail = '{"times": 3}';
  end if;
  update public.installment_plans as p
    set extended_due_date = p_to, extension_reason = btrim(p_reason), extended_by = private.actor_id(), extension_count = p.extension_count + 1,
        first_reminder_sent_at = null, second_reminder_sent_at = null
    where p.id = p_installment;
  perform private.follow_extension(part, p_to, p_reason, 'fee_extension_granted', 'Gave more time for a part.');
end $$;

-- Takes extra time back. Superadmin, admin and finance: the day that was agreed first counts again. Raises as above, and finance.not_extended 55000.
create or replace function private.clear_installment_extension(p_installment uuid, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  part public.installment_plans;
begin
  perform private.require_more_time(p_reason);
  part := private.hold_part(p_installment);
  if part.extended_due_date is null then
    raise exception 'finance.not_extended' using errcode = '55000', detail = '{}';
  end if;
  update public.installment_plans as p set extended_due_date = null, extension_reason = null, extended_by = null where p.id = p_installment;
  perform private.follow_extension(part, part.due_date, p_reason, 'fee_extension_cleared', 'Took the extra time of a part back.');
end $$;

-- Refuses everybody but superadmin, admin and finance, and an act without a reason.
create or replace function private.require_more_time(p_reason text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
end $$;

-- What follows when the day of a part changed: states, the audit, the learner's news.
create or replace function private.follow_extension(p_part public.installment_plans, p_to date, p_reason text, p_action text, p_words text)
returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.follow_money(array[p_part.id]);
  perform private.log_admin_action(p_part.organization_id, p_action, 'installment_plans', p_part.id, p_words,
    jsonb_build_object('effective_due_date', p_part.effective_due_date), jsonb_build_object('effective_due_date', p_to, 'reason', btrim(p_reason)),
    p_part.student_id);
  perform private.log_activity(p_part.organization_id, p_part.student_id, 'fee_extended', 'installment_plans', p_part.id, p_visibility => 'staff');
  perform private.notify(p_part.user_id, 'fee_extension', 'The date of a payment has changed', format('It is now due on %s.', to_char(p_to, 'FMDD Mon YYYY')),
    p_dedupe => p_part.id || ' ' || p_to);
  if p_action = 'fee_extension_granted' then
    perform private.queue_mail('fee_extension', p_part.student_id, p_part.id);
  end if;
end $$;

call private.hand_to_operations('private.hold_part(uuid)', 'private.write_off_installment(uuid, text, text)', 'private.write_off(uuid, text, text, boolean)',
  'private.credit(uuid, numeric, text, text, boolean)',
  'private.credit_installment(uuid, numeric, text, text)', 'private.waive_penalty(uuid, text)',
  'private.waive(uuid, text, boolean)', 'private.extend_installment(uuid, date, text)', 'private.clear_installment_extension(uuid, text)',
  'private.follow_extension(public.installment_plans, date, text, text, text)');
grant execute on function private.require_more_time(text) to growthos_operations;
grant execute on function private.write_off_installment(uuid, text, text), private.credit_installment(uuid, numeric, text, text),
  private.waive_penalty(uuid, text), private.extend_installment(uuid, date, text), private.clear_installment_extension(uuid, text) to growthos_staff;
