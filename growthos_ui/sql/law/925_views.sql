-- Repeatable. Parts of tables under a name, for whoever asks the database from elsewhere: the dashboard's own screens ask
-- the tables. Each reads as its caller (security_invoker), so it shows what the tables show and never more; and no
-- function of the caller's sees a row before its own conditions do (security_barrier).

drop view if exists dashboard.users_safe;
-- Accounts without secrets and without how to reach anybody.
create view dashboard.users_safe with (security_invoker = true, security_barrier = true) as
  select u.id, u.organization_id, u.full_name, u.role, u.is_active, u.last_active_at, u.created_at
  from public.users as u;

drop view if exists dashboard.staff_directory;
-- Who works here, as far as the caller may know colleagues.
create view dashboard.staff_directory with (security_invoker = true, security_barrier = true) as
  select u.id, u.organization_id, u.full_name, u.role
  from public.users as u where u.role <> 'student' and u.is_active;

drop view if exists dashboard.mentor_students_v;
-- Learners with how many places they have and when they last did something: no money, no telephone number.
create view dashboard.mentor_students_v with (security_invoker = true, security_barrier = true) as
  select s.id, s.organization_id, s.mentor_id, s.student_code, s.full_name, s.lms_status, s.recovery_status, s.enrollment_date,
         (select count(*) from dashboard.student_progress as p
          where p.organization_id = s.organization_id and p.student_id = s.id) as places,
         (select max(p.last_activity_at) from dashboard.student_progress as p
          where p.organization_id = s.organization_id and p.student_id = s.id) as last_activity_at
  from public.students as s;

drop view if exists dashboard.mentor_enrollments_v;
-- Places in courses, without their prices.
create view dashboard.mentor_enrollments_v with (security_invoker = true, security_barrier = true) as
  select e.id, e.organization_id, e.student_id, e.mentor_id, e.course_id, e.batch_id, e.status, e.enrolled_at, e.completed_at,
         e.access_expires_at, e.progress_percentage
  from public.course_enrollments as e;

drop view if exists dashboard.integrations_safe;
-- Connected accounts, without their secrets.
create view dashboard.integrations_safe with (security_invoker = true, security_barrier = true) as
  select i.id, i.organization_id, i.student_id, i.source, i.external_id, i.external_name, i.scopes, i.status, i.connected_by,
         i.connected_at, i.last_sync_at, i.last_sync_status, i.last_error, i.next_sync_at
  from public.integrations as i;

drop view if exists dashboard.installments_v;
-- Parts of bills as they stand today: what is still to come of principal and late fee, and how late it is. Days count
-- from the effective due date, and only once the organisation's grace is over.
create view dashboard.installments_v with (security_invoker = true, security_barrier = true) as
  select p.id, p.organization_id, p.invoice_id, i.invoice_number, p.installment_number, p.student_id, s.student_code, s.full_name,
         i.course_id, c.title as course_title, p.currency, p.amount, p.effective_due_date, p.status,
         p.remaining_milli / 1000.0 as remaining, p.penalty_remaining_milli / 1000.0 as late_fee_remaining,
         p.issue_date <= t.today as is_issued,
         case when p.remaining_milli > 0 and p.issue_date <= t.today and t.today > p.effective_due_date + t.grace
              then t.today - p.effective_due_date else 0 end as days_late
  from public.installment_plans as p
  cross join (select private.today() as today, (private.get_setting('fees.grace_days'))::int as grace) as t
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  left join public.courses as c on c.organization_id = i.organization_id and c.id = i.course_id
  left join public.students as s on s.organization_id = p.organization_id and s.id = p.student_id;

-- How the school presents itself. Its row holds the rules too, which most people may not read; this says only these.
create or replace function private.branding() returns table (
  organization_id uuid, company_name text, logo_url text, primary_color text, secondary_color text, default_currency text)
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return query
    select s.organization_id, s.company_name, s.logo_url, s.primary_color, s.secondary_color, s.default_currency::text
    from public.company_settings as s where s.organization_id = private.org_id();
end $$;

drop view if exists dashboard.public_branding_v;
-- How the school presents itself, for everybody who is signed in.
create view dashboard.public_branding_v with (security_invoker = true, security_barrier = true) as
  select b.organization_id, b.company_name, b.logo_url, b.primary_color, b.secondary_color, b.default_currency
  from private.branding() as b;

revoke all on function private.branding() from public;
grant execute on function private.branding() to authenticated;
grant select on dashboard.users_safe, dashboard.staff_directory, dashboard.mentor_students_v, dashboard.mentor_enrollments_v,
  dashboard.integrations_safe, dashboard.installments_v, dashboard.public_branding_v to authenticated;
