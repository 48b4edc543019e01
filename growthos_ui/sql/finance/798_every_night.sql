-- Repeatable. What a night changes in money: parts are issued, fall due, become overdue, get their late fee, and learners
-- lose access for it. For the organisation that a job, or the owner's command line, works for; a day that was done once
-- changes nothing the second time.

-- Charges late fees on parts that became overdue: once per part, of its amount, half up at the currency's unit, dated the day.
-- A fixed fee is meant in the organisation's currency: on a bill of another it is nothing, and a percentage is of every part.
create or replace function private.charge_late_fees(p_organization uuid, p_day date) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  kind constant text := private.setting(p_organization, 'fees.penalty_type') #>> '{}';
  rate constant numeric := (private.setting(p_organization, 'fees.penalty_amount'))::numeric;
  charged uuid[];
begin
  if not private.flag(p_organization, 'late_penalty') or kind = 'none' or rate <= 0 then
    return '{}';
  end if;
  with fees as (
    update public.installment_plans as p
      set penalty_amount = round(case kind when 'fixed' then rate else p.amount * rate / 100 end, private.currency_exponent(p.currency)),
          penalty_applied_on = p_day
      where p.organization_id = p_organization and p.status <> 'cancelled' and p.remaining_milli > 0 and p.penalty_amount = 0
        and (kind <> 'fixed' or p.currency = private.default_currency(p_organization))
        and p_day > p.effective_due_date + (private.setting(p_organization, 'fees.grace_days'))::int
        and round(case kind when 'fixed' then rate else p.amount * rate / 100 end, private.currency_exponent(p.currency)) > 0
      returning p.id, p.student_id, p.penalty_amount),
  lines as (
    insert into public.admin_logs (organization_id, action, table_name, record_id, description, new_values, target_student_id)
    select p_organization, 'penalty_applied', 'installment_plans', f.id, 'Charged a late fee.',
           jsonb_build_object('penalty_amount', f.penalty_amount, 'penalty_applied_on', p_day), f.student_id from fees as f)
  select coalesce(array_agg(id), '{}') into charged from fees;
  return charged;
end $$;

-- Notices of a day that is not over: those of a missed one would come too late, and the next day finds what it left. How many.
create or replace function private.remind(p_organization uuid, p_day date) returns int
language plpgsql security definer set search_path = '' as $$
begin
  if p_day < private.day_of(p_organization) then
    return 0;
  end if;
  return (select coalesce(sum(c.many::int), 0) from jsonb_each_text(private.queue_notices(p_day)) as c (kind, many));
end $$;

-- The night of the installments: issue, states, late fees, reminders, suspensions, in this order, for a day of the organisation's zone. A day that
-- is over turns no state back: what a part is, it is today. Requests that nobody decided expire. Returns {day, issued, changed, fees, reminded, suspended, requests}. Raises jobs.not_at_work 42501.
create or replace function private.refresh_installments(p_day date default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  day constant date := coalesce(p_day, private.day_of(here));
  states_of constant date := greatest(day, private.day_of(here));
  stale uuid[];
  issued int;
  fees uuid[];
  counts jsonb;
begin
  if not private.at_work() or here is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('growthos.installments ' || here, 0));
  stale := array(select s.part_id from private.part_states(array(
      select p.id from public.installment_plans as p
      where p.organization_id = here and p.status not in ('paid', 'waived', 'refunded', 'cancelled')), states_of) as s
    where s.was is distinct from s.state);
  select count(*) into issued from public.installment_plans as p where p.id = any (stale) and p.status = 'scheduled';
  perform private.follow_money(stale, states_of);
  fees := private.charge_late_fees(here, day);
  perform private.follow_money(fees, states_of);
  counts := jsonb_build_object('day', day, 'issued', issued, 'changed', cardinality(stale), 'fees', cardinality(fees),
                               'reminded', private.remind(here, day), 'suspended', private.suspend_for_fees(here, day),
                               'requests', private.expire_requests(here, day));
  if exists (select from jsonb_each(counts - 'day') as c where c.value <> '0') then
    perform private.log_admin_action(here, 'job.installments', 'installment_plans', null, 'The night of the installments.', p_new => counts);
  end if;
  return counts;
end $$;

grant execute on function private.charge_late_fees(uuid, date), private.suspend_for_fees(uuid, date), private.part_states(uuid[], date)
  to growthos_operations;
call private.hand_to_operations('private.refresh_installments(date)', 'private.remind(uuid, date)');
grant execute on function private.refresh_installments(date) to growthos_worker;
