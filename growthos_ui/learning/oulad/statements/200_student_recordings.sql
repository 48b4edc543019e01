-- A visited site counts as completed since the first day it was opened. Seconds are not published: none are claimed.
-- `view_count` is the number of days it was opened on.
insert into public.student_recordings as v (
  id, organization_id, student_id, user_id, recording_id, completion_percentage, completed_at, first_watched_at,
  last_watched_at, view_count, origin)
select n.visit_id, run.organization_id, n.student_id, l.user_id, n.recording_id, 100, opened.first_at, opened.first_at,
       opened.last_at, n.days, 'import'
from oulad_visit n
join oulad_learner l using (id_student)
cross join oulad_run run
cross join lateral (
  select n.first_on::timestamp at time zone run.timezone as first_at,
         n.last_on::timestamp at time zone run.timezone as last_at) opened
left join public.student_recordings there
  on there.organization_id = run.organization_id and there.student_id = n.student_id and there.recording_id = n.recording_id
where there.id is null
   or (there.origin = 'import' and (there.view_count < n.days or there.last_watched_at < opened.last_at))
on conflict (organization_id, student_id, recording_id) do update
  set last_watched_at = excluded.last_watched_at, view_count = excluded.view_count
returning v.created_at = now() as is_new
