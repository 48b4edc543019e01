-- Repeatable. What an open line of the bank may be, the best first, each with its reasons and points. Looked up only: belongs to the owner
-- and asks for the organisation itself. Superadmin, admin and finance.

-- Whom the words of these lines speak of: by a code or an invoice, by a reference or a name under which only they paid before, or by
-- their own name.
create or replace function private.said_by_lines(p_lines uuid[])
returns table (line_id uuid, student_id uuid, by_code boolean, by_reference boolean, by_payer boolean, by_name boolean)
language sql stable security definer set search_path = '' as $$
  with line as materialized (
    select l.id, l.reference, l.payer, upper(concat_ws(' ', l.reference, l.details, l.payer)) as words,
           lower(concat_ws(' ', l.payer, l.details)) as names
    from dashboard.bank_lines as l where l.organization_id = (select private.org_id()) and l.id = any (p_lines)),
  word as materialized (
    select distinct l.id, regexp_replace(w, '^INV-(.+)-\d\d(-\d+)?$', '\1') as code
    from line as l cross join lateral regexp_split_to_table(l.words, '[^A-Z0-9-]+') as w where w <> ''),
  named as materialized (
    select l.id, w.student_id
    from line as l cross join lateral (select distinct n from regexp_split_to_table(l.names, '[^[:alnum:]]+') as n where length(n) > 1) as said
    join dashboard.student_words as w on w.organization_id = (select private.org_id()) and w.word = said.n
    group by l.id, w.student_id having count(*) >= 2),
  before as materialized (
    select l.id, 'reference' as how, a.student_id from line as l
    join dashboard.money_acts as a on a.organization_id = (select private.org_id()) and a.method = 'bank_transfer' and a.reference = l.reference
      and not exists (select from dashboard.money_acts as u where u.organization_id = a.organization_id and u.undoes_id = a.id)
    union
    select l.id, 'reference', a.student_id from line as l
    join dashboard.bank_lines as b on b.organization_id = (select private.org_id()) and b.status = 'matched' and b.reference = l.reference
    join dashboard.money_acts as a on a.id = b.act_id
    union
    select l.id, 'payer', a.student_id from line as l
    join dashboard.bank_lines as b on b.organization_id = (select private.org_id()) and b.status = 'matched' and b.payer = l.payer
    join dashboard.money_acts as a on a.id = b.act_id),
  -- what several paid under is nobody's
  alone as (select b.id, b.how from before as b group by b.id, b.how having count(*) = 1),
  every as (
    select w.id, s.id as student_id, 'code' as how from word as w
      join public.students as s on s.organization_id = (select private.org_id()) and s.student_code = w.code
    union all select n.id, n.student_id, 'name' from named as n
    union all select b.id, b.student_id, b.how from before as b join alone as o on o.id = b.id and o.how = b.how)
  select e.id, e.student_id, bool_or(e.how = 'code'), bool_or(e.how = 'reference'), bool_or(e.how = 'payer'), bool_or(e.how = 'name')
  from every as e
  -- who pays for two says whom it is for, and a code says more than a reference
  where not exists (
    select from every as o where o.id = e.id
      and (e.how = 'payer' and o.how in ('code', 'reference') or e.how = 'reference' and o.how = 'code' and o.student_id <> e.student_id))
  group by e.id, e.student_id
$$;

-- Points and reasons of what the words say: 60 for a code, an invoice or a reference, 45 for a name under which they paid before, 20 for
-- their own.
create or replace function private.points_of_words(
  p_code boolean, p_reference boolean, p_payer boolean, p_name boolean, out points int, out reasons text[])
language sql immutable parallel safe set search_path = '' as $$
  select greatest(case when p_code or p_reference then 60 end, case when p_payer then 45 end, 0) + case when p_name then 20 else 0 end,
         array_remove(array[
           case when p_code then 'the code is in its words' end, case when p_reference then 'they paid with this reference before' end,
           case when p_payer then 'this payer paid for them before' end, case when p_name then 'the name is in its words' end], null)
$$;

-- What each of these learners owes, in the order in which money goes on it: a stretch of each installment.
create or replace function private.owed_in_turn(p_students uuid[])
returns table (student_id uuid, currency text, part_id uuid, called text, first_issue date, since numeric, upto numeric)
language sql stable security definer set search_path = '' as $$
  select p.student_id, p.currency::text, p.id, i.invoice_number || '-' || p.installment_number, min(p.issue_date) over (partition by p.student_id),
         sum(o.owed) over turns - o.owed, sum(o.owed) over turns
  from public.installment_plans as p
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  cross join lateral (select (p.remaining_milli + p.penalty_remaining_milli) / 1000.0 as owed) as o
  where p.organization_id = (select private.org_id()) and p.student_id = any (p_students) and p.remaining_milli + p.penalty_remaining_milli > 0
  window turns as (partition by p.student_id, p.currency
    order by p.issue_date > (select private.today()), p.effective_due_date, i.invoice_number, p.installment_number rows unbounded preceding)
$$;

-- What lines that came in may be: a payment that stands already, of whatever way but cash (90 by its reference, 70 by its learner and days), or money of a learner
-- who owes (what the words say, and 30 for the amount). Lines that surely are of one learner take what is owed one after the
-- other, by their days: `lines` are the parts that this one would fill [{installment, amount}], nothing where too little is left.
create or replace function private.propose_payments(p_lines uuid[])
returns table (line_id uuid, student_id uuid, act_id uuid, points int, reasons text[], lines jsonb, parts text)
language sql stable security definer set search_path = '' as $$
  with line as materialized (
    select l.id, l.currency::text as currency, l.amount, l.booked_on, l.reference
    from dashboard.bank_lines as l
    where l.organization_id = (select private.org_id()) and l.id = any (p_lines) and l.status = 'open' and l.amount > 0),
  said as materialized (
    select s.line_id as id, s.student_id, w.points, w.reasons
    from private.said_by_lines(array(select l.id from line as l)) as s
    cross join lateral private.points_of_words(s.by_code, s.by_reference, s.by_payer, s.by_name) as w),
  entered as materialized (
    select l.id, a.student_id, a.id as act_id, case when a.reference = l.reference then 90 else 70 end as points,
           case when a.reference = l.reference then 'recorded already, with this reference' else 'recorded already, of these days' end as why
    from line as l
    join dashboard.money_acts as a on a.organization_id = (select private.org_id()) and a.kind = 'payment' and a.method <> 'cash'
      and a.currency = l.currency and a.amount_milli = (l.amount * 1000)::bigint and coalesce(a.belongs_to, a.occurred_on) between l.booked_on - 15 and l.booked_on + 15
      -- a cheque or a card takes its days until it is booked
      and (a.reference = l.reference or abs(coalesce(a.belongs_to, a.occurred_on) - l.booked_on) <= case a.method when 'bank_transfer' then 3 else 15 end
        and exists (select from said as s where s.id = l.id and s.student_id = a.student_id))
    where a.undoes_id is null and not exists (select from dashboard.bank_lines as b where b.organization_id = a.organization_id and b.act_id = a.id)
      and not exists (select from dashboard.money_acts as u where u.organization_id = a.organization_id and u.undoes_id = a.id)),
  -- by the amount of one installment, which an index finds; a late fee in it is met through a code or a name
  fitting as materialized (
    select distinct l.id, p.student_id from line as l
    join public.installment_plans as p on p.organization_id = (select private.org_id()) and p.remaining_milli = (l.amount * 1000)::bigint
      and p.remaining_milli > 0 and p.currency = l.currency and p.penalty_remaining_milli = 0),
  candidate as materialized (
    select s.id, s.student_id from said as s union
    select f.id, f.student_id from fitting as f where f.id in (select g.id from fitting as g group by g.id having count(*) <= 3)),
  owed as materialized (select * from private.owed_in_turn(array(select distinct c.student_id from candidate as c))),
  payable as materialized (
    select c.id, c.student_id, l.currency, l.amount, l.booked_on, coalesce(s.points, 0) as points, coalesce(s.reasons, '{}') as reasons, o.whole
    from candidate as c
    join line as l on l.id = c.id
    join (select o.student_id, o.currency, max(o.upto) as whole, min(o.first_issue) as first_issue from owed as o group by 1, 2) as o
      on o.student_id = c.student_id and o.currency = l.currency and l.amount <= o.whole and l.booked_on >= o.first_issue - 365
    left join said as s on s.id = c.id and s.student_id = c.student_id
    where not exists (select from entered as e where e.id = c.id and e.student_id = c.student_id) and not private.is_entered(l.reference, l.booked_on)),
  -- of one learner only: the others of the same learner come after it
  sure as materialized (
    select p.id, p.student_id, sum(p.amount) over (partition by p.student_id, p.currency order by p.booked_on, p.id) - p.amount as before
    from payable as p
    where p.points >= 60 and not exists (select from payable as q where q.id = p.id and q.student_id <> p.student_id and q.points >= 60)),
  placed as (
    select p.id, p.student_id, p.points, p.reasons, coalesce(s.before, 0) as before, coalesce(s.before, 0) + p.amount as after,
           coalesce(s.before, 0) + p.amount <= p.whole as is_enough, f.fits
    from payable as p left join sure as s on s.id = p.id and s.student_id = p.student_id
    cross join lateral (
      select coalesce(bool_or(o.upto = coalesce(s.before, 0) + p.amount or o.since >= coalesce(s.before, 0) and o.upto - o.since = p.amount), false) as fits
      from owed as o where o.student_id = p.student_id and o.currency = p.currency) as f)
  select e.id, e.student_id, e.act_id, e.points, array[e.why], null::jsonb, null::text from entered as e
  union all
  select p.id, p.student_id, null, p.points + case when p.is_enough and p.fits then 30 else 0 end,
         p.reasons || case when not p.is_enough then array['the lines before it leave less than it'] when p.fits then array['the amount is what is owed'] else '{}' end,
         o.lines, o.parts
  from placed as p left join lateral (
    select jsonb_agg(jsonb_build_object('installment', o.part_id, 'amount', least(o.upto, p.after) - greatest(o.since, p.before)) order by o.since) as lines,
           string_agg(o.called, ', ' order by o.since) as parts
    from owed as o
    join line as l on l.id = p.id and l.currency = o.currency
    where o.student_id = p.student_id and o.since < p.after and o.upto > p.before) as o on p.is_enough
$$;

-- What lines that went out may be: a refund that stands already, or a payment that the bank took back, all of it; then it was not
-- returned before. By the reference of either (90), by whom the words speak of and the amount; by the amount alone where that is
-- rare. Surely it is a payment that came back only where the line says so, and bears its reference.
create or replace function private.propose_returns(p_lines uuid[])
returns table (line_id uuid, student_id uuid, act_id uuid, kind text, points int, reasons text[])
language sql stable security definer set search_path = '' as $$
  with line as materialized (
    select l.id, l.currency::text as currency, -l.amount as amount, l.booked_on, l.reference, upper(concat_ws(' ', l.reference, l.details)) as words,
           concat_ws(' ', l.details, l.reference) ~* '\m(return|revers|reject|bounce|dishono|unpaid|recall|chargeback|refer to drawer|insufficient)' as is_back
    from dashboard.bank_lines as l
    where l.organization_id = (select private.org_id()) and l.id = any (p_lines) and l.status = 'open' and l.amount < 0),
  said as materialized (
    select s.line_id as id, s.student_id, w.points, w.reasons
    from private.said_by_lines(array(select l.id from line as l)) as s
    cross join lateral private.points_of_words(s.by_code, s.by_reference, s.by_payer, s.by_name) as w),
  act as materialized (
    select l.id, l.is_back, a.id as act_id, a.student_id, a.kind, coalesce(a.belongs_to, a.occurred_on) as occurred_on, a.amount,
           coalesce(a.reference = l.reference or b.reference = l.reference or position(a.receipt_number in l.words) > 0, false) as by_reference,
           coalesce(s.points, 0) as points, coalesce(s.reasons, '{}') as reasons
    from line as l
    join dashboard.money_acts as a on a.organization_id = (select private.org_id()) and a.currency = l.currency and a.amount_milli = (l.amount * 1000)::bigint
      and a.method <> 'cash' and coalesce(a.belongs_to, a.occurred_on) between l.booked_on - 180 and l.booked_on + 15
      and (a.kind = 'payment' and coalesce(a.belongs_to, a.occurred_on) <= l.booked_on
           or a.kind = 'refund' and coalesce(a.belongs_to, a.occurred_on) >= l.booked_on - 15)
    left join dashboard.bank_lines as b on b.organization_id = a.organization_id and b.act_id = a.id
    left join said as s on s.id = l.id and s.student_id = a.student_id
    where case a.kind when 'refund' then b.id is null and a.undoes_id is null and not exists (
      select from dashboard.money_acts as u where u.organization_id = a.organization_id and u.undoes_id = a.id) else not exists (
      select from public.installment_payments as p
      join public.installment_payments as r on r.organization_id = p.organization_id and r.reverses_id = p.id
      where p.organization_id = a.organization_id and p.act_id = a.id
      group by p.id having sum(case r.entry_type when 'refund' then r.amount else -r.amount end) > 0) end),
  told as (
    select a.*, count(*) over (partition by a.id) as rivals, bool_or(a.by_reference) over (partition by a.id) as is_named from act as a)
  select t.id, t.student_id, t.act_id, t.kind,
         case when t.kind = 'refund' then case when t.by_reference then 90 when t.points > 0 then 70 else 40 end
              when t.is_back and t.by_reference then 90 else least(70, case when t.by_reference then 70 else t.points + 30 end) end,
         case when t.kind = 'refund' then array['the refund is recorded already'] else array[case when t.is_back then 'it says that it came back' else 'the amount is that of a payment' end] end
           || case when t.by_reference then array['the reference is the same'] else t.reasons end
  from told as t
  -- where one bears the reference, it is that one
  where t.by_reference or not t.is_named and (t.points > 0 or t.rivals <= 3 and (t.kind = 'refund' or t.is_back))
$$;

-- Lines of an earlier file that one of these may be once more: of its amount, at most three days apart, where one of the two has no
-- reference to tell them apart by. With whose money it is, where that is decided.
create or replace function private.alike_lines(p_lines uuid[]) returns table (id uuid, other uuid, student_id uuid)
language sql stable security definer set search_path = '' as $$
  select l.id, o.id, a.student_id
  from dashboard.bank_lines as l
  join dashboard.imports as i on i.organization_id = l.organization_id and i.id = l.import_id
  join dashboard.bank_lines as o on o.organization_id = l.organization_id and o.booked_on between l.booked_on - 3 and l.booked_on + 3
    and o.amount_milli = l.amount_milli and o.currency = l.currency and (o.reference is null or l.reference is null) and o.status <> 'ignored'
  join dashboard.imports as j on j.organization_id = o.organization_id and j.id = o.import_id
    and (j.number < i.number or o.status = 'matched' and j.number <> i.number)
  left join dashboard.money_acts as a on a.organization_id = o.organization_id and a.id = o.act_id
  where l.organization_id = (select private.org_id()) and l.id = any (p_lines) and l.amount_milli > 0
$$;

drop function if exists private.propose_matches(uuid[]);
-- The three best of each line, the best first. act_kind is payment or refund for what stands already, back for a payment that the bank took
-- back. certain: at least 80, nobody else comes within 30, and what is owed is enough for it; never where
-- another line of its day has its amount and reference, since one transfer may come in two files in other words: a person decides
-- which are money, one by one, until the other is set aside. Nor is the second of two files certain where one of two lines of these days
-- has no reference, and both would be money of one learner, of one amount.
create or replace function private.propose_matches(p_lines uuid[])
returns table (line_id uuid, student_code text, full_name text, act_id uuid, act_kind text, receipt text, act_on date, points int, reasons text[],
               lines jsonb, parts text, is_certain boolean)
language plpgsql stable security definer set search_path = '' as $$
declare
  -- what an open line of an earlier file is said to be, is asked along
  asked constant uuid[] := p_lines || array(select distinct a.other from private.alike_lines(p_lines) as a where a.student_id is null);
begin
  perform private.require_importer();
  return query
  with every as materialized (
    select p.line_id, p.student_id, p.act_id, case when p.act_id is null then null else 'payment' end as kind, p.points, p.reasons, p.lines, p.parts
      from private.propose_payments(asked) as p
    union all
    select r.line_id, r.student_id, r.act_id, case r.kind when 'payment' then 'back' else r.kind end, r.points, r.reasons, null, null from private.propose_returns(p_lines) as r),
  twin as materialized (
    select l.id from dashboard.bank_lines as l
    where l.organization_id = (select private.org_id()) and l.id = any (p_lines) and exists (
      select from dashboard.bank_lines as o
      where o.organization_id = l.organization_id and o.booked_on = l.booked_on and o.amount_milli = l.amount_milli and o.currency = l.currency
        and o.reference = l.reference and o.id <> l.id and o.status <> 'ignored')),
  second as materialized (
    select distinct a.id, e.student_id from private.alike_lines(p_lines) as a
    join every as e on e.line_id = a.id and e.act_id is null
    where a.student_id = e.student_id or a.student_id is null and exists (
      select from every as o where o.line_id = a.other and o.student_id = e.student_id and o.points >= 60)),
  ranked as (
    select e.*, e.line_id in (select t.id from twin as t) as is_twin,
           exists (select from second as s where s.id = e.line_id and s.student_id = e.student_id) as is_second, a.receipt_number, a.occurred_on, row_number() over best as turn, lead(e.points) over best as next
    from every as e left join dashboard.money_acts as a on a.organization_id = (select private.org_id()) and a.id = e.act_id
    window best as (partition by e.line_id order by e.points desc, a.occurred_on desc nulls last, e.student_id, e.act_id))
  select r.line_id, s.student_code, s.full_name, r.act_id, r.kind, r.receipt_number, r.occurred_on, r.points,
         r.reasons || case when r.is_twin then array['another line of this day has the same amount and reference']
                         when r.is_second then array['another file has this amount for them in these days, and one of the two has no reference']
                         else '{}' end, r.lines, r.parts,
         not r.is_twin and not r.is_second and r.turn = 1 and r.points >= 80 and r.points - coalesce(r.next, 0) >= 30 and (r.act_id is not null or r.lines is not null)
  from ranked as r join public.students as s on s.organization_id = (select private.org_id()) and s.id = r.student_id
  where r.turn <= 3 and r.line_id = any (p_lines) order by r.line_id, r.turn;
end $$;

revoke all on function private.alike_lines(uuid[]), private.said_by_lines(uuid[]), private.points_of_words(boolean, boolean, boolean, boolean), private.owed_in_turn(uuid[]),
  private.propose_payments(uuid[]), private.propose_returns(uuid[]), private.propose_matches(uuid[]) from public;
grant execute on function private.propose_matches(uuid[]) to growthos_operations, growthos_staff;
