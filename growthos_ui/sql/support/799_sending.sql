-- Repeatable. The sender's side of the outbox: one mail at a time is taken, sent, and settled. Belongs to growthos_operations
-- and is the job's; what failed or is unknown is decided on by people.

-- Organisations that have a mail to send now, or one of which nobody said in time how it went. Raises jobs.not_at_work 42501.
create or replace function private.organizations_with_mail() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  return query
    select o.id from public.organizations as o
    where o.status = 'active' and (
      exists (select from dashboard.outbox as m where m.organization_id = o.id and m.status = 'waiting' and m.next_attempt_at <= private.now())
      or exists (select from dashboard.outbox as m where m.organization_id = o.id and m.status = 'sending' and m.leased_until < clock_timestamp()))
    order by o.id;
end $$;

-- Why a mail is no longer right, or null while it is: its learner left or opted out, its part is settled, its day has moved,
-- passed, or rests. Receipts are right unless the payment was undone.
create or replace function private.mail_is_over(p_mail uuid) returns text
language sql stable security definer set search_path = '' as $$
  select case
    when not u.is_active then 'The account is closed.'
    when not private.may_mail(s.id, m.kind) then 'Mails of this kind are not wanted.'
    when private.is_undone(m.act_id) then 'The payment was entered by mistake, and is undone.'
    when m.installment_id is null then null
    when p.status = 'cancelled' or p.remaining_milli + p.penalty_remaining_milli <= 0 then 'Nothing is owed any more.'
    when p.effective_due_date is distinct from m.due_on then 'The due day has moved.'
    when m.kind in ('installment_issued', 'installment_reminder_first', 'installment_reminder_final') and d.today >= p.effective_due_date
      then 'The due day has come.'
    when m.kind = 'installment_due' and d.today > p.effective_due_date + (private.setting(m.organization_id, 'fees.grace_days'))::int
      then 'The due day has passed.'
    when m.kind in ('installment_reminder_first', 'installment_reminder_final', 'installment_due', 'installment_overdue')
      and private.dunning_paused(p.id, d.today) then 'Reminders are paused.'
    end
  from dashboard.outbox as m
  join public.students as s on s.organization_id = m.organization_id and s.id = m.student_id
  join public.users as u on u.organization_id = s.organization_id and u.id = s.user_id
  left join public.installment_plans as p on p.organization_id = m.organization_id and p.id = m.installment_id
  cross join lateral (select private.day_of(m.organization_id) as today) as d
  where m.organization_id = private.org_id() and m.id = p_mail
$$;

-- To whom a mail goes and what it says, for the one who sends it.
create or replace function private.mail_contents(p_mail uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'id', m.id, 'kind', m.kind, 'student', m.student_id, 'part', m.installment_id, 'act', m.act_id,
    'invoice', (select p.invoice_id from public.installment_plans as p where p.organization_id = m.organization_id and p.id = m.installment_id),
    'recipient', u.email, 'organisation', coalesce(c.company_name, o.name), 'slug', o.slug,
    'reply_to', private.setting(o.id, 'contact.email') #>> '{}', 'copies', private.setting(o.id, 'fees.billing_cc'),
    'version', t.version, 'subject', t.subject, 'body', t.body,
    'facts', private.mail_facts(m.organization_id, m.kind, m.student_id, m.installment_id, m.act_id))
  from dashboard.outbox as m
  join public.organizations as o on o.id = m.organization_id
  join public.students as s on s.organization_id = m.organization_id and s.id = m.student_id
  join public.users as u on u.organization_id = s.organization_id and u.id = s.user_id
  left join public.company_settings as c on c.organization_id = o.id
  cross join lateral private.mail_template(m.organization_id, m.kind) as t
  where m.organization_id = private.org_id() and m.id = p_mail
$$;

-- Takes the next mail of the organisation that the job works for: it is "sending" until settled, or until the lease is over and
-- nobody knows. Each is given to one sender. On the way, what is no longer right is dropped, and whoever had `p_daily` mails within a day
-- waits an hour. Null when nothing is to be sent. Raises jobs.not_at_work 42501.
create or replace function private.take_mail(p_host text, p_lease interval default '5 minutes', p_daily int default 20) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  next uuid;
  mail jsonb;
  reason text;
begin
  if not private.at_work() or here is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  update dashboard.outbox set status = 'unknown', last_error = 'The sender stopped while this mail was on its way.'
    where organization_id = here and status = 'sending' and leased_until < clock_timestamp();
  loop
    select m.id into next from dashboard.outbox as m
      where m.organization_id = here and m.status = 'waiting' and m.next_attempt_at <= private.now()
      order by m.next_attempt_at, m.id limit 1 for update skip locked;
    if not found then
      return null;
    end if;
    reason := private.mail_is_over(next);
    if reason is not null then
      update dashboard.outbox set status = 'dropped', last_error = reason where id = next;
      continue;
    end if;
    mail := private.mail_contents(next);
    -- two senders with mails to one address count one after the other
    perform pg_advisory_xact_lock(hashtextextended('growthos.recipient ' || (mail ->> 'recipient'), 0));
    if private.mails_lately(mail ->> 'recipient') >= p_daily then
      update dashboard.outbox set next_attempt_at = private.now() + interval '1 hour', last_error = format('This address had %s mails within a day.', p_daily)
        where id = next;
      continue;
    end if;
    update dashboard.outbox
      set status = 'sending', attempts = attempts + 1, leased_until = clock_timestamp() + p_lease, recipient = mail ->> 'recipient',
          template_version = (mail ->> 'version')::int, last_error = null,
          message_id = coalesce(message_id, format('<%s@%s>', id, p_host))
      where id = next
      returning mail || jsonb_build_object('message_id', message_id, 'attempt', attempts) into mail;
    return mail;
  end loop;
end $$;

-- How many mails an address was sent within a day, or perhaps sent.
create or replace function private.mails_lately(p_recipient text) returns bigint
language sql stable security definer set search_path = '' as $$
  select count(*) from dashboard.outbox as m
  where m.organization_id = private.org_id() and m.recipient = p_recipient and m.status in ('sending', 'sent', 'unknown')
    and (m.sent_at > private.now() - interval '1 day' or m.sent_at is null and m.leased_until > clock_timestamp() - interval '1 day')
$$;

-- How the sending of a taken mail went: `sent` (and then the part remembers its notice), `later` (tried again after 5 and 30 minutes, and
-- failed after the third time), `refused` for good, or `unknown`. An answer that comes late still counts. Whether it did.
-- Raises jobs.not_at_work 42501.
create or replace function private.end_mail(p_mail uuid, p_outcome text, p_answer text, p_subject text, p_body text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  mail record;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  update dashboard.outbox as m
    set status = case p_outcome when 'sent' then 'sent' when 'later' then case when m.attempts < 3 then 'waiting' else 'failed' end
                   when 'refused' then 'failed' else 'unknown' end,
        sent_at = case p_outcome when 'sent' then private.now() end,
        last_error = case when p_outcome <> 'sent' then left(p_answer, 500) end,
        next_attempt_at = case when p_outcome = 'later' and m.attempts < 3
          then private.now() + (array[5, 30])[greatest(1, m.attempts)] * interval '1 minute' else m.next_attempt_at end,
        subject = left(p_subject, 400), body = left(p_body, 20000)
    where m.id = p_mail and (m.status = 'sending' or m.status = 'unknown' and m.settled_at is null and p_outcome in ('sent', 'refused'))
    returning m.installment_id, m.kind, m.status into mail;
  if mail.status = 'sent' and mail.installment_id is not null then
    perform private.mark_notice_sent(mail.installment_id, mail.kind);
  end if;
  return mail.kind is not null;
end $$;

-- What keeps the mails of an organisation waiting: the server cannot be reached, or none is set. Returns how many wait for it.
-- Raises jobs.not_at_work 42501.
create or replace function private.hold_mail(p_why text) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  held int;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  update dashboard.outbox set last_error = left(p_why, 500)
    where organization_id = private.org_id() and status = 'waiting' and next_attempt_at <= private.now() and last_error is distinct from left(p_why, 500);
  get diagnostics held = row_count;
  return held;
end $$;

-- What a person decides on a mail: sent once more (one that failed or is unknown), or dropped (these, and one that waits). Superadmin,
-- admin and finance, with a reason. Raises finance.not_allowed 42501, mail.missing P0002, finance.reason_required 22023
-- and mail.settled 55000.
create or replace function private.decide_mail(p_mail uuid, p_again boolean, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  mail record;
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif length(btrim(coalesce(p_reason, ''))) not between 1 and 400 then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  select m.* into mail from dashboard.outbox as m where m.id = p_mail for update;
  if not found then
    raise exception 'mail.missing' using errcode = 'P0002', detail = '{}';
  elsif mail.status not in ('failed', 'unknown') and not (mail.status = 'waiting' and not p_again) then
    raise exception 'mail.settled' using errcode = '55000', detail = jsonb_build_object('status', mail.status)::text;
  end if;
  update dashboard.outbox as m
    set status = case when p_again then 'waiting' else 'dropped' end, attempts = case when p_again then 0 else m.attempts end,
        next_attempt_at = private.now(), last_error = btrim(p_reason), settled_by = private.actor_id(), settled_at = private.now()
    where m.id = p_mail;
  perform private.log_admin_action(mail.organization_id, case when p_again then 'mail_sent_again' else 'mail_dropped' end, 'outbox', mail.id,
    case when p_again then 'Sent a mail once more.' else 'Gave a mail up.' end, jsonb_build_object('status', mail.status),
    jsonb_build_object('reason', btrim(p_reason)), mail.student_id);
end $$;

revoke all on function private.mail_is_over(uuid), private.mail_contents(uuid), private.mails_lately(text) from public;
grant execute on function private.mail_is_over(uuid), private.mail_contents(uuid), private.mails_lately(text) to growthos_operations;
grant execute on function private.organizations_with_mail() to growthos_worker;
call private.hand_to_operations('private.take_mail(text, interval, int)', 'private.end_mail(uuid, text, text, text, text)', 'private.hold_mail(text)',
  'private.decide_mail(uuid, boolean, text)');
grant execute on function private.take_mail(text, interval, int), private.end_mail(uuid, text, text, text, text), private.hold_mail(text) to growthos_worker;
grant execute on function private.decide_mail(uuid, boolean, text) to authenticated;
