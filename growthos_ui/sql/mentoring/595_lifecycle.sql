-- Repeatable. The daily job of the learners' states: plans to suspend that have come due, newcomers who never paid, suspensions
-- that end, access that has run out, in this order: who is let in tonight as a newcomer has a day. Belongs to growthos_operations.

-- For the organisation that the job works for, on a day of its zone; a second run of a day finds nothing. Returns how many
-- of each. Raises jobs.not_at_work 42501.
create or replace function private.process_lifecycle(p_today date) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  counts jsonb;
begin
  if not private.at_work() or here is null then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  -- one run at a time: two would tell everybody twice
  perform pg_advisory_xact_lock(hashtextextended('growthos.lifecycle ' || here, 0));
  counts := jsonb_build_object(
    'suspended', private.suspend_as_planned(p_today),
    'newcomers', private.suspend_newcomers(p_today),
    'let_in', private.let_in_as_planned(p_today),
    'expired', private.suspend_without_access(p_today));
  perform private.log_admin_action(here, 'job.lifecycle', 'students', null, format('Students'' states of %s.', to_char(p_today, 'FMDD Mon YYYY')), null,
    counts || jsonb_build_object('day', p_today));
  return counts;
end $$;

-- Who was suspended meanwhile keeps that, and the plan ends.
create or replace function private.suspend_as_planned(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  one record;
  done int := 0;
begin
  for one in
    select s.id, s.lms_status, s.suspension_reason, s.auto_unsuspend_on from public.students as s
    where s.organization_id = private.org_id() and s.suspend_on <= p_today order by s.id for no key update
  loop
    if one.lms_status in ('active', 'inactive') then
      perform private.put_lms_status(one.id, 'suspended', 'scheduled', one.suspension_reason,
        case when one.auto_unsuspend_on > p_today then one.auto_unsuspend_on end, 'scheduled_suspension_executed', 'lms_suspended');
      done := done + 1;
    else
      update public.students set suspend_on = null, suspension_scheduled_by = null where id = one.id;
    end if;
  end loop;
  return done;
end $$;

-- Whose suspension ends while a payment of theirs is late stays out for that, and comes in with the payment: to be let in for a day and
-- suspended in the next night helps nobody.
create or replace function private.let_in_as_planned(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  late constant uuid[] := array(
    select l.student_id from private.late_learners(private.org_id(), p_today) as l
    where l.student_id not in (select h.student_id from private.held_learners(private.org_id(), p_today) as h));
  one record;
  done int := 0;
begin
  for one in
    select s.id, s.organization_id, s.auto_unsuspend_on from public.students as s
    where s.organization_id = private.org_id() and s.lms_status = 'suspended' and s.lms_status_source in ('manual', 'scheduled')
      and s.auto_unsuspend_on <= p_today order by s.id for no key update
  loop
    if one.id = any (late) then
      update public.students set lms_status_source = 'fees', auto_unsuspend_on = null, suspension_reason = null where id = one.id;
      perform private.log_admin_action(one.organization_id, 'auto_suspended', 'students', one.id,
        'The suspension ended as planned, and a part is late.', jsonb_build_object('until', one.auto_unsuspend_on),
        '{"lms_status": "suspended", "source": "fees"}', one.id);
    else
      perform private.put_lms_status(one.id, private.status_when_let_in(one.id), null, 'The suspension ended as planned.', null,
        'auto_reactivated', 'lms_reactivated');
      done := done + 1;
    end if;
  end loop;
  return done;
end $$;

-- A place that ran out suspends only who has no other live one; the place itself stays as it is.
create or replace function private.suspend_without_access(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  one record;
  done int := 0;
begin
  for one in
    select s.id from public.students as s
    where s.id in (select w.student_id from private.without_access(private.org_id(), p_today) as w) order by s.id for no key update
  loop
    perform private.put_lms_status(one.id, 'suspended', 'access_expired', 'The time of access has run out.', null, 'access_expired', 'access_expired');
    done := done + 1;
  end loop;
  return done;
end $$;

-- Who never paid for the first part, long after its due day, may not come in until they do; the place is kept.
create or replace function private.suspend_newcomers(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  one record;
  done int := 0;
begin
  for one in
    select s.id from public.students as s
    where s.id in (select n.student_id from private.unpaid_newcomers(private.org_id(), p_today) as n)
      and s.id not in (select h.student_id from private.held_learners(private.org_id(), p_today) as h)
    order by s.id for no key update
  loop
    perform private.put_lms_status(one.id, 'suspended', 'unpaid_onboarding', 'The first payment has not come.', null, 'auto_suspended', 'lms_suspended');
    done := done + 1;
  end loop;
  return done;
end $$;

call private.hand_to_operations(
  'private.process_lifecycle(date)', 'private.suspend_as_planned(date)', 'private.let_in_as_planned(date)',
  'private.suspend_without_access(date)', 'private.suspend_newcomers(date)');
grant execute on function private.process_lifecycle(date) to growthos_worker;
