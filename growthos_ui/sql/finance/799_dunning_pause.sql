-- Repeatable. When no reminder goes out. Belongs to the owner: it looks at promises and pauses that a sender may not read.

-- Whether no reminder of this part may go out on a day: its learner's reminders are paused, or a promise on it is open.
create or replace function private.dunning_paused(p_installment uuid, p_day date) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.installment_plans as i
    join dashboard.reminder_pauses as p on p.organization_id = i.organization_id and p.student_id = i.student_id
    where i.id = p_installment and p_day between p.starts_on and p.ends_on and (p.ended_on is null or p_day < p.ended_on)
  ) or exists (
    select from dashboard.promises as p
    where p.installment_id = p_installment and p.made_on <= p_day and private.promise_state(p.amount_milli, p.received_milli, p.promised_for,
      p.counts_until, p.withdrawn_on, p.moved_on, p_day) = 'open')
$$;

-- The same for a whole night: each part of an organisation that is paused on a day, found at once.
create or replace function private.paused_parts(p_organization uuid, p_day date) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select i.id
  from dashboard.reminder_pauses as p
  join public.installment_plans as i on i.organization_id = p.organization_id and i.student_id = p.student_id
  where p.organization_id = p_organization and p_day between p.starts_on and p.ends_on and (p.ended_on is null or p_day < p.ended_on)
  union all
  select p.installment_id
  from dashboard.promises as p
  -- most are over: what only an open one is asks no function
  where p.organization_id = p_organization and p.made_on <= p_day and p.counts_until >= p_day and p.moved_on is null
    and p.received_milli < p.amount_milli and private.promise_state(p.amount_milli, p.received_milli, p.promised_for,
    p.counts_until, p.withdrawn_on, p.moved_on, p_day) = 'open'
$$;

revoke all on function private.dunning_paused(uuid, date), private.paused_parts(uuid, date) from public;
grant execute on function private.dunning_paused(uuid, date) to growthos_operations;
