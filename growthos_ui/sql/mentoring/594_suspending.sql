-- Repeatable. Suspending a learner, at once or on a day to come, and letting them in again. Belongs to growthos_operations:
-- the tenant policy holds inside.

-- The learner whom the actor may suspend, locked. Raises lifecycle.not_allowed 42501, lifecycle.reason_missing 22023,
-- people.student_missing P0002.
create or replace function private.student_to_suspend(
  p_student uuid, p_reason text, out organization_id uuid, out lms_status text, out source text, out suspend_on date)
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'lifecycle.not_allowed' using errcode = '42501', detail = '{}';
  elsif length(btrim(coalesce(p_reason, ''))) not between 3 and 500 then
    raise exception 'lifecycle.reason_missing' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  select s.organization_id, s.lms_status, s.lms_status_source, s.suspend_on into organization_id, lms_status, source, suspend_on
    from public.students as s where s.id = p_student for no key update;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
end $$;

-- Puts a learner into a state, with everything that belongs to it: the audit, the learner's line, the news. A pending
-- schedule ends with it. `p_action` is the audit's word, `p_type` the news.
create or replace function private.put_lms_status(
  p_student uuid, p_status text, p_source text, p_reason text, p_until date, p_action text, p_type text)
returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  before record;
begin
  select s.organization_id, s.user_id, s.lms_status, s.lms_status_source into before from public.students as s where s.id = p_student;
  update public.students
    set lms_status = p_status, lms_status_source = p_source, suspend_on = null, suspension_scheduled_by = null,
        suspended_at = case when p_status = 'suspended' then coalesce(suspended_at, private.now()) end,
        suspension_reason = case when p_status = 'suspended' then p_reason end,
        auto_unsuspend_on = case when p_status = 'suspended' then p_until end
    where id = p_student;
  perform private.log_admin_action(before.organization_id, p_action, 'students', p_student,
    format('%s: %s', case when p_status = 'suspended' then 'Suspended' else 'Access again' end, p_reason),
    jsonb_build_object('lms_status', before.lms_status, 'source', before.lms_status_source),
    jsonb_build_object('lms_status', p_status, 'source', p_source, 'reason', p_reason, 'until', p_until), p_student);
  perform private.log_activity(before.organization_id, p_student,
    case when p_status = 'suspended' then 'lms_suspended' else 'lms_activated' end, 'students', p_student,
    jsonb_strip_nulls(jsonb_build_object('source', p_source, 'reason', p_reason)), 'staff');
  perform private.notify_users(array[before.user_id], p_type,
    case p_type when 'lms_reactivated' then 'You have access again' when 'access_expired' then 'Your access has ended'
                else 'Your access is paused' end,
    'Ask your school if you have questions.', null, format('%s %s', p_student, private.today()));
end $$;

-- Where a learner goes who is let in again: active with a settled, live place, else as if new.
create or replace function private.status_when_let_in(p_student uuid) returns text
language sql stable security definer set search_path = '' as $$
  select case when exists (
      select from public.course_enrollments as e
      where e.student_id = p_student and private.is_live(e.status, e.access_expires_at, private.now())
        and private.is_settled(e.payment_status))
    then 'active' else 'inactive' end
$$;

-- Superadmin and admin. Until a day, or until somebody lets them in; what money or a plan had suspended is now by hand, and
-- no payment lifts it. Whether anything changed. Raises lifecycle.day_not_ahead 22023, lifecycle.not_suspendable 55000, and
-- as student_to_suspend.
create or replace function private.suspend_student(p_student uuid, p_reason text, p_unsuspend_on date default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  learner constant record := private.student_to_suspend(p_student, p_reason);
begin
  if p_unsuspend_on <= private.today() then
    raise exception 'lifecycle.day_not_ahead' using errcode = '22023', detail = '{"field": "unsuspend_on"}';
  elsif learner.lms_status = 'suspended' and learner.source = 'manual' then
    return false;
  elsif learner.lms_status not in ('active', 'inactive', 'suspended') then
    raise exception 'lifecycle.not_suspendable' using errcode = '55000', detail = jsonb_build_object('status', learner.lms_status)::text;
  end if;
  perform private.put_lms_status(p_student, 'suspended', 'manual', btrim(p_reason), p_unsuspend_on, 'lms_suspended', 'lms_suspended');
  return true;
end $$;

-- Superadmin and admin; whatever the cause was. Whether anything changed. Raises lifecycle.not_suspended 55000, and as
-- student_to_suspend.
create or replace function private.reactivate_student(p_student uuid, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  learner constant record := private.student_to_suspend(p_student, p_reason);
begin
  if learner.lms_status = 'active' then
    return false;
  elsif learner.lms_status not in ('suspended', 'dropout') then
    raise exception 'lifecycle.not_suspended' using errcode = '55000', detail = jsonb_build_object('status', learner.lms_status)::text;
  end if;
  perform private.put_lms_status(p_student, private.status_when_let_in(p_student), null, btrim(p_reason), null, 'lms_activated', 'lms_reactivated');
  return true;
end $$;

-- Superadmin and admin. One plan per learner: a new one takes the place of the old. Raises lifecycle.day_not_ahead 22023,
-- lifecycle.not_suspendable 55000, and as student_to_suspend.
create or replace function private.schedule_suspension(p_student uuid, p_on date, p_reason text, p_until date default null) returns void
language plpgsql security definer set search_path = '' as $$
declare
  learner constant record := private.student_to_suspend(p_student, p_reason);
begin
  if p_on is null or p_on <= private.today() then
    raise exception 'lifecycle.day_not_ahead' using errcode = '22023', detail = '{"field": "suspend_on"}';
  elsif p_until <= p_on then
    raise exception 'lifecycle.day_not_ahead' using errcode = '22023', detail = '{"field": "unsuspend_on"}';
  elsif learner.lms_status not in ('active', 'inactive') then
    raise exception 'lifecycle.not_suspendable' using errcode = '55000', detail = jsonb_build_object('status', learner.lms_status)::text;
  end if;
  update public.students
    set suspend_on = p_on, auto_unsuspend_on = p_until, suspension_reason = btrim(p_reason), suspension_scheduled_by = private.actor_id()
    where id = p_student;
  perform private.log_admin_action(learner.organization_id, 'scheduled_suspension_created', 'students', p_student,
    format('To be suspended on %s.', p_on), jsonb_build_object('suspend_on', learner.suspend_on),
    jsonb_build_object('suspend_on', p_on, 'until', p_until, 'reason', btrim(p_reason)), p_student);
end $$;

-- Whether there was a plan. Raises lifecycle.not_allowed 42501, people.student_missing P0002.
create or replace function private.cancel_scheduled_suspension(p_student uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  learner constant record := private.student_to_suspend(p_student, 'not asked');
begin
  if learner.suspend_on is null then
    return false;
  end if;
  update public.students set suspend_on = null, auto_unsuspend_on = null, suspension_reason = null, suspension_scheduled_by = null
    where id = p_student;
  perform private.log_admin_action(learner.organization_id, 'scheduled_suspension_cancelled', 'students', p_student,
    'The plan to suspend was given up.', jsonb_build_object('suspend_on', learner.suspend_on), null, p_student);
  return true;
end $$;

revoke all on function private.status_when_let_in(uuid) from public;
grant execute on function private.is_live(text, timestamptz, timestamptz), private.is_settled(text), private.status_when_let_in(uuid)
  to growthos_operations;
call private.hand_to_operations(
  'private.student_to_suspend(uuid, text)', 'private.put_lms_status(uuid, text, text, text, date, text, text)',
  'private.suspend_student(uuid, text, date)', 'private.reactivate_student(uuid, text)',
  'private.schedule_suspension(uuid, date, text, date)', 'private.cancel_scheduled_suspension(uuid)');
grant execute on function private.suspend_student(uuid, text, date), private.reactivate_student(uuid, text),
  private.schedule_suspension(uuid, date, text, date), private.cancel_scheduled_suspension(uuid) to growthos_staff;
