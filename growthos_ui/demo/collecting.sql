-- What the desk did about installments that came late, or have not come: promises, contacts and pauses, for the bills of the
-- organisation in collect_run (organization_id, timezone, today, taken_by). Set-based, the same for the same day, safe to repeat
-- on a later one. Who promises and who is not reached follows from the id of the installment.
create temporary table collect_part on commit drop as
select p.id, p.organization_id, p.student_id, p.effective_due_date as due, p.remaining_milli, p.amount,
       ('x' || substr(md5(p.id || ' collected'), 1, 7))::bit(28)::int as dice,
       (select max(l.occurred_on) from public.installment_payments as l
        where l.organization_id = p.organization_id and l.installment_id = p.id and l.entry_type = 'payment') as paid_on
from public.installment_plans as p
join collect_run as run on run.organization_id = p.organization_id
where p.status <> 'cancelled' and p.effective_due_date < run.today;
analyze collect_part;

-- One in three promises, once to three times, three weeks apart: whoever has paid by then, or owes no more, is not asked again.
create temporary table collect_promise on commit drop as
select md5(p.id || ' promise ' || s.made_on)::uuid as id, p.id as part_id, p.organization_id, p.student_id, s.made_on,
       s.made_on + 7 as promised_for, round(case when p.dice % 4 = 0 then p.amount / 2 else p.amount end) as amount
from collect_part as p
cross join collect_run as run
cross join lateral (select p.due + 4 + 21 * turn as made_on from generate_series(0, p.dice % 5 / 2) as turn) as s
where p.dice % 3 = 0 and s.made_on <= run.today and s.made_on <= coalesce(p.paid_on, run.today)
  and (p.remaining_milli > 0 or p.paid_on > p.due);

insert into dashboard.promises (id, organization_id, installment_id, amount, made_on, promised_for, taken_by, taken_at)
select p.id, p.organization_id, p.part_id, p.amount, p.made_on, p.promised_for, run.taken_by, (p.made_on + time '10:00') at time zone run.timezone
from collect_promise as p cross join collect_run as run
on conflict do nothing;

insert into dashboard.collection_contacts (id, organization_id, student_id, channel, outcome, next_step, next_on, made_on, made_by, made_at)
select md5(c.id || ' contact')::uuid, c.organization_id, c.student_id, c.channel, c.outcome, c.step, c.next_on, c.made_on, run.taken_by,
       (c.made_on + time '10:00') at time zone run.timezone
from (
  select p.id, p.organization_id, p.student_id, 'phone' as channel, 'promised' as outcome, null as step, null::date as next_on, p.made_on
  from collect_promise as p
  union all
  select md5(p.id || ' contact ' || s.turn)::uuid, p.organization_id, p.student_id, (array['phone', 'email', 'phone', 'in_person'])[s.turn],
         (array['no_answer', 'message_left', 'asked_for_time', 'will_pay'])[s.turn], (array['call', 'message', 'give_time', null])[s.turn],
         p.due + 3 + 8 * s.turn + case when s.turn < 4 then 3 end, p.due + 3 + 8 * s.turn
  from collect_part as p cross join generate_series(1, 4) as s (turn)
  where p.dice % 3 = 1 and p.remaining_milli > 0
) as c
cross join collect_run as run
where c.made_on <= run.today
on conflict do nothing;

insert into dashboard.reminder_pauses (id, organization_id, student_id, starts_on, ends_on, reason, made_by, made_at)
select md5(p.student_id || ' pause')::uuid, p.organization_id, p.student_id, min(p.due) + 10, min(p.due) + 55, 'Asked for time: ill for some weeks.',
       run.taken_by, (min(p.due) + 10 + time '10:00') at time zone run.timezone
from collect_part as p cross join collect_run as run
where p.remaining_milli > 0 and p.dice % 11 = 5 and p.due + 10 <= run.today
group by p.student_id, p.organization_id, run.taken_by, run.timezone
on conflict do nothing;
analyze dashboard.promises, dashboard.collection_contacts, dashboard.reminder_pauses;

drop table collect_promise, collect_part, collect_run;
