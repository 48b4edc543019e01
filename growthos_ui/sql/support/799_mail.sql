-- Repeatable. What mails are due, and how a mail is put into the outbox, taken out of it and settled. Belongs to
-- growthos_operations; look-ups belong to the owner.

-- Whether a learner is written to in this kind: somebody who is here, in words that are on, and for reminders one who has not
-- opted out of mails.
create or replace function private.may_mail(p_student uuid, p_kind text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.students as s
    join public.users as u on u.organization_id = s.organization_id and u.id = s.user_id and u.is_active
    join private.mail_kinds() as k on k.kind = p_kind
    where s.id = p_student and s.organization_id = private.org_id()
      and (select t.is_on from private.mail_template(s.organization_id, p_kind) as t)
      and not (k.is_reminder and exists (
        select from public.student_details as d
        where d.organization_id = s.organization_id and d.student_id = s.id and d.contact_preferences -> 'email_opt_in' = 'false')))
$$;

-- Puts a mail into the outbox, in the transaction of the act that it tells of. Without a key it is one of its kind about its part
-- and day, or its act. Null when it was there before, or the learner is not written to. For functions of growthos_operations.
create or replace function private.queue_mail(
  p_kind text, p_student uuid, p_part uuid default null, p_act uuid default null, p_key text default null, p_not_before timestamptz default null
) returns uuid
language sql volatile security definer set search_path = '' as $$
  insert into dashboard.outbox (organization_id, student_id, kind, installment_id, act_id, due_on, dedupe_key, next_attempt_at)
  select s.organization_id, s.id, p_kind, p.id, p_act, p.effective_due_date,
         coalesce(p_key, concat_ws(' ', p_kind, coalesce(p_act, p_part), case when p_kind <> 'installment_issued' then p.effective_due_date end)),
         greatest(private.now(), p_not_before)
  from public.students as s
  left join public.installment_plans as p on p.organization_id = s.organization_id and p.id = p_part and p.student_id = s.id
  where s.id = p_student and private.may_mail(s.id, p_kind)
  on conflict (organization_id, dedupe_key) do nothing
  returning id
$$;

-- Function 64. Which notices are due on a day (its first run on or after): issued on the day of issue; reminders at one and two thirds of
-- the time from the issue (from the day of an extension, once there is one), the last one only a day after the first, and
-- never on the due day or later; a courtesy on the due day and in the days of grace; overdue once after them. Not while a promise
-- or a pause holds, and not what is in the outbox already.
create or replace function private.due_installment_notices(p_day date) returns table (installment uuid, kind text)
language sql stable security definer set search_path = '' as $$
  -- materialized: asked for each part, the setting would take longer than everything else
  with here as materialized (
    select o.id, o.timezone as zone, (private.setting(o.id, 'fees.grace_days'))::int as grace
    from public.organizations as o
    where o.id = private.org_id() and o.status = 'active'
      and (private.at_work() or private.has_power('superadmin', 'admin', 'enrollment_manager', 'finance'))
  ), parts as (
    select p.id, p.organization_id, p.user_id, p.effective_due_date as due, h.grace,
           case when p.extended_due_date is null then p.issue_date else greatest(p.issue_date, private.extended_on(p.organization_id, p.id)) end as base,
           p.issue_notice_sent_at is not null as told_issue, p.second_reminder_sent_at is not null as told_final,
           (p.first_reminder_sent_at at time zone h.zone)::date as told_first,
           (p.overdue_notice_sent_at at time zone h.zone)::date as told_overdue
    from here as h
    join lateral (
      -- each kept apart, so that an index finds it: what is not late yet, what is issued by then, what is late and was not told
      select x.* from public.installment_plans as x
        where x.organization_id = h.id and x.status = any ('{pending,partially_paid,due}')
      union all
      select x.* from public.installment_plans as x where x.organization_id = h.id and x.status = 'scheduled' and x.issue_date <= p_day
      union all
      select x.* from public.installment_plans as x
        where x.organization_id = h.id and x.status = 'overdue' and (x.overdue_notice_sent_at is null or x.extended_due_date is not null)
    ) as p on p.issue_date <= p_day and p.remaining_milli + p.penalty_remaining_milli > 0
  ), notices as (
    select p.id, p.organization_id, p.user_id, p.due, n.kind,
           concat_ws(' ', n.kind, p.id, case when n.kind <> 'installment_issued' then p.due end) as key
    from parts as p cross join lateral (values
      ('installment_issued', not p.told_issue and p_day < p.due),
      ('installment_reminder_first', p.told_first is null and p_day >= p.base + (p.due - p.base) / 3 and p_day < p.due),
      ('installment_reminder_final', p.told_first < p_day and not p.told_final and p_day >= p.base + (p.due - p.base) * 2 / 3 and p_day < p.due),
      ('installment_due', p_day between p.due and p.due + p.grace),
      ('installment_overdue', p_day > p.due + p.grace and (p.told_overdue is null or p.told_overdue <= p.due))
    ) as n (kind, is_due)
    where n.is_due
  )
  select n.id, n.kind from notices as n
  -- one look into the index for each that is due, never a scan of all that was ever written
  where (select o.id from dashboard.outbox as o where o.organization_id = n.organization_id and o.dedupe_key = n.key limit 1) is null
    -- who is not written to has heard of the due day in the dashboard's own news
    and not (n.kind = 'installment_due' and exists (
      select from public.notifications as t where t.user_id = n.user_id and t.channel = 'in_app' and t.dedupe_key = n.key))
    and (n.kind = 'installment_issued' or n.id not in (select p.id from here as h cross join private.paused_parts(h.id, p_day) as p (id)))
$$;

-- What makes a notice the same: its part and, but for the issue, the day that counted.
create or replace function private.notice_key(p_kind text, p_part uuid, p_due date) returns text
language sql immutable parallel safe set search_path = '' as $$
  select concat_ws(' ', p_kind, p_part, case when p_kind <> 'installment_issued' then p_due end)
$$;

-- The day from which the present due day of a part held.
create or replace function private.extended_on(p_organization uuid, p_part uuid) returns date
language sql stable security definer set search_path = '' as $$
  select (min(t.valid_from) at time zone min(o.timezone))::date
  from dashboard.installment_terms as t
  join public.organizations as o on o.id = t.organization_id
  join public.installment_plans as p on p.organization_id = t.organization_id and p.id = t.installment_id
  where t.organization_id = p_organization and t.installment_id = p_part and t.place > coalesce((
    select max(x.place) from dashboard.installment_terms as x
    where x.organization_id = p_organization and x.installment_id = p_part and x.effective_due_date <> p.effective_due_date), 0)
$$;

-- Function 65. Remembers that a notice reached its learner, so that the next one may follow. Whether it was not known before.
-- Raises jobs.not_at_work 42501 and finance.part_missing P0002.
create or replace function private.mark_notice_sent(p_installment uuid, p_kind text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  perform from public.installment_plans as p where p.id = p_installment;
  if not found then
    raise exception 'finance.part_missing' using errcode = 'P0002', detail = '{}';
  end if;
  update public.installment_plans as p
    set issue_notice_sent_at = case p_kind when 'installment_issued' then private.now() else p.issue_notice_sent_at end,
        first_reminder_sent_at = case p_kind when 'installment_reminder_first' then private.now() else p.first_reminder_sent_at end,
        second_reminder_sent_at = case p_kind when 'installment_reminder_final' then private.now() else p.second_reminder_sent_at end,
        overdue_notice_sent_at = case p_kind when 'installment_overdue' then private.now() else p.overdue_notice_sent_at end
    where p.id = p_installment and p_kind in (
      'installment_issued', 'installment_reminder_first', 'installment_reminder_final', 'installment_overdue');
  return found;
end $$;

-- The notices of a day for the organisation that a job works for: each learner is told in the dashboard's own news and by a mail that goes
-- from nine in the morning on; who opted out of mails has then been told. Finance hears how many were issued and
-- became overdue. A day that was done once changes nothing the second time. Returns how many of each kind.
-- Raises jobs.not_at_work 42501.
create or replace function private.queue_notices(p_day date default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  day constant date := coalesce(p_day, private.day_of(here));
  nine constant timestamptz := private.start_of_day(day) + interval '9 hours';
  counts jsonb := '{}';
  notice record;
begin
  if not private.at_work() or here is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('growthos.notices ' || here, 0));
  for notice in
    select d.kind, p.id, p.student_id, p.user_id, p.currency, p.remaining_milli + p.penalty_remaining_milli as open_milli, p.effective_due_date as due
    from private.due_installment_notices(day) as d join public.installment_plans as p on p.id = d.installment
    order by p.effective_due_date, p.id, d.kind
  loop
    perform private.notify(notice.user_id, notice.kind,
      case notice.kind when 'installment_issued' then 'An installment was issued' when 'installment_due' then 'An installment is due'
        when 'installment_overdue' then 'An installment is overdue' else 'A reminder of an installment' end,
      format('%s %s, due on %s.', notice.currency, round(notice.open_milli / 1000.0, private.currency_exponent(notice.currency)),
        to_char(notice.due, 'FMDD Mon YYYY')),
      p_dedupe => private.notice_key(notice.kind, notice.id, notice.due));
    if private.queue_mail(notice.kind, notice.student_id, notice.id, p_not_before => nine) is null then
      perform private.mark_notice_sent(notice.id, notice.kind);
    end if;
    counts := counts || jsonb_build_object(notice.kind, coalesce((counts ->> notice.kind)::int, 0) + 1);
  end loop;
  perform private.notify_roles(here, array['finance'], c.kind, format(
      case c.kind when 'installment_issued' then '%s installments were issued' else '%s installments became overdue' end, c.many),
      '', '/finance/installments', format('%s of %s', c.kind, day))
    from jsonb_each_text(counts) as c (kind, many) where c.kind in ('installment_issued', 'installment_overdue');
  return counts;
end $$;

-- A reminder by hand, once a day for a part. Superadmin, admin and finance. Returns the mail, or null when today's is there. Raises
-- finance.not_allowed 42501, finance.part_missing P0002, finance.part_settled, mail.not_issued and mail.not_wanted 55000.
create or replace function private.remind_installment(p_installment uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  part record;
  queued uuid;
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  part := private.hold_part(p_installment);
  if part.issue_date > private.today() then
    raise exception 'mail.not_issued' using errcode = '55000', detail = '{}';
  elsif not private.may_mail(part.student_id, 'installment_reminder') then
    raise exception 'mail.not_wanted' using errcode = '55000', detail = '{}';
  end if;
  queued := private.queue_mail('installment_reminder', part.student_id, part.id,
    p_key => format('installment_reminder %s %s', part.id, private.today()));
  if queued is not null then
    perform private.log_admin_action(part.organization_id, 'invoice_resent', 'installment_plans', part.id, 'Sent a reminder by hand.',
      p_student => part.student_id);
    perform private.log_activity(part.organization_id, part.student_id, 'invoice_resent', 'installment_plans', part.id, p_visibility => 'staff');
  end if;
  return queued;
end $$;

revoke all on function private.may_mail(uuid, text), private.due_installment_notices(date), private.notice_key(text, uuid, date),
  private.extended_on(uuid, uuid) from public;
grant execute on function private.may_mail(uuid, text), private.due_installment_notices(date), private.notice_key(text, uuid, date),
  private.currency_exponent(text), private.start_of_day(date) to growthos_operations;
grant execute on function private.due_installment_notices(date) to growthos_worker, authenticated;
call private.hand_to_operations(
  'private.queue_mail(text, uuid, uuid, uuid, text, timestamptz)', 'private.mark_notice_sent(uuid, text)', 'private.queue_notices(date)',
  'private.remind_installment(uuid)');
grant execute on function private.mark_notice_sent(uuid, text), private.queue_notices(date) to growthos_worker;
grant execute on function private.remind_installment(uuid) to authenticated;
