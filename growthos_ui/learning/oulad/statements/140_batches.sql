-- One batch for each presentation. Its state only moves forward.
insert into public.batches as b (id, organization_id, name, course_id, start_date, status)
select p.batch_id, run.organization_id, p.code_module || ' ' || p.code_presentation, p.course_id, p.day_0,
       case when p.last_day < 0 then 'draft' when p.last_day < p.length then 'active' else 'completed' end
from oulad_presentation p cross join oulad_run run
on conflict (id) do update set status = excluded.status
  where array_position(array['draft', 'active', 'completed'], b.status)
      < array_position(array['draft', 'active', 'completed'], excluded.status)
returning b.created_at = now() as is_new
