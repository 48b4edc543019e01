-- One row for each learner and day on which there was a click. The table is append-only: a day that is there stays.
insert into public.user_activity_logs as a (
  id, organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id, metadata)
select d.day_id, run.organization_id, d.user_id, d.student_id, 'video_watched',
       d.happened_on::timestamp at time zone run.timezone, 'course_enrollments', d.enrollment_id,
       jsonb_build_object('sites', d.sites, 'clicks', d.clicks)
from oulad_day d
cross join oulad_run run
left join public.user_activity_logs there on there.id = d.day_id
where there.id is null
on conflict (id) do nothing
returning a.created_at = now() as is_new
