-- Bills and what came of them, for the places in to_bill: set-based, the same for the same day, and safe to repeat on a
-- later one, which adds what happened since. bill_run holds one row: organization_id, timezone, today, price, parts,
-- recorded_by, enrolled_by (one or more). What anybody does follows from the id of their place, so that it is made up by a rule and by nothing else.
create temporary table bill_place on commit drop as
select b.enrollment_id, e.organization_id, e.student_id, e.user_id, e.course_id, e.currency, e.status,
       (e.enrolled_at at time zone run.timezone)::date as enrolled_on, batch.start_date, s.student_code,
       ('x' || substr(md5(b.enrollment_id || ' pays'), 1, 7))::bit(28)::int % 100 as kind,
       ('x' || substr(md5(b.enrollment_id || ' price'), 1, 7))::bit(28)::int % 8 = 0 as is_discounted
from to_bill as b
cross join bill_run as run
join public.course_enrollments as e on e.id = b.enrollment_id
join public.students as s on s.organization_id = e.organization_id and s.id = e.student_id
left join public.batches as batch on batch.organization_id = e.organization_id and batch.id = e.batch_id;
analyze bill_place;

update public.course_enrollments as e
set list_price = run.price, enrolled_by = run.enrolled_by[1 + p.kind % cardinality(run.enrolled_by)], discount_percentage = case when p.is_discounted then 10 else 0 end,
    final_price = private.discounted(run.price, e.currency, jsonb_build_object('percentage', case when p.is_discounted then 10 else 0 end))
from bill_place as p cross join bill_run as run
where e.id = p.enrollment_id and e.list_price = 0;

insert into public.invoices (id, organization_id, enrollment_id, student_id, user_id, course_id, invoice_number, currency,
    list_amount, discount_percentage, amount, status, issue_date, due_date, created_by, created_at)
select md5(p.enrollment_id || ' bill')::uuid, p.organization_id, p.enrollment_id, p.student_id, p.user_id, p.course_id,
       'INV-' || p.student_code || '-' || lpad((coalesce(c.value, 0) + row_number() over (partition by p.student_id order by p.enrollment_id))::text, 2, '0'),
       p.currency, e.list_price, e.discount_percentage, e.final_price, 'issued', p.enrolled_on,
       greatest(p.enrolled_on, p.start_date) + 400, run.recorded_by, (p.enrolled_on + time '10:00') at time zone run.timezone
from bill_place as p
cross join bill_run as run
join public.course_enrollments as e on e.id = p.enrollment_id
left join dashboard.counters as c on c.organization_id = p.organization_id and c.name = 'invoice ' || p.student_code
where not exists (select from public.invoices as i where i.enrollment_id = p.enrollment_id);

insert into dashboard.counters (organization_id, name, value)
select p.organization_id, 'invoice ' || p.student_code, count(*)
from bill_place as p join public.invoices as i on i.organization_id = p.organization_id and i.student_id = p.student_id
group by p.organization_id, p.student_code
on conflict (organization_id, name) do update set value = excluded.value where counters.value < excluded.value;

insert into public.installment_plans (id, organization_id, invoice_id, student_id, user_id, currency, installment_number, amount,
    issue_date, due_date, status, created_at)
select md5(i.id || ' part ' || d.installment_number)::uuid, i.organization_id, i.id, i.student_id, i.user_id, i.currency,
       d.installment_number, d.amount, d.issue_date, d.due_date,
       private.installment_state((d.amount * 1000)::bigint, 0, 0, 0, 0, d.issue_date, d.due_date, false, run.today,
                                 (private.setting(i.organization_id, 'fees.grace_days'))::int), i.created_at
from bill_place as p
cross join bill_run as run
join public.invoices as i on i.id = md5(p.enrollment_id || ' bill')::uuid
cross join lateral private.build_installment_schedule(i.amount, run.parts, i.currency, p.enrolled_on, p.start_date,
  (private.setting(i.organization_id, 'fees.gap_days'))::int, (private.setting(i.organization_id, 'fees.window_days'))::int) as d
where not exists (select from public.installment_plans as there where there.invoice_id = i.id);
analyze public.invoices;
analyze public.installment_plans;

create temporary table bill_part on commit drop as
select l.id, l.invoice_id, l.student_id, l.organization_id, l.currency, l.amount, l.installment_number as n, l.due_date, p.kind, p.status,
       ('x' || substr(md5(l.id || ' day'), 1, 7))::bit(28)::int as dice
from bill_place as p
join public.installment_plans as l on l.invoice_id = md5(p.enrollment_id || ' bill')::uuid;
analyze bill_part;

-- More time for the fourth part of some, asked for two days after it was due.
update public.installment_plans as l
set extended_due_date = p.due_date + 30, extension_reason = 'Asked for more time until the salary.', extended_by = run.recorded_by, extension_count = 1
from bill_part as p cross join bill_run as run
where l.id = p.id and p.kind between 88 and 91 and p.n = 4 and p.due_date + 2 <= run.today and l.extension_count = 0;

-- Whoever withdrew does not owe the last part: nothing has come on it.
update public.installment_plans as l set status = 'cancelled'
from bill_part as p cross join bill_run as run
where l.id = p.id and p.status = 'cancelled' and p.n = run.parts and l.amount_paid = 0 and l.issue_date > run.today and l.status <> 'cancelled';

-- Some pay in time, some late, some in part, some stop after the first part, some are paid back, some given up.
create temporary table bill_act on commit drop as
select md5(p.id || ' ' || a.act)::uuid as id, p.id as part_id, p.student_id, p.organization_id, p.currency, a.act, a.amount, a.occurred_on, p.dice,
       case when a.act = 'refund' then md5(md5(p.id || ' payment')::uuid || ' line')::uuid end as reverses_id
from bill_part as p
cross join bill_run as run
cross join lateral (values
  ('payment',
   case when p.kind between 70 and 77 and p.n % 2 = 0 then trunc(p.amount / 2, private.currency_exponent(p.currency)) else p.amount end,
   case when p.kind < 55 then p.due_date - p.dice % 5
        when p.kind < 70 then p.due_date + 4 + p.dice % 28
        when p.kind < 78 then p.due_date + p.dice % 3
        when p.kind < 88 then case when p.n = 1 then p.due_date end
        when p.kind < 92 then case when p.n = 4 then p.due_date + 25 else p.due_date - 1 end
        when p.kind < 95 then case when p.n <= 2 then p.due_date end
        when p.kind < 98 then case when p.n = 1 then p.due_date end end),
  ('refund', p.amount, case when p.kind between 92 and 94 and p.n = 2 then p.due_date + 12 end),
  ('adjustment', p.amount, case when p.kind between 92 and 94 and p.n = 2 then p.due_date + 12 end),
  ('write_off', p.amount, case when p.kind between 95 and 97 and p.n = 2 then p.due_date + 65 end)
) as a (act, amount, occurred_on)
where a.occurred_on <= run.today
  and not (p.status = 'cancelled' and p.n = run.parts)
  and not exists (select from dashboard.money_acts as there where there.organization_id = p.organization_id and there.id = md5(p.id || ' ' || a.act)::uuid);
analyze bill_act;

insert into dashboard.money_acts (id, organization_id, student_id, kind, currency, amount, method, reference, receipt_number, occurred_on,
    reason, idempotency_key, request_hash, recorded_by, recorded_at)
select a.id, a.organization_id, a.student_id, a.act, a.currency, a.amount, how.method,
       case when how.method = 'bank_transfer' then 'TRF-' || upper(substr(md5(a.id::text), 1, 12)) end,
       case when a.act = 'payment' then 'RCPT-' || lpad((coalesce(c.value, 0) + row_number() over (partition by a.act order by a.occurred_on, a.id))::text, 6, '0') end,
       a.occurred_on,
       case a.act when 'refund' then 'Moved away in the second month.' when 'adjustment' then 'No longer owed after the refund.'
                  when 'write_off' then 'Could not be reached for two months.' end,
       a.id::text, sha256(a.id::text::bytea), run.recorded_by, least((a.occurred_on + time '11:00') at time zone run.timezone, private.now())
from bill_act as a
cross join bill_run as run
left join dashboard.counters as c on c.organization_id = a.organization_id and c.name = 'receipt'
cross join lateral (select case a.act
  when 'payment' then (array['bank_transfer', 'bank_transfer', 'card', 'cash', 'online'])[1 + a.dice % 5]
  when 'refund' then 'original_method' end as method) as how;

insert into dashboard.counters (organization_id, name, value)
select organization_id, 'receipt', count(*) from bill_act where act = 'payment' group by organization_id
on conflict (organization_id, name) do update set value = counters.value + excluded.value;

-- One statement: the sums, the states and the places follow from all of it at once.
insert into public.installment_payments (id, organization_id, act_id, installment_id, amount, reverses_id)
select md5(id || ' line')::uuid, organization_id, id, part_id, amount, reverses_id from bill_act;
analyze public.installment_payments;

select private.follow_money(array(select l.id from public.installment_plans as l join bill_part as p on p.id = l.id
                                  where l.due_key < date '2900-01-01' or l.status = 'cancelled'));

-- Paid when the money came, not when this was written.
update public.installment_plans as l
set paid_at = (f.last + time '11:00') at time zone run.timezone
from (select y.installment_id, max(y.occurred_on) as last from public.installment_payments as y
      where y.entry_type = 'payment' and y.installment_id in (select id from bill_part) group by y.installment_id) as f
cross join bill_run as run
where l.id = f.installment_id and l.status = 'paid' and l.paid_at is distinct from (f.last + time '11:00') at time zone run.timezone;

-- Whatever was to be told before today was told on its day, in the morning, as long as it had not been paid by then.
update public.installment_plans as l
set issue_notice_sent_at = coalesce(l.issue_notice_sent_at, told.issue), first_reminder_sent_at = coalesce(l.first_reminder_sent_at, told.first),
    second_reminder_sent_at = coalesce(l.second_reminder_sent_at, told.final), overdue_notice_sent_at = coalesce(l.overdue_notice_sent_at, told.late)
from bill_part as p
cross join bill_run as run
cross join (select (private.setting(r.organization_id, 'fees.grace_days'))::int as grace from bill_run as r) as g
join public.installment_plans as m on m.id = p.id
cross join lateral (
  select max(x.moment) filter (where x.step = 0) as issue, max(x.moment) filter (where x.step = 1) as first,
         max(x.moment) filter (where x.step = 2) as final, max(x.moment) filter (where x.step = 3) as late
  from (
    select d.step, (d.day + time '09:00') at time zone run.timezone as moment
    from (values (0, m.issue_date), (1, m.issue_date + (m.due_date - m.issue_date) / 3), (2, m.issue_date + (m.due_date - m.issue_date) * 2 / 3),
                 (3, m.effective_due_date + g.grace + 1)) as d (step, day)
    where d.day < run.today and (d.step = 3 or d.step = 0 or d.day < m.due_date)) as x
  where m.paid_at is null or x.moment < m.paid_at) as told
where l.id = p.id and l.issue_date < run.today and l.status <> 'cancelled';

drop table bill_act, bill_part, bill_place, to_bill, bill_run;
