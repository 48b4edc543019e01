-- The final result, dated by the withdrawal or by the last day of the presentation: 0 withdrawn, 1 fail, 2 pass,
-- 3 distinction.
insert into public.student_performance as f (
  id, organization_id, student_id, user_id, metric_type, metric_value, calculation_date, course_id)
select r.result_id, run.organization_id, l.student_id, l.user_id, 'final_result',
       array_position(array['withdrawn', 'fail', 'pass', 'distinction'], r.result) - 1, r.result_on, r.course_id
from oulad_registration r
join oulad_learner l using (id_student)
cross join oulad_run run
left join public.student_performance there on there.id = r.result_id
where r.result_known and there.id is null
on conflict (id) do nothing
returning f.created_at = now() as is_new
