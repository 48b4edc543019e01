-- Generated people of one organisation: mentors, and learners 1 to `learners`, each the same at every run.
-- Every name says that it is generated. bench_run holds one row: what is asked for.
insert into public.users (id, organization_id, email, full_name, role)
select md5(run.slug || ' mentor ' || n)::uuid, run.organization_id,
       'generated-mentor-' || n || '@' || run.slug || '.invalid', 'Generated Mentor ' || n, 'mentor'
from bench_run as run cross join lateral generate_series(1, run.mentors) as n;

insert into public.user_roles (id, organization_id, user_id, role)
select md5(u.id || ' role')::uuid, u.organization_id, u.id, 'mentor'
from public.users as u join bench_run as run on run.organization_id = u.organization_id
where u.email like 'generated-mentor-%';

-- A course in eight is taken by a second time over; one learner in sixteen has no mentor; mentor 1 has three shares.
create temporary table bench_learner on commit drop as
select n, run.organization_id,
       md5(run.slug || ' user ' || n)::uuid as user_id,
       md5(run.slug || ' student ' || n)::uuid as student_id,
       case when n % 64 < 4 then null
            else md5(run.slug || ' mentor ' || case when n % 64 < 7 then 1 else 1 + n % run.mentors end)::uuid end as mentor_id,
       (run.today - 20 - n % 400) as enrolled_on
from bench_run as run cross join lateral generate_series(1, run.learners) as n;
create index on bench_learner (student_id);
analyze bench_learner;

insert into public.users (id, organization_id, email, full_name, role)
select l.user_id, l.organization_id, 'generated-' || l.n || '@' || run.slug || '.invalid',
       'Generated Learner ' || lpad(l.n::text, 6, '0'), 'student'
from bench_learner as l cross join bench_run as run;
analyze public.users;

insert into public.user_roles (id, organization_id, user_id, role)
select md5(l.user_id || ' role')::uuid, l.organization_id, l.user_id, 'student' from bench_learner as l;
analyze public.user_roles;

-- The mentor at once: the assignments below then find it there and move nobody.
insert into public.students (id, organization_id, user_id, mentor_id, student_code, full_name, enrollment_date, lms_status,
                             fees_cleared, onboarding_completed)
select l.student_id, l.organization_id, l.user_id, l.mentor_id, 'GEN' || lpad(l.n::text, 6, '0'),
       'Generated Learner ' || lpad(l.n::text, 6, '0'), l.enrolled_on, 'active', true, true
from bench_learner as l;
analyze public.students;

insert into public.student_mentor_assignments (id, organization_id, student_id, user_id, mentor_id, assigned_by, assigned_at)
select md5(l.student_id || ' mentor')::uuid, l.organization_id, l.student_id, l.user_id, l.mentor_id, run.assigned_by,
       l.enrolled_on::timestamptz
from bench_learner as l cross join bench_run as run where l.mentor_id is not null;
