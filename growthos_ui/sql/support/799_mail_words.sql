-- Repeatable. What mails say: the kinds there are, the words that each may fill in, and the words of an organisation for it.

-- Every kind of mail: whether it reminds of money (and so is subject to opting out and pauses), the words in braces that it
-- may fill in, and what it says until an organisation says it otherwise.
create or replace function private.mail_kinds()
returns table (place int, kind text, is_reminder boolean, words text[], subject text, body text)
language sql immutable parallel safe set search_path = '' as $$
  with groups as (
    select array['name', 'organisation', 'contact'] as everyone,
           array['course', 'invoice', 'number', 'parts', 'amount', 'open', 'due_date', 'ways_to_pay'] as part,
           array['fee', 'days_late', 'suspension_note'] as late)
  select k.place, k.kind, k.is_reminder,
         g.everyone || case k.about when 'act' then k.more when 'late' then g.part || g.late else g.part || k.more end,
         k.subject, k.body
  from groups as g cross join (values
    (1, 'installment_issued', true, 'part', '{}'::text[], 'Installment {number} of {parts} is due on {due_date}',
     E'Dear {name},\n\ninstallment {number} of {parts} for {course} (invoice {invoice}) has been issued: {amount}, due on {due_date}.\n\n{ways_to_pay}\n\n{organisation}\n{contact}'),
    (2, 'installment_reminder_first', true, 'part', '{}', 'A reminder: {open} by {due_date}',
     E'Dear {name},\n\nthis is a friendly reminder that {open} of installment {number} of {parts} for {course} is due on {due_date}.\n\n{ways_to_pay}\n\nIf you have paid in the last days, please ignore this mail.\n\n{organisation}\n{contact}'),
    (3, 'installment_reminder_final', true, 'part', '{}', 'Last reminder: {open} by {due_date}',
     E'Dear {name},\n\n{open} of installment {number} of {parts} for {course} is still to be paid, and is due on {due_date}.\n\n{ways_to_pay}\n\nIf something stands in the way, write to us before that day.\n\n{organisation}\n{contact}'),
    (4, 'installment_due', true, 'part', '{}', '{open} is due on {due_date}',
     E'Dear {name},\n\n{open} of installment {number} of {parts} for {course} is due on {due_date}.\n\n{ways_to_pay}\n\nIf you have paid already, thank you: please ignore this mail.\n\n{organisation}\n{contact}'),
    (5, 'installment_overdue', true, 'late', '{}', 'Overdue since {due_date}: {open}',
     E'Dear {name},\n\n{open}, late fees included, of installment {number} of {parts} for {course} was due on {due_date} and has not reached us.\n\n{suspension_note}\n\n{ways_to_pay}\n\n{organisation}\n{contact}'),
    (6, 'installment_reminder', true, 'late', '{}', 'A reminder: {open} for {course}',
     E'Dear {name},\n\n{open}, late fees included, of installment {number} of {parts} for {course} (due on {due_date}) is still to be paid.\n\n{ways_to_pay}\n\n{organisation}\n{contact}'),
    (7, 'invoice_paid', false, 'act', array['amount', 'method', 'receipt', 'paid_on', 'reference'], 'Receipt {receipt}: {amount}',
     E'Dear {name},\n\nthank you: {amount} reached us on {paid_on} ({method}). Your receipt number is {receipt}.\n\n{organisation}\n{contact}'),
    (8, 'refund_processed', false, 'act', array['amount', 'method', 'refunded_on', 'reason'], 'Your refund of {amount}',
     E'Dear {name},\n\n{amount} was refunded on {refunded_on} ({method}).\n\n{organisation}\n{contact}'),
    (9, 'fee_extension', false, 'part', '{}', 'More time: {open} is now due on {due_date}',
     E'Dear {name},\n\ninstallment {number} of {parts} for {course} has been given more time. {open} is now due on {due_date}.\n\n{organisation}\n{contact}')
  ) as k (place, kind, is_reminder, about, more, subject, body)
$$;

-- What an organisation says in mails of a kind: the highest version, else version 0. No row for an unknown kind.
create or replace function private.mail_template(
  p_organization uuid, p_kind text, out version int, out subject text, out body text, out is_on boolean)
language sql stable security definer set search_path = '' as $$
  select coalesce(t.version, 0), coalesce(t.subject, k.subject), coalesce(t.body, k.body), coalesce(t.is_on, true)
  from private.mail_kinds() as k
  left join lateral (
    select m.version, m.subject, m.body, m.is_on from dashboard.mail_templates as m
    where m.organization_id = p_organization and m.kind = p_kind order by m.version desc limit 1) as t on true
  where k.kind = p_kind
$$;

-- What stands for the words in braces: texts as they are, days as {"day": …}, money as {"milli": …, "currency": …}; a word
-- that is not known is null. Amounts are of this moment, or of the act.
create or replace function private.mail_facts(p_organization uuid, p_kind text, p_student uuid, p_part uuid, p_act uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
      'name', s.full_name, 'organisation', coalesce(c.company_name, o.name),
      'contact', coalesce(private.setting(o.id, 'contact.email') #>> '{}', ''))
    || coalesce(private.mail_facts_of_part(o.id, p_part), '{}') || coalesce(private.mail_facts_of_act(o.id, p_act, p_kind), '{}')
  from public.organizations as o
  join public.students as s on s.organization_id = o.id and s.id = p_student
  left join public.company_settings as c on c.organization_id = o.id
  where o.id = p_organization
$$;

create or replace function private.mail_facts_of_part(p_organization uuid, p_part uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'course', c.title, 'invoice', i.invoice_number, 'number', p.installment_number::text,
    'parts', (select count(*) from public.installment_plans as x
              where x.organization_id = p.organization_id and x.invoice_id = p.invoice_id and x.status <> 'cancelled')::text,
    'amount', jsonb_build_object('milli', p.amount_milli, 'currency', p.currency),
    'open', jsonb_build_object('milli', p.remaining_milli + p.penalty_remaining_milli, 'currency', p.currency),
    'fee', jsonb_build_object('milli', p.penalty_remaining_milli, 'currency', p.currency),
    'due_date', jsonb_build_object('day', p.effective_due_date),
    'days_late', greatest(0, private.day_of(p.organization_id) - p.effective_due_date)::text,
    'suspension_note', private.setting(p.organization_id, 'fees.suspension_note') #>> '{}',
    'ways_to_pay', (
      select coalesce(string_agg(concat_ws(': ', w.one ->> 'name', w.one ->> 'details'), E'\n' order by w.place), '')
      from jsonb_array_elements(private.setting(p.organization_id, 'fees.payment_methods')) with ordinality as w (one, place)
      where w.one -> 'enabled' = 'true'))
  from public.installment_plans as p
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  join public.courses as c on c.organization_id = i.organization_id and c.id = i.course_id
  where p.organization_id = p_organization and p.id = p_part
$$;

create or replace function private.mail_facts_of_act(p_organization uuid, p_act uuid, p_kind text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'amount', jsonb_build_object('milli', a.amount_milli, 'currency', a.currency), 'method', replace(a.method, '_', ' '),
    'reference', coalesce(a.reference, ''), 'receipt', a.receipt_number, 'reason', a.reason,
    case p_kind when 'refund_processed' then 'refunded_on' else 'paid_on' end, jsonb_build_object('day', coalesce(a.belongs_to, a.occurred_on)))
  from dashboard.money_acts as a where a.organization_id = p_organization and a.id = p_act
$$;

-- Refuses a text whose braces are none of the kind's words. Raises mail.word_unknown and mail.braces 22023.
create or replace function private.require_mail_words(p_field text, p_text text, p_words text[]) returns void
language plpgsql immutable set search_path = '' as $$
declare
  strange text;
begin
  select w.one into strange from (select (regexp_matches(p_text, '\{([^{}]*)\}', 'g'))[1] as one) as w
    where w.one <> all (p_words) limit 1;
  if strange is not null then
    raise exception 'mail.word_unknown' using errcode = '22023', detail = jsonb_build_object(
      'field', p_field, 'word', left(strange, 40), 'words', array_to_string(p_words, ', '))::text;
  elsif regexp_replace(p_text, '\{[^{}]*\}', '', 'g') ~ '[{}]' then
    raise exception 'mail.braces' using errcode = '22023', detail = jsonb_build_object('field', p_field)::text;
  end if;
end $$;

-- Writes the next version of what a kind of mail says. Superadmin and admin. `p_version` is the version that was changed: when
-- somebody else was faster, nothing is written. Returns the new version. Raises mail.not_allowed 42501, mail.kind_unknown
-- P0002, mail.subject_missing, mail.text_missing, mail.word_unknown and mail.braces 22023, mail.template_changed 55000.
create or replace function private.save_mail_template(p_kind text, p_subject text, p_body text, p_on boolean, p_version int) returns int
language plpgsql security definer set search_path = '' as $$
declare
  kind record;
  subject constant text := btrim(coalesce(p_subject, ''));
  body constant text := btrim(replace(coalesce(p_body, ''), E'\r\n', E'\n'), E' \n\t');
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'mail.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select k.words into kind from private.mail_kinds() as k where k.kind = p_kind;
  if not found then
    raise exception 'mail.kind_unknown' using errcode = 'P0002', detail = '{}';
  elsif length(subject) not between 1 and 200 or subject ~ '[[:cntrl:]]' then
    raise exception 'mail.subject_missing' using errcode = '22023', detail = '{"field": "subject"}';
  elsif length(body) not between 1 and 5000 then
    raise exception 'mail.text_missing' using errcode = '22023', detail = '{"field": "body"}';
  end if;
  perform private.require_mail_words('subject', subject, kind.words);
  perform private.require_mail_words('body', body, kind.words);
  perform pg_advisory_xact_lock(hashtextextended('growthos.mail_templates ' || private.org_id() || ' ' || p_kind, 0));
  if (select t.version from private.mail_template(private.org_id(), p_kind) as t) is distinct from p_version then
    raise exception 'mail.template_changed' using errcode = '55000', detail = '{}';
  end if;
  insert into dashboard.mail_templates (organization_id, kind, version, subject, body, is_on)
    values (private.org_id(), p_kind, p_version + 1, subject, body, coalesce(p_on, true));
  perform private.log_admin_action(private.org_id(), 'mail_template_saved', 'mail_templates', null,
    format('Changed what mails say: %s.', replace(p_kind, '_', ' ')), p_new => jsonb_build_object('kind', p_kind, 'version', p_version + 1, 'on', p_on));
  return p_version + 1;
end $$;

-- What a kind of mail would say to a learner now: the facts of the part or act of theirs that it would be about, null
-- where they have none. Superadmin and admin; a learner of another organisation is as missing as one who is not there.
create or replace function private.preview_mail(p_kind text, p_student uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.mail_facts(here.id, p_kind, p_student, part.id, act.id)
  from (select private.org_id() as id) as here
  left join lateral (
    select p.id from public.installment_plans as p
    where p.organization_id = here.id and p.student_id = p_student and p.status <> 'cancelled'
    order by p.remaining_milli = 0, p.effective_due_date, p.id limit 1) as part on p_kind not in ('invoice_paid', 'refund_processed')
  left join lateral (
    select a.id from dashboard.money_acts as a
    where a.organization_id = here.id and a.student_id = p_student and a.kind = case p_kind when 'invoice_paid' then 'payment' when 'refund_processed' then 'refund' end and a.undoes_id is null and not private.is_undone(a.id)
    order by a.recorded_at desc, a.id limit 1) as act on true
  where private.has_power('superadmin', 'admin') and num_nonnulls(part.id, act.id) > 0
$$;

revoke all on function private.mail_kinds(), private.mail_template(uuid, text), private.mail_facts(uuid, text, uuid, uuid, uuid),
  private.mail_facts_of_part(uuid, uuid), private.mail_facts_of_act(uuid, uuid, text), private.require_mail_words(text, text, text[]),
  private.preview_mail(text, uuid) from public;
grant execute on function private.mail_kinds(), private.mail_template(uuid, text), private.mail_facts(uuid, text, uuid, uuid, uuid),
  private.require_mail_words(text, text, text[]) to growthos_operations;
grant execute on function private.mail_kinds(), private.preview_mail(text, uuid) to growthos_staff;
call private.hand_to_operations('private.save_mail_template(text, text, text, boolean, int)');
grant execute on function private.save_mail_template(text, text, text, boolean, int) to growthos_staff;
