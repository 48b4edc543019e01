-- One line in the audit for the whole import: triggers write none for rows that nobody in person put in.
insert into public.admin_logs (organization_id, action, table_name, description, new_values)
select run.organization_id, 'job.import_oulad', 'course_enrollments',
       'Loaded ' || string_agg(p.code_module || ' ' || p.code_presentation, ', ' order by p.code_module, p.code_presentation)
         || ' from the Open University Learning Analytics Dataset.',
       jsonb_build_object('shift_weeks', run.shift_weeks, 'until', run.until,
                          'courses', jsonb_agg(p.course_id order by p.code_module, p.code_presentation))
from oulad_presentation p cross join oulad_run run
group by run.organization_id, run.shift_weeks, run.until
