-- Each presentation of a module is a course of its own: what is asked for differs from one to the next.
insert into public.courses as c (id, organization_id, title, description, access_duration_days, is_active, is_published)
select p.course_id, run.organization_id, p.code_module || ' ' || p.code_presentation,
       'Presentation ' || p.code_presentation || ' of module ' || p.code_module
         || ', from the Open University Learning Analytics Dataset (CC BY 4.0).',
       p.length, true, true
from oulad_presentation p cross join oulad_run run
on conflict (id) do nothing
returning c.created_at = now() as is_new
