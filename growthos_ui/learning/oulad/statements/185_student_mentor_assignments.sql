-- Mentors come before everything that a learner does: those rows then copy the mentor as they are put in, and
-- nothing has to be moved afterwards.
insert into public.student_mentor_assignments as m (id, organization_id, student_id, user_id, mentor_id, assigned_by, assigned_at)
select l.mentor_assignment_id, run.organization_id, l.student_id, l.user_id, chosen.mentor_id, run.assigned_by,
       l.enrolled_on::timestamp at time zone run.timezone
from oulad_learner l
cross join oulad_run run
cross join lateral (select run.mentors[1 + l.id_student % cardinality(run.mentors)] as mentor_id) chosen
where chosen.mentor_id is not null
  and not exists (select from public.student_mentor_assignments there
                  where there.organization_id = run.organization_id and there.student_id = l.student_id)
returning m.created_at = now() as is_new
