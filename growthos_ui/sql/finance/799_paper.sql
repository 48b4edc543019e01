-- Repeatable. What paper says, and how it is issued: the facts are the ledger's, the pages are drawn elsewhere, the bytes
-- are kept here. Facts are looked up by the owner; what issues belongs to growthos_operations.

-- Who may have paper: those who see the money, and jobs for the organisation that they named.
create or replace function private.may_have_paper() returns boolean
language sql stable security definer set search_path = '' as $$
  select private.has_power('superadmin', 'admin', 'enrollment_manager', 'finance') or private.at_work()
$$;

-- Who hands it out and for whom: the head of every page.
create or replace function private.paper_head(p_student uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'school', jsonb_strip_nulls(jsonb_build_object('name', coalesce(c.company_name, o.name), 'address', private.setting(o.id, 'contact.address'),
      'email', private.setting(o.id, 'contact.email'), 'phone', private.setting(o.id, 'contact.phone'), 'colour', c.primary_color)),
    'student', jsonb_build_object('name', s.full_name, 'code', s.student_code))
  from public.students as s
  join public.organizations as o on o.id = s.organization_id
  left join public.company_settings as c on c.organization_id = s.organization_id
  where s.organization_id = private.org_id() and s.id = p_student
$$;

-- The logo at its head, as it is today. It is no fact: another logo makes no other document.
create or replace function private.paper_logo() returns bytea
language sql stable security definer set search_path = '' as $$
  select l.image from dashboard.logos as l where l.organization_id = private.org_id() and private.may_have_paper()
$$;

-- A bill as it was agreed: its parts, what makes it cheaper, late fees. What was paid stands on receipts and statements.
create or replace function private.invoice_facts(p_invoice uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.paper_head(i.student_id) || jsonb_build_object(
    'kind', 'invoice', 'number', i.invoice_number, 'currency', i.currency, 'places', private.currency_exponent(i.currency),
    'day', i.issue_date, 'due', i.due_date, 'course', c.title, 'cancelled', i.status = 'cancelled',
    'list', (i.list_amount * 1000)::bigint, 'discount', ((i.list_amount - i.amount) * 1000)::bigint, 'percentage', trim_scale(i.discount_percentage)::text,
    'amount', i.amount_milli, 'fees', (i.penalty_total * 1000)::bigint, 'total', ((i.amount + i.penalty_total) * 1000)::bigint,
    'notes', nullif(concat_ws(E'\n\n', nullif(btrim(i.notes), ''), nullif(btrim(private.setting(i.organization_id, 'fees.invoice_notes') #>> '{}'), '')), ''),
    'ways', (select jsonb_agg(jsonb_build_object('name', w ->> 'name', 'details', w ->> 'details'))
             from jsonb_array_elements(private.setting(i.organization_id, 'fees.payment_methods')) as w where lower(btrim(coalesce(w ->> 'enabled', ''))) not in ('', 'no', 'false', 'off', '0')),
    'lines', (select jsonb_agg(jsonb_build_object('number', p.installment_number, 'of', count_of.parts, 'issued', p.issue_date, 'due', p.effective_due_date,
                'agreed', nullif(p.due_date, p.effective_due_date), 'amount', p.amount_milli, 'cancelled', p.status = 'cancelled',
                'fee', case when p.penalty_waived_at is null then (p.penalty_amount * 1000)::bigint else 0 end) order by p.installment_number)
              from public.installment_plans as p where p.organization_id = i.organization_id and p.invoice_id = i.id))
  from public.invoices as i
  left join public.courses as c on c.organization_id = i.organization_id and c.id = i.course_id
  cross join lateral (select count(*) as parts from public.installment_plans as p
                      where p.organization_id = i.organization_id and p.invoice_id = i.id) as count_of
  where i.organization_id = private.org_id() and i.id = p_invoice
$$;

-- A payment: when, how, how much, and on which parts. Other acts have no receipt.
create or replace function private.receipt_facts(p_act uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.paper_head(a.student_id) || jsonb_build_object(
    'kind', 'receipt', 'number', a.receipt_number, 'currency', a.currency, 'places', private.currency_exponent(a.currency),
    'day', coalesce(a.belongs_to, a.occurred_on), 'method', a.method, 'reference', a.reference, 'total', a.amount_milli,
    'lines', (select jsonb_agg(jsonb_build_object('invoice', i.invoice_number, 'course', c.title, 'number', p.installment_number,
                'of', (select count(*) from public.installment_plans as q where q.organization_id = p.organization_id and q.invoice_id = p.invoice_id),
                'amount', l.amount_milli, 'fee', (l.fee_amount * 1000)::bigint) order by i.invoice_number, p.installment_number, l.id)
              from public.installment_payments as l
              join public.installment_plans as p on p.organization_id = l.organization_id and p.id = l.installment_id
              join public.invoices as i on i.organization_id = l.organization_id and i.id = l.invoice_id
              left join public.courses as c on c.organization_id = i.organization_id and c.id = i.course_id
              where l.organization_id = a.organization_id and l.act_id = a.id))
  from dashboard.money_acts as a
  where a.organization_id = private.org_id() and a.id = p_act and a.kind = 'payment' and a.undoes_id is null
$$;

-- Everything that was billed, paid, returned, credited or written off, in its order, and what is still to come.
create or replace function private.statement_facts(p_student uuid, p_currency text) returns jsonb
language sql stable security definer set search_path = '' as $$
  with of_learner as (
    select p.*, i.invoice_number, c.title, count(*) over (partition by p.invoice_id) as parts,
           p.status = 'cancelled' as is_cancelled, r.today, r.grace,
           case when p.penalty_waived_at is null then (p.penalty_amount * 1000)::bigint else 0 end as fee_milli,
           (select (t.valid_from at time zone r.zone)::date from dashboard.installment_terms as t
            where t.organization_id = p.organization_id and t.installment_id = p.id and t.is_cancelled order by t.place limit 1) as cancelled_on
    from public.installment_plans as p
    join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
    left join public.courses as c on c.organization_id = i.organization_id and c.id = i.course_id
    cross join (select private.today() as today, (private.get_setting('fees.grace_days'))::int as grace, private.zone() as zone) as r
    where p.organization_id = private.org_id() and p.student_id = p_student and p.currency = p_currency),
  -- A part is charged on the day of its issue; one that was cancelled before that, only where money had moved on it.
  parts as (
    select o.*, least(o.issue_date, o.cancelled_on) as charged_on,
           case when o.is_cancelled then o.cancelled_on >= o.issue_date or o.amount_paid + o.amount_credited + o.amount_written_off > 0
                else o.issue_date <= o.today end as is_charged
    from of_learner as o),
  moves as (
    select p.charged_on as day, 0 as rank, 'charge' as what, p.invoice_number, p.installment_number, p.parts, p.title, p.amount_milli as milli,
           null::text as method, null::text as receipt, null::text as reference, '' as turn
      from parts as p where p.is_charged
    union all
    select p.penalty_applied_on, 1, 'fee', p.invoice_number, p.installment_number, p.parts, p.title, p.fee_milli, null, null, null, ''
      from parts as p where p.fee_milli > 0 and not p.is_cancelled
    union all
    select l.occurred_on, 2, case when l.amount < 0 then 'undone ' else '' end || l.entry_type, p.invoice_number, p.installment_number, p.parts, p.title,
           case when l.entry_type = 'refund' then l.amount_milli else -l.amount_milli end, l.method, l.receipt_number, l.reference,
           -- as they were entered; of one moment, money in before money out, what undoes it last, and then as the parts are numbered
           to_char(l.created_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
             || case when l.amount < 0 then 9 else array_position(array['payment', 'refund', 'adjustment', 'write_off'], l.entry_type) end || coalesce(l.receipt_number, '')
      from public.installment_payments as l join parts as p on p.id = l.installment_id where l.organization_id = p.organization_id
    union all
    select p.cancelled_on, 3, 'cancelled', p.invoice_number, p.installment_number, p.parts, p.title,
           -(p.amount_milli - p.paid_milli + (p.penalty_paid * 1000)::bigint - ((p.amount_credited + p.amount_written_off) * 1000)::bigint),
           null, null, null, ''
      from parts as p where p.is_cancelled and p.is_charged),
  running as (
    select m.*, sum(m.milli) over turns as balance, row_number() over turns as place
    from moves as m
    window turns as (order by m.day, m.rank, m.turn, m.invoice_number, m.installment_number rows unbounded preceding)),
  ahead as (select coalesce(sum(p.amount_milli - p.remaining_milli) filter (where p.issue_date > p.today and not p.is_cancelled), 0) as milli from parts as p)
  select private.paper_head(p_student) || jsonb_build_object(
    'kind', 'statement', 'currency', p_currency, 'places', private.currency_exponent(p_currency), 'day', private.today(),
    'moves', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('day', r.day, 'what', r.what, 'invoice', r.invoice_number,
        'number', r.installment_number, 'of', r.parts, 'course', r.title, 'method', r.method, 'receipt', r.receipt, 'reference', r.reference,
        'amount', r.milli, 'balance', r.balance)) order by r.place) from running as r), '[]'),
    'coming', coalesce((select jsonb_agg(jsonb_build_object('invoice', p.invoice_number, 'number', p.installment_number, 'of', p.parts, 'course', p.title,
        'due', p.effective_due_date, 'state', case when p.issue_date > p.today then 'scheduled' when p.today > p.effective_due_date + p.grace then 'overdue'
          when p.today >= p.effective_due_date then 'due' else 'open' end,
        'late', greatest(0, p.today - p.effective_due_date), 'amount', p.remaining_milli, 'fee', p.penalty_remaining_milli)
        order by p.effective_due_date, p.invoice_number, p.installment_number)
      from parts as p where p.remaining_milli + p.penalty_remaining_milli > 0), '[]'),
    'totals', (select jsonb_build_object(
        'open', coalesce(sum(p.remaining_milli) filter (where p.issue_date <= p.today), 0),
        'fees', coalesce(sum(p.penalty_remaining_milli), 0),
        'scheduled', coalesce(sum(p.remaining_milli) filter (where p.issue_date > p.today), 0),
        'overdue', coalesce(sum(p.remaining_milli + p.penalty_remaining_milli) filter (where p.issue_date <= p.today and p.today > p.effective_due_date + p.grace), 0),
        'ahead', (select a.milli from ahead as a),
        'balance', coalesce((select r.balance from running as r order by r.place desc limit 1), 0)) from parts as p))
  where exists (select from parts)
$$;

-- What a document of this kind would say now: of a bill, of an act, of a learner and a currency. Raises finance.not_allowed
-- 42501, finance.invoice_missing, finance.act_missing and finance.no_account P0002, finance.paper_kind 22023, and finance.payment_undone 55000:
-- what was no payment of this learner has no receipt.
create or replace function private.paper_facts(p_kind text, p_of uuid, p_currency text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  found_facts jsonb;
begin
  if not private.may_have_paper() then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif p_kind = 'receipt' and private.is_undone(p_of) then
    raise exception 'finance.payment_undone' using errcode = '55000', detail = '{}';
  end if;
  found_facts := case p_kind when 'invoice' then private.invoice_facts(p_of) when 'receipt' then private.receipt_facts(p_of)
                             when 'statement' then private.statement_facts(p_of, p_currency) end;
  if p_kind not in ('invoice', 'receipt', 'statement') then
    raise exception 'finance.paper_kind' using errcode = '22023', detail = '{}';
  elsif found_facts is null then
    raise exception '%', case p_kind when 'invoice' then 'finance.invoice_missing' when 'receipt' then 'finance.act_missing' else 'finance.no_account' end
      using errcode = 'P0002', detail = '{}';
  end if;
  return found_facts;
end $$;

-- The document that says this already: a receipt is issued once; of an invoice and of an account, the last one counts.
create or replace function private.issued_paper(p_kind text, p_of uuid, p_currency text, p_facts jsonb) returns uuid
language sql stable security definer set search_path = '' as $$
  select last_one.id
  from (select d.id, d.facts_hash from dashboard.documents as d
        where d.organization_id = private.org_id() and d.kind = p_kind and case p_kind when 'invoice' then d.invoice_id = p_of
          when 'receipt' then d.act_id = p_of else d.student_id = p_of and d.currency = p_currency end
        order by d.issued_at desc, d.revision desc, d.number desc limit 1) as last_one
  where p_kind = 'receipt' or last_one.facts_hash = private.hash_of(p_facts)
$$;

-- What a caller is told of a document.
create or replace function private.paper_answer(p_document uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', d.id, 'kind', d.kind, 'number', d.number, 'revision', d.revision, 'issued_on', d.issued_on, 'digest', d.digest)
  from dashboard.documents as d where d.organization_id = private.org_id() and d.id = p_document
$$;

-- Looks for a document: {document: what is issued, or null; facts: what it says now; may_issue: whether this transaction writes}.
create or replace function private.find_paper(p_kind text, p_of uuid, p_currency text default null) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  says constant jsonb := private.paper_facts(p_kind, p_of, p_currency);
begin
  return jsonb_build_object('document', private.paper_answer(private.issued_paper(p_kind, p_of, p_currency, says)), 'facts', says,
    'may_issue', current_setting('transaction_read_only') = 'off');
end $$;

-- The bytes of a document. Another organisation's is as missing as none: null.
create or replace function private.paper_bytes(p_document uuid) returns bytea
language sql stable security definer set search_path = '' as $$
  select d.body from dashboard.documents as d
  where d.organization_id = private.org_id() and d.id = p_document and private.may_have_paper()
$$;

-- Begins a document: its number is taken and its facts are kept; the same transaction brings the bytes, or nothing stays, the
-- number neither. Two at once wait for each other, and the second finds the first's. Returns {document, is_new, facts}.
create or replace function private.issue_paper(p_kind text, p_of uuid, p_currency text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  says jsonb := private.paper_facts(p_kind, p_of, p_currency);
  made record;
  found_one uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'growthos.paper', p_kind, p_of, p_currency), 0));
  says := private.paper_facts(p_kind, p_of, p_currency);
  found_one := private.issued_paper(p_kind, p_of, p_currency, says);
  if found_one is not null then
    return jsonb_build_object('document', private.paper_answer(found_one), 'is_new', false);
  end if;
  insert into dashboard.documents as d (organization_id, student_id, kind, invoice_id, act_id, currency, number, revision, facts, facts_hash, issued_on)
    select private.org_id(), o.student_id, p_kind, case p_kind when 'invoice' then p_of end, case p_kind when 'receipt' then p_of end,
           says ->> 'currency', says ->> 'number', o.revision, says, private.hash_of(says), private.today()
    from private.paper_owner(p_kind, p_of) as o
    returning d.id, d.student_id, d.number, d.revision into made;
  perform private.log_admin_action(private.org_id(), 'paper_issued', 'documents', made.id,
    format('Issued %s %s%s.', p_kind, made.number, case when made.revision > 1 then ', revision ' || made.revision else '' end), p_student => made.student_id);
  return jsonb_build_object('document', private.paper_answer(made.id), 'is_new', true, 'facts', says);
end $$;

-- Whose paper it is, and its next revision.
create or replace function private.paper_owner(p_kind text, p_of uuid, out student_id uuid, out revision int)
language sql stable security definer set search_path = '' as $$
  select case p_kind
      when 'invoice' then (select i.student_id from public.invoices as i where i.organization_id = private.org_id() and i.id = p_of)
      when 'receipt' then (select a.student_id from dashboard.money_acts as a where a.organization_id = private.org_id() and a.id = p_of)
      else p_of end,
    case when p_kind = 'invoice' then 1 + (select count(*)::int from dashboard.documents as d
      where d.organization_id = private.org_id() and d.invoice_id = p_of) else 1 end
$$;

-- Brings the bytes of a document that this transaction began. Raises finance.paper_missing P0002, row.append_only 42501; the
-- table refuses what is no PDF.
create or replace function private.keep_paper(p_document uuid, p_body bytea) returns text
language plpgsql security definer set search_path = '' as $$
declare
  kept text;
begin
  if not private.may_have_paper() then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  update dashboard.documents as d set body = p_body where d.id = p_document returning d.digest into kept;
  if kept is null then
    raise exception 'finance.paper_missing' using errcode = 'P0002', detail = '{}';
  end if;
  return kept;
end $$;

revoke all on function private.may_have_paper(), private.paper_head(uuid), private.invoice_facts(uuid), private.receipt_facts(uuid),
  private.statement_facts(uuid, text), private.paper_facts(text, uuid, text), private.issued_paper(text, uuid, text, jsonb),
  private.find_paper(text, uuid, text), private.paper_bytes(uuid), private.paper_owner(text, uuid),
  private.paper_answer(uuid), private.paper_logo() from public;
grant execute on function private.may_have_paper(), private.paper_facts(text, uuid, text), private.issued_paper(text, uuid, text, jsonb),
  private.paper_owner(text, uuid), private.paper_answer(uuid) to growthos_operations;
call private.hand_to_operations('private.issue_paper(text, uuid, text)', 'private.keep_paper(uuid, bytea)');
grant execute on function private.find_paper(text, uuid, text), private.paper_bytes(uuid), private.paper_logo(), private.issue_paper(text, uuid, text),
  private.keep_paper(uuid, bytea) to authenticated, growthos_worker;
