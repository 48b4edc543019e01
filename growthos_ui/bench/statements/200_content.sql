-- Twenty generated courses of one module, forty recordings or more, ten assignments and two batches each.
create temporary table bench_course on commit drop as
select c, run.organization_id, md5(run.slug || ' course ' || c)::uuid as course_id, md5(run.slug || ' lesson ' || c)::uuid as lesson_id
from bench_run as run cross join generate_series(0, 19) as c;

insert into public.courses (id, organization_id, title, description, access_duration_days, is_active, is_published)
select course_id, organization_id, 'Generated course ' || lpad((c + 1)::text, 2, '0'), 'Generated for measurements.', 365, true, true
from bench_course;
insert into public.modules (id, organization_id, course_id, module_number, title)
select lesson_id, organization_id, course_id, 1, 'Generated module' from bench_course;
insert into public.available_lessons (id, organization_id, course_id, module_id, module_number, lesson_number, title)
select lesson_id, organization_id, course_id, lesson_id, 1, 1, 'Generated lesson' from bench_course;
insert into public.lesson_recordings (id, organization_id, lesson_id, title, video_url, position)
select md5(k.course_id || ' recording ' || r)::uuid, k.organization_id, k.lesson_id, 'Generated recording ' || r,
       'https://generated.invalid/' || r, r
from bench_course as k cross join bench_run as run cross join lateral generate_series(1, run.in_a_course) as r;
insert into public.assignments (id, organization_id, course_id, title, submission_type, due_date, max_score)
select md5(k.course_id || ' assignment ' || a)::uuid, k.organization_id, k.course_id, 'Generated assignment ' || a, 'mixed',
       run.today - 10 * a, 100
from bench_course as k cross join bench_run as run cross join generate_series(1, 10) as a;
insert into public.batches (id, organization_id, name, course_id, start_date, status)
select md5(k.course_id || ' batch ' || b)::uuid, k.organization_id, 'Generated batch ' || lpad((k.c + 1)::text, 2, '0') || '-' || b,
       k.course_id, run.today - 200 * b, 'active'
from bench_course as k cross join bench_run as run cross join generate_series(1, 2) as b;
