-- The set knows no chapters; the kinds of site stand in for them.
insert into public.modules as m (id, organization_id, course_id, module_number, title)
select part.module_id, run.organization_id, part.course_id, part.number, part.activity_type
from oulad_part part cross join oulad_run run
on conflict (id) do nothing
returning m.created_at = now() as is_new
