-- What the learners did: places in courses, so many recordings each, up to six marks, a day of activity for each recording,
-- results, ratings.
create temporary table bench_place on commit drop as
select l.n, t.turn, l.organization_id, l.student_id, l.user_id, k.course_id, l.enrolled_on,
       md5(l.student_id || ' place ' || t.turn)::uuid as enrollment_id,
       md5(k.course_id || ' batch ' || 1 + l.n % 2)::uuid as batch_id,
       (array['active', 'active', 'active', 'active', 'active', 'completed', 'completed', 'completed', 'cancelled', 'paused'])
         [1 + (l.n * 7 + t.turn) % 10] as status
from bench_learner as l
join generate_series(1, 2) as t (turn) on t.turn = 1 or l.n % 8 = 0
join bench_course as k on k.c = (l.n / 64 + 11 * (t.turn - 1)) % 20;
analyze bench_place;

insert into public.course_enrollments (id, organization_id, student_id, user_id, course_id, batch_id, status, enrolled_at,
                                       completed_at, access_expires_at, payment_status, list_price, final_price, currency, origin)
select p.enrollment_id, p.organization_id, p.student_id, p.user_id, p.course_id, p.batch_id, p.status,
       p.enrolled_on::timestamptz, case when p.status = 'completed' then run.today - interval '5 days' end,
       run.today + interval '300 days', 'waived', 0, 0, run.currency, 'import'
from bench_place as p cross join bench_run as run;
analyze public.course_enrollments;

-- Exactly so many a learner, of the first course.
insert into public.student_recordings (id, organization_id, student_id, user_id, recording_id, completion_percentage, completed_at,
                                       first_watched_at, last_watched_at, view_count, origin)
select md5(p.student_id || ' watched ' || r)::uuid, p.organization_id, p.student_id, p.user_id,
       md5(p.course_id || ' recording ' || 1 + (p.n + 3 * r) % run.in_a_course)::uuid, 100, at, at, at, 1, 'import'
from bench_place as p cross join bench_run as run cross join lateral generate_series(1, run.recordings) as r
cross join lateral (select (run.today - (p.n * 13 + r * 17) % 180)::timestamptz as at) as seen
where p.turn = 1;
analyze public.student_recordings;

-- Handed in and decided here, so that reviewing has what it has after half a year: one in twenty waits, another is declined.
-- What follows a version one by one (its number, news, activity) is left out: it is no part of what is measured.
alter table public.student_assignments disable trigger prepare_submission, disable trigger then_follow_added;
insert into public.student_assignments (id, organization_id, student_id, user_id, assignment_id, version, submission_text, status, score,
                                        feedback, submitted_at, graded_at, is_late, origin)
select md5(p.enrollment_id || ' work ' || a)::uuid, p.organization_id, p.student_id, p.user_id,
       md5(p.course_id || ' assignment ' || a)::uuid, 1, 'Generated.', work.status,
       case when work.status <> 'pending' then (p.n * 31 + a * 17) % 101 end, case when work.status = 'declined' then 'Generated.' end, at,
       case when work.status <> 'pending' then greatest(at, least(at + (p.n * 7 + a * 5) % 60 * interval '1 hour', run.today::timestamptz)) end, (p.n + a) % 9 = 0, 'app'
from bench_place as p cross join bench_run as run cross join generate_series(1, 6) as a
cross join lateral (select (run.today - (p.n * 11 + a * 23) % 180)::timestamptz + p.n * interval '1 second' as at,
                           case (p.n + a) % 20 when 0 then 'pending' when 1 then 'declined' else 'approved' end as status) as work
where a <= 1 + p.n % 6;
alter table public.student_assignments enable trigger prepare_submission, enable trigger then_follow_added;
analyze public.student_assignments;

insert into public.user_activity_logs (id, organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
select md5(p.enrollment_id || ' day ' || d)::uuid, p.organization_id, p.user_id, p.student_id, 'video_watched',
       (run.today - (p.n * 5 + d * 29) % 175)::timestamptz + p.n % 80000 * interval '1 second', 'course_enrollments', p.enrollment_id
from bench_place as p cross join bench_run as run
cross join lateral generate_series(1, case when p.turn = 1 then greatest(5, run.recordings) else 5 end) as d
where p.n % 20 > 0;
analyze public.user_activity_logs;

insert into public.student_performance (id, organization_id, student_id, user_id, metric_type, metric_value, calculation_date, course_id)
select md5(p.enrollment_id || ' result')::uuid, p.organization_id, p.student_id, p.user_id, 'final_result', (p.n + p.turn) % 4,
       run.today - 5, p.course_id
from bench_place as p cross join bench_run as run
where p.status in ('completed', 'cancelled');
analyze public.student_performance;

-- A tenth of what was watched; one star in fifty.
insert into public.video_ratings (id, organization_id, student_id, user_id, recording_id, rating, feedback_text, created_at)
select md5(w.id || ' rating')::uuid, w.organization_id, w.student_id, w.user_id, w.recording_id, r.stars,
       case when r.stars <= 2 then 'Generated: too fast.' end, w.completed_at + interval '1 hour'
from public.student_recordings as w
join bench_run as run on run.organization_id = w.organization_id
cross join lateral (select ('x' || substr(w.id::text, 1, 7))::bit(28)::int as h) as hash
cross join lateral (select case when h / 10 % 50 = 0 then 1 else (array[5, 4, 5, 3, 4, 5, 4, 2, 5, 4])[1 + h / 500 % 10] end as stars) as r
where h % 10 = 0;
analyze public.video_ratings;
