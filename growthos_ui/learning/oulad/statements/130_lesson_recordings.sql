-- A site is a recording. Its length is not published, so it stays unknown.
insert into public.lesson_recordings as r (id, organization_id, lesson_id, title, video_url, position)
select s.recording_id, run.organization_id, s.lesson_id, s.activity_type || ' ' || s.id_site,
       'https://oulad.invalid/' || s.id_site, s.position
from oulad_site s cross join oulad_run run
on conflict (id) do nothing
returning r.created_at = now() as is_new
