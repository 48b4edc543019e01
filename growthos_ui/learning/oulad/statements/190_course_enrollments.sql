-- A registration, on a free place. Withdrawn: cancelled. Passed: completed on the last day. Failed: still active,
-- with the access over. While the result is not known yet, everybody is active. The state only moves forward, and
-- a state that staff have given is left alone.
insert into public.course_enrollments as e (
  id, organization_id, student_id, user_id, course_id, batch_id, status, enrolled_at, completed_at, access_expires_at,
  payment_status, list_price, final_price, currency, origin)
select r.enrollment_id, run.organization_id, l.student_id, l.user_id, r.course_id, r.batch_id, r.status,
       r.enrolled_on::timestamp at time zone run.timezone,
       case when r.status = 'completed' then r.ends_on::timestamp at time zone run.timezone end,
       (r.ends_on + 1)::timestamp at time zone run.timezone,
       'waived', 0, 0, run.currency, 'import'
from oulad_registration r
join oulad_learner l using (id_student)
cross join oulad_run run
left join public.course_enrollments there on there.id = r.enrollment_id
where there.id is null or (there.status = 'active' and r.status <> 'active')
on conflict (id) do update set status = excluded.status, completed_at = excluded.completed_at
returning e.created_at = now() as is_new
