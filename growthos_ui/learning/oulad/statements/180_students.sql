-- The code carries the learner's own number, so that it is the same in every import; the counter's codes begin with STU.
insert into public.students as s (id, organization_id, user_id, student_code, full_name, enrollment_date, lms_status,
                                  lms_status_source, suspended_at, fees_cleared, onboarding_completed)
select l.student_id, run.organization_id, l.user_id,
       'OU' || lpad(l.id_student::text, greatest(7, length(l.id_student::text)), '0'),
       'Learner ' || l.id_student, l.enrolled_on, standing.lms_status, standing.source,
       standing.suspended_on::timestamp at time zone run.timezone, true, true
from oulad_learner l
join oulad_standing standing using (student_id)
cross join oulad_run run
on conflict (id) do nothing
returning s.created_at = now() as is_new
