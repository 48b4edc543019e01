-- A mark is work that was approved; what was handed in is not published. The day of marking is not published either:
-- the day of handing in stands for it.
insert into public.student_assignments as m (
  id, organization_id, student_id, user_id, assignment_id, version, status, score, submitted_at, graded_at, is_late, origin)
select n.mark_id, run.organization_id, n.student_id, l.user_id, n.assignment_id, 1, 'approved', n.score, handed_in.at,
       handed_in.at, n.is_late, 'import'
from oulad_mark n
join oulad_learner l using (id_student)
cross join oulad_run run
cross join lateral (select n.submitted_on::timestamp at time zone run.timezone as at) handed_in
left join public.student_assignments there
  on there.organization_id = run.organization_id and there.student_id = n.student_id
 and there.assignment_id = n.assignment_id and there.version = 1
where there.id is null
   or (there.origin = 'import' and there.graded_by is null
       and (there.score, there.submitted_at) is distinct from (n.score, handed_in.at))
on conflict (organization_id, student_id, assignment_id, version) do update
  set score = excluded.score, submitted_at = excluded.submitted_at, graded_at = excluded.graded_at, is_late = excluded.is_late
returning m.created_at = now() as is_new
