-- Repeatable. What money means for a learner: fees cleared, in, out for fees and in again. Belongs to the owner, like all
-- that follows from the ledger; only causes of fees are touched, never a suspension by hand, by schedule or for a refund.

-- What the fees of a learner say today. `overdue`: some part is, after grace.
create or replace function private.fee_facts(p_students uuid[])
returns table (student_id uuid, organization_id uuid, is_cleared boolean, is_settled boolean, may_learn boolean,
               is_overdue boolean, has_paid boolean)
language sql stable security definer set search_path = '' as $$
  select s.id, s.organization_id,
         coalesce(e.places > 0 and e.cleared, false), coalesce(e.settled, false), coalesce(e.may_learn, false),
         coalesce(p.overdue, false), coalesce(p.paid, false)
  from public.students as s
  left join lateral (
    select count(*) as places, bool_and(e.payment_status in ('paid', 'waived')) as cleared,
           bool_or(e.status in ('active', 'completed') and private.is_settled(e.payment_status)) as settled,
           bool_or(e.status = 'active' and private.is_settled(e.payment_status)) as may_learn
    from public.course_enrollments as e
    where e.organization_id = s.organization_id and e.student_id = s.id and e.status <> 'cancelled') as e on true
  left join lateral (
    select bool_or(p.status = 'overdue') as overdue, bool_or(p.amount_paid > p.amount_refunded) as paid
    from public.installment_plans as p
    where p.organization_id = s.organization_id and p.student_id = s.id and p.status <> 'cancelled') as p on true
  where s.id = any (p_students)
$$;

-- Settles what fees mean for learners: fees_cleared; whoever waited for the first part, or was done with everything, comes in once a place is settled; whoever was out for fees comes back when nothing is overdue.
-- Going out is the daily job's, at night, and not a cashier's.
create or replace function private.settle_learners(p_students uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  moved record;
begin
  for moved in
    with facts as materialized (
      select f.student_id, f.is_cleared, s.lms_status as was, case
          when s.lms_status in ('inactive', 'complete') and f.may_learn then 'active'
          when s.lms_status = 'suspended' and not f.is_overdue
            and (s.lms_status_source = 'fees' or s.lms_status_source = 'unpaid_onboarding' and f.has_paid)
            then case when f.is_settled then 'active' else 'inactive' end
          else s.lms_status end as becomes
      from private.fee_facts(p_students) as f join public.students as s on s.id = f.student_id)
    update public.students as s
      set fees_cleared = f.is_cleared, lms_status = f.becomes,
          lms_status_source = case when f.becomes = f.was then s.lms_status_source end,
          suspended_at = case when f.becomes = f.was then s.suspended_at end
      from facts as f
      where s.id = f.student_id and (s.fees_cleared, s.lms_status) is distinct from (f.is_cleared, f.becomes)
      returning s.id, s.organization_id, s.user_id, f.was, s.lms_status
  loop
    if moved.was = 'suspended' and moved.lms_status <> moved.was then
      perform private.log_admin_action(moved.organization_id, 'auto_reactivated', 'students', moved.id, 'Nothing is overdue any more.',
        jsonb_build_object('lms_status', moved.was), jsonb_build_object('lms_status', moved.lms_status), moved.id);
      perform private.log_activity(moved.organization_id, moved.id, 'lms_activated', 'students', moved.id);
      perform private.notify(moved.user_id, 'lms_reactivated', 'Your access is open again', 'Thank you: nothing is overdue any more.');
    end if;
  end loop;
end $$;

-- Closes access for fees; returns of how many. One statement for all of a night: thousands, one by one, took a minute.
create or replace function private.suspend_for_fees(p_organization uuid, p_day date) returns int
language sql security definer set search_path = '' as $$
  with gone as (
    update public.students as s
      set lms_status = 'suspended', lms_status_source = 'fees', suspended_at = private.now()
      from private.to_suspend_for_fees(p_organization, p_day) as f where s.id = f.student_id
      returning s.id, s.user_id, f.installment_id, f.days_late),
  audited as (
    insert into public.admin_logs (organization_id, admin_id, actor_role, action, table_name, record_id, description, old_values, new_values,
                                   target_student_id)
    select p_organization, a.id, u.role, 'auto_suspended', 'students', g.id,
           format('An installment is %s %s late.', g.days_late, case g.days_late when 1 then 'day' else 'days' end),
           '{"lms_status": "active"}', jsonb_build_object('lms_status', 'suspended', 'installment_id', g.installment_id), g.id
    from gone as g cross join (select private.actor_id() as id) as a left join public.users as u on u.id = a.id),
  noted as (
    insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, reference_table, reference_id, visibility,
                                           occurred_at, created_by)
    select p_organization, g.user_id, g.id, 'lms_suspended', 'installment_plans', g.installment_id, 'staff', private.now(), private.actor_id()
    from gone as g),
  told as (
    insert into public.notifications (organization_id, user_id, type, title, message, dedupe_key)
    select u.organization_id, u.id, 'lms_suspended', 'Your access is closed',
           'A payment is overdue. Access opens again as soon as nothing is.', 'suspended ' || p_day
    from gone as g join public.users as u on u.id = g.user_id and u.is_active
    on conflict (user_id, channel, dedupe_key) do nothing)
  select count(*)::int from gone
$$;

revoke all on function private.fee_facts(uuid[]), private.settle_learners(uuid[]), private.suspend_for_fees(uuid, date) from public;
