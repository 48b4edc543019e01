-- One lesson for each module.
insert into public.available_lessons as l (id, organization_id, course_id, module_id, module_number, lesson_number, title)
select part.lesson_id, run.organization_id, part.course_id, part.module_id, part.number, 1, part.activity_type
from oulad_part part cross join oulad_run run
on conflict (id) do nothing
returning l.created_at = now() as is_new
