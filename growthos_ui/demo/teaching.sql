-- The live sessions of the demo, at the organisation in teach_run (organization_id, timezone, moment, hosts). Set-based, the same for
-- the same moment, safe to repeat at a later one: what has ended by then is over, and weeks that have come nearer are planned. What
-- somebody planned, changed or marked stays as it is.
--
-- A batch has its lecture each week: a Tuesday or a Thursday at six in the evening. Every fourth Saturday is an open hour for
-- everybody. Weeks are counted from a Monday, so that a later start finds the same sessions.
create temporary table teach_plan on commit drop as
select md5(x.source || ' session ' || x.week)::uuid as id, x.* from (
  select b.id::text as source, b.organization_id, w.week, b.course_id, b.id as batch_id,
         run.hosts[1 + (w.week + n.place) % cardinality(run.hosts)] as mentor_id,
         (array['Live lecture', 'Questions and answers', 'Workshop', 'Live lecture'])[1 + w.week % 4] as title,
         (date '2024-01-01' + w.week * 7 + 1 + n.place % 2 * 2 + time '18:00') at time zone run.timezone as start_time, interval '75 minutes' as lasts
  from teach_run as run
  join public.batches as b on b.organization_id = run.organization_id
  join (select t.id, (row_number() over (partition by t.organization_id order by t.name))::int as place from public.batches as t) as n on n.id = b.id
  cross join lateral (select ((run.moment at time zone run.timezone)::date - date '2024-01-01') / 7 as now) as this
  cross join lateral generate_series(greatest((b.start_date - date '2024-01-01') / 7 + 1, this.now - 8), this.now + 5) as w (week)
  union all
  select run.organization_id::text, run.organization_id, w.week, null, null, run.hosts[1], 'Open hour',
         (date '2024-01-01' + w.week * 7 + 5 + time '11:00') at time zone run.timezone, interval '60 minutes'
  from teach_run as run
  cross join lateral (select ((run.moment at time zone run.timezone)::date - date '2024-01-01') / 7 as now) as this
  cross join lateral generate_series(this.now - 8, this.now + 5) as w (week)
  where w.week % 4 = 0) as x;

-- One in nine of the past was cancelled; what is more than four weeks away is still a draft.
insert into public.success_sessions (id, organization_id, title, description, course_id, batch_id, mentor_id, start_time, end_time, status,
                                     link, recording_url, created_by)
select p.id, p.organization_id, p.title, 'Bring what you are stuck on.', p.course_id, p.batch_id, p.mentor_id, p.start_time,
       p.start_time + p.lasts,
       case when p.start_time > run.moment + interval '28 days' then 'draft' when p.start_time > run.moment then 'upcoming'
            when p.start_time + p.lasts > run.moment then 'live' when d.dice % 9 = 0 then 'cancelled' else 'completed' end,
       'https://meet.example/' || left(p.id::text, 8), null, p.mentor_id
from teach_plan as p cross join teach_run as run
cross join lateral (select ('x' || substr(p.id::text, 1, 7))::bit(28)::int as dice) as d
on conflict (id) do nothing;
-- what was to come at the start before is announced, has begun or is over by now
update public.success_sessions as c
set status = case when c.status = 'draft' then 'upcoming' when c.end_time <= run.moment then 'completed' else 'live' end
from teach_plan as p cross join teach_run as run
where c.id = p.id and (c.status = 'draft' and c.created_by = p.mentor_id and p.start_time <= run.moment + interval '28 days'
                       or c.status in ('upcoming', 'live') and c.start_time <= run.moment
                          and (c.status = 'upcoming' or c.end_time <= run.moment));

-- Whoever has a place was expected. Of those who learned in that week most come, one in eight of them late; one in fifteen is excused. To an open hour comes
-- whoever wants to, and nobody is absent.
create temporary table teach_came on commit drop as
select md5(c.id || ' ' || e.student_id)::uuid as id, c.organization_id, c.id as session_id, e.student_id, c.start_time, d.dice,
       case when d.dice % 15 = 0 then 'excused' when l.week is null or d.dice % 8 = 0 then 'absent'
            when d.dice % 8 = 1 then 'late' else 'present' end as status
from teach_plan as p
join public.success_sessions as c on c.id = p.id and c.status = 'completed'
join public.course_enrollments as e
  on e.organization_id = c.organization_id and e.course_id = c.course_id and e.batch_id = c.batch_id and e.status = 'active'
left join dashboard.learner_weeks as l on l.enrollment_id = e.id and l.week = date '2024-01-01' + p.week * 7
cross join lateral (select ('x' || substr(md5(c.id || ' ' || e.student_id), 1, 7))::bit(28)::int as dice) as d
where not exists (select from public.session_attendance as a where a.organization_id = c.organization_id and a.session_id = c.id);
insert into teach_came
select md5(c.id || ' ' || e.student_id)::uuid, c.organization_id, c.id, e.student_id, c.start_time, d.dice, 'present'
from teach_plan as p
join public.success_sessions as c on c.id = p.id and c.status = 'completed' and c.course_id is null
join public.course_enrollments as e on e.organization_id = c.organization_id and e.status = 'active'
cross join lateral (select ('x' || substr(md5(c.id || ' ' || e.student_id), 1, 7))::bit(28)::int as dice) as d
where d.dice % 40 = 0
  and not exists (select from public.session_attendance as a where a.organization_id = c.organization_id and a.session_id = c.id)
on conflict do nothing;
insert into public.session_attendance (id, organization_id, session_id, student_id, status, joined_at, left_at, minutes_attended, recorded_by)
select w.id, w.organization_id, w.session_id, w.student_id, w.status, x.at,
       case when x.at is not null then w.start_time + make_interval(mins => 60 + w.dice / 7 % 15) end,
       case when x.at is not null then 60 + w.dice / 7 % 15 - least(w.dice / 11 % 20, 40) end, c.mentor_id
from teach_came as w
join public.success_sessions as c on c.id = w.session_id
cross join lateral (select case w.status when 'present' then w.start_time - interval '3 minutes' + w.dice / 11 % 5 * interval '1 minute'
                                when 'late' then w.start_time + interval '6 minutes' + w.dice / 11 % 20 * interval '1 minute' end as at) as x
on conflict (organization_id, session_id, student_id) do nothing;
update public.success_sessions as c set recording_url = 'https://video.example/' || left(c.id::text, 8)
from teach_plan as p cross join teach_run as run
where c.id = p.id and c.status = 'completed' and c.recording_url is null and c.end_time < run.moment - interval '1 day' and c.course_id is not null;
drop table teach_run, teach_plan, teach_came;
