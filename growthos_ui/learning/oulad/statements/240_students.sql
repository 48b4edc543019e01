-- The standing of learners who were there before. What staff or another rule decided is left alone, and access
-- follows by trigger.
update public.students s
set lms_status = t.lms_status, lms_status_source = t.source,
    suspended_at = coalesce(t.suspended_on::timestamp at time zone run.timezone, s.suspended_at)
from oulad_standing t
cross join oulad_run run
where s.id = t.student_id
  and coalesce(s.lms_status_source, 'completion') in ('completion', 'access_expired')
  and s.lms_status is distinct from t.lms_status
returning s.created_at = now() as is_new
