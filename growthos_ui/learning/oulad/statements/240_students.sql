-- Where a learner stands over all courses together, as of the last day asked for: active while a place is open,
-- complete when nothing is unfinished, suspended when the access of an unfinished place is over, dropout when
-- every place was given up. What staff or another rule decided is left alone.
update public.students s
set lms_status = t.lms_status, lms_status_source = t.source, course_access = t.open,
    suspended_at = coalesce(t.suspended_at, s.suspended_at)
from (
  select p.student_id, p.open,
         case when p.open then 'active' when p.unfinished then 'suspended' when p.completed then 'complete'
              else 'dropout' end as lms_status,
         case when p.open then null when p.unfinished then 'access_expired' when p.completed then 'completion'
              end as source,
         case when p.unfinished and not p.open then p.expired_at end as suspended_at
  from (
    select e.student_id,
           bool_or(e.status in ('active', 'paused') and coalesce(e.access_expires_at > as_of.at, true)) as open,
           bool_or(e.status in ('active', 'paused')) as unfinished,
           bool_or(e.status = 'completed') as completed,
           max(e.access_expires_at) filter (where e.status = 'active') as expired_at
    from oulad_learner l
    join public.course_enrollments e on e.student_id = l.student_id
    cross join (
      select coalesce((run.until + 1)::timestamp at time zone run.timezone, 'infinity'::timestamptz) as at
      from oulad_run run) as_of
    group by e.student_id
  ) p
) t
where s.id = t.student_id
  and coalesce(s.lms_status_source, 'completion') in ('completion', 'access_expired')
  and (s.lms_status, s.course_access) is distinct from (t.lms_status, t.open)
returning s.created_at = now() as is_new
