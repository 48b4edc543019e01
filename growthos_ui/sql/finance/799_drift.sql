-- Repeatable. Function 72: where what places cost and what was billed for them do not agree, by more than one unit of the currency.
-- Read-only, and as the caller: superadmin and admin. Whoever owes nothing more and paid what was expected is left out. Two live
-- places in one course, and a bill without any place, cannot be: the tables refuse them.
--
--   unbilled     a live place that costs something has no bill: bill it
--   too_much     billed more than the place costs: a discount over the difference
--   too_little   billed less than the place costs: looked at by hand
--   no_place     the place was taken back, nothing was paid, the bill stands: cancel it
--   covered      a place of its own in a course of a pathway that the learner has as well: looked at by hand
drop function if exists private.detect_billing_drift();
create function private.detect_billing_drift() returns table (
  id uuid, student_id uuid, enrollment_id uuid, invoice_id uuid, course_id uuid, currency text, kind text, expected_milli bigint,
  billed_milli bigint, difference_milli bigint, list_milli bigint, invoice_number text)
language sql stable rows 20 set search_path = '' as $$
  with covered as materialized (
    select whole.student_id, part as course_id
    from public.courses as c
    join public.course_enrollments as whole on whole.organization_id = c.organization_id and whole.course_id = c.id
    cross join unnest(c.component_course_ids) as part
    where c.organization_id = (select private.org_id()) and c.kind = 'pathway' and whole.status in ('active', 'completed')
  ), places as (
    select e.id, e.student_id, e.course_id, e.status, e.currency::text as currency, i.id as invoice_id, i.invoice_number,
           (e.final_price * 1000)::bigint as expected, i.amount_milli as billed, (i.list_amount * 1000)::bigint as listed,
           ((i.amount_paid - i.amount_refunded) * 1000)::bigint as net, true as is_billed,
           ((i.amount_paid - i.amount_refunded - i.penalty_paid + i.amount_credited + i.amount_written_off) * 1000)::bigint as gone
    from public.invoices as i
    -- a bill at a time: there are more places than bills, and the planner would read them all
    cross join lateral (
      select p.* from public.course_enrollments as p
      where p.organization_id = i.organization_id and p.id = i.enrollment_id and p.source = 'direct' limit 1) as e
    where i.organization_id = (select private.org_id()) and i.status <> 'cancelled' and (select private.has_power('superadmin', 'admin'))
    union all
    select e.id, e.student_id, e.course_id, e.status, e.currency::text, null, null, (e.final_price * 1000)::bigint, 0, null, 0, false, 0
    from public.course_enrollments as e
    where e.organization_id = (select private.org_id()) and e.source = 'direct' and e.payment_status <> 'waived'
      and e.status in ('active', 'completed') and (select private.has_power('superadmin', 'admin'))
      and not exists (select from public.invoices as i
                      where i.organization_id = e.organization_id and i.enrollment_id = e.id and i.status <> 'cancelled')
  ), found as (
    select p.*, case
        when p.status = 'cancelled' then case when p.net = 0 and p.billed > p.gone then 'no_place' end
        when p.status = 'paused' then null
        when not p.is_billed then case when p.expected > 1000 then 'unbilled' end
        when p.billed - p.expected > 1000 then 'too_much'
        when p.expected - p.billed > 1000 then 'too_little'
        when p.billed > 0 and (p.student_id, p.course_id) in (select c.student_id, c.course_id from covered as c) then 'covered' end as kind
    from places as p
  )
  select md5(f.id || f.kind)::uuid, f.student_id, f.id, f.invoice_id, f.course_id, f.currency, f.kind,
         case when f.kind in ('no_place', 'covered') then 0 else f.expected end, f.billed,
         f.billed - case when f.kind in ('no_place', 'covered') then 0 else f.expected end, f.listed, f.invoice_number
  from found as f
  where f.kind is not null
    -- paid what was expected, and nothing to come: nobody has to do anything
    and (f.kind in ('unbilled', 'no_place') or not (f.gone >= f.billed and f.net >= f.expected))
$$;

revoke all on function private.detect_billing_drift() from public;
grant execute on function private.detect_billing_drift() to growthos_staff;
