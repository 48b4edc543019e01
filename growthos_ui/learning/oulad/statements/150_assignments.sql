-- An assessment is an assignment of the course, tied to no site.
insert into public.assignments as a (id, organization_id, course_id, title, description, submission_type, due_date, max_score)
select t.assignment_id, run.organization_id, t.course_id,
       t.assessment_type || ' ' || t.number || ' (' || t.id_assessment || ')',
       'Weight ' || trim_scale(t.weight) || ' %, '
         || case when t.day is null then 'no day given' else 'nominal day ' || t.day end
         || case when t.assessment_type = 'CMA' then ', which is not a deadline' else '' end || '.',
       'mixed', t.due_date, 100
from oulad_assessment t cross join oulad_run run
on conflict (id) do nothing
returning a.created_at = now() as is_new
