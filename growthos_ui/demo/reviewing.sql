-- Work to review: a course of assignments with its own learners, for the organisation in review_run (organization_id, slug, timezone,
-- currency, head, mentors, learners, beside), begun twelve weeks into the course `beside`, with what was handed in since and what its reviewers said. Made up by a rule
-- and by nothing else: it follows from the ids and the day, is the same for the same day, and safe to repeat on a later one. Who waits
-- today is decided after so many hours, if nobody has decided before. What follows a version one by one (its number, news, activity,
-- the audit) is left out, as of everything that is loaded.
alter table public.student_assignments disable trigger prepare_submission, disable trigger then_follow_added,
  disable trigger then_follow_changed;

create temporary table review_course on commit drop as
select run.*, md5(run.organization_id || ' store launch')::uuid as course_id, md5(run.organization_id || ' store launch batch')::uuid as batch_id,
       b.start_date + 84 as starts_on
from review_run as run
join public.courses as c on c.organization_id = run.organization_id and c.title = run.beside
join public.batches as b on b.organization_id = run.organization_id and b.course_id = c.id;

insert into public.courses (id, organization_id, title, description, sequence_order, is_published, created_by)
select c.course_id, c.organization_id, 'Store Launch', 'From the first product page to the first campaign.', 90, true, c.head from review_course as c
on conflict do nothing;
insert into public.batches (id, organization_id, name, course_id, start_date, status, created_by)
select c.batch_id, c.organization_id, 'Store Launch', c.course_id, c.starts_on, 'active', c.head from review_course as c
on conflict do nothing;

-- A task every ten days; each is handed in within twelve.
create temporary table review_task on commit drop as
select md5(c.course_id || ' task ' || t.n)::uuid as id, t.*, c.starts_on + (t.n - 1) * 10 as opens_on
from review_course as c cross join (values
  (1, 'Publish five product pages', 'Five live product pages with photographs, price, delivery time and return terms.',
   'Link each page and say which one you expect to sell first, and why.',
   E'All five pages are live. The prices are on the two that you named, and the delivery time stands under the price on every page.\n\nI expect the linen table runner to sell first: it has the best margin of the five and photographs well.'),
  (2, 'Supplier comparison', 'Three suppliers of one product, compared by price, smallest order, time and returns.',
   'End with the one that you would choose, and what would change your mind.',
   E'I compared three suppliers of cotton bags. The second is dearer by a tenth, and delivers in four days instead of twelve.\n\nI would choose the second until I sell more than two hundred bags a month.'),
  (3, 'Shipping table', 'What delivery costs you and what your customer pays, by weight and by place.',
   'Say from which order value on delivery can be free without a loss.',
   E'The table has four weights and three zones. Inside the city I pay for delivery from an order of forty on.\n\nAbroad the customer pays all of it; I was not sure whether that is usual.'),
  (4, 'First campaign report', 'A week of your first campaign: what it cost, what it brought, what you stopped.',
   'Use your own numbers, also where they are bad.',
   E'The campaign ran for seven days with two pictures. The second brought nearly all visits, so I stopped the first on day three.\n\nNobody has bought yet. I think the page loads too slowly on a phone.'),
  (5, 'Customer interviews', 'Five people who bought, or nearly bought: what they looked for, and what held them back.',
   'Quote each of them once, and name the one change that you will make.',
   E'I spoke with five people. Three of them could not find out when the parcel would come.\n\nThe delivery time now stands on the first screen of each page.')
) as t (n, title, description, instructions, said);

insert into public.assignments (id, organization_id, course_id, title, description, instructions, submission_type, due_date, passing_score, created_by)
select t.id, c.organization_id, c.course_id, t.title, t.description, t.instructions, 'mixed', t.opens_on + 9, 50, c.head
from review_task as t cross join review_course as c
on conflict do nothing;

-- The learners of the course: none of them is of the published data. Every fifth has no mentor, or every third where there is one mentor.
create temporary table review_learner on commit drop as
select md5(c.course_id || ' learner ' || number)::uuid as id, md5(c.course_id || ' account ' || number)::uuid as user_id, number, c.organization_id,
       (array['Hamza', 'Elif', 'Ngozi', 'Leila', 'Yuki', 'Tariq', 'Rohan', 'Grace', 'Thandiwe', 'Mateo', 'Saima', 'Viktor', 'Amina', 'Lukas',
              'Zainab', 'Diego', 'Ingrid'])[1 + number % 17] || ' ' ||
       (array['Qureshi', 'Demir', 'Okoro', 'Benali', 'Tanabe', 'Mehmood', 'Deshmukh', 'Wanjiru', 'Nkosi', 'Fuentes', 'Gul', 'Marinov', 'Haddad'])
         [1 + number % 13] as full_name,
       c.mentors[1 + number % (array_length(c.mentors, 1) + 1)] as mentor_id, ('x' || substr(md5(c.course_id || ' store ' || number), 1, 7))::bit(28)::int as dice
from review_course as c cross join lateral generate_series(1, c.learners) as number;

insert into public.users (id, organization_id, email, full_name, role, must_change_password)
select l.user_id, l.organization_id, lower(replace(l.full_name, ' ', '.')) || '.' || l.number || '@store.' || c.slug || '.example', l.full_name, 'student', false
from review_learner as l cross join review_course as c order by l.number
on conflict do nothing;
insert into public.user_roles (id, organization_id, user_id, role)
select md5(l.user_id || ' role')::uuid, l.organization_id, l.user_id, 'student' from review_learner as l
on conflict do nothing;
insert into public.students (id, organization_id, user_id, lms_status, enrollment_date)
select l.id, l.organization_id, l.user_id, 'active', c.starts_on from review_learner as l cross join review_course as c
where not exists (select from public.students as s where s.id = l.id) order by l.number;
insert into public.student_mentor_assignments (id, organization_id, student_id, mentor_id, assigned_by, assigned_at)
select md5(l.id || ' mentor')::uuid, l.organization_id, l.id, l.mentor_id, c.head, (c.starts_on + time '09:00') at time zone c.timezone
from review_learner as l cross join review_course as c
where l.mentor_id is not null and not exists (select from public.student_mentor_assignments as a where a.id = md5(l.id || ' mentor')::uuid);

insert into public.course_enrollments (id, organization_id, student_id, user_id, course_id, batch_id, status, enrolled_at, payment_status,
                                       list_price, final_price, currency, origin)
select md5(l.id || ' store launch')::uuid, l.organization_id, l.id, l.user_id, c.course_id, c.batch_id, 'active',
       (c.starts_on + time '09:00') at time zone c.timezone, 'waived', 0, 0, c.currency, 'import'
from review_learner as l cross join review_course as c
where not exists (select from public.course_enrollments as e where e.id = md5(l.id || ' store launch')::uuid);

-- When each was handed in and decided; one in seven is declined, and comes again a day and a half later.
create temporary table review_version on commit drop as
with first as (
  select l.*, t.id as task, t.said, t.n, t.opens_on + 9 as due, (l.dice / 5 + t.n) % 7 = 0 as is_declined,
         (t.opens_on + (l.dice / 7 + t.n * 5) % 12 + make_time(8 + l.dice / 3 % 12, l.dice / 11 % 60, 0)) at time zone c.timezone as handed_in,
         (4 + (l.dice / 13 + t.n * 17) % 56) * interval '1 hour' as takes
  from review_learner as l cross join review_task as t cross join review_course as c
), every as (
  select f.*, 1 as version, f.handed_in as at, f.is_declined as again from first as f
  union all
  select f.*, 2, f.handed_in + f.takes + interval '36 hours', false from first as f where f.is_declined
)
select e.id, e.organization_id, e.user_id, e.task, e.version, e.at as handed_in, e.at + e.takes as decided,
       md5(e.id || ' ' || e.task || ' ' || e.version)::uuid as version_id, coalesce(e.mentor_id, c.head) as reviewer,
       e.said || case e.version when 2 then E'\n\nWhat was missing is there now.' else '' end as said,
       case when e.dice % 3 > 0 then jsonb_build_array('https://shop-' || e.dice % 900 || '.example/' || e.n) else '[]'::jsonb end as links,
       case when e.again then 'declined' else 'approved' end as decision, case when e.again then 30 + e.dice % 20 else 55 + e.dice % 46 end as score,
       case when e.again then 'Half of it is missing. Answer the second question, too, with your own numbers.' else 'Clear and complete.' end as feedback,
       (e.at at time zone c.timezone)::date > e.due as is_late
from every as e cross join review_course as c;

-- Those that waited at an earlier start, and whose time has come.
update public.student_assignments as w
set status = v.decision, score = v.score, feedback = v.feedback, graded_at = v.decided, graded_by = v.reviewer
from review_version as v
where w.id = v.version_id and w.status = 'pending' and v.decided <= private.now();

-- The second version comes where the first was declined.
insert into public.student_assignments (id, organization_id, student_id, user_id, assignment_id, version, submission_text, links, status, score,
                                        feedback, submitted_at, graded_at, graded_by, is_late, origin)
select v.version_id, v.organization_id, v.id, v.user_id, v.task, 1, v.said, v.links, case when done then v.decision else 'pending' end,
       case when done then v.score end, case when done then v.feedback end, v.handed_in, case when done then v.decided end,
       case when done then v.reviewer end, v.is_late, 'app'
from review_version as v cross join lateral (select v.decided <= private.now() as done) as s
where v.version = 1 and v.handed_in <= private.now()
on conflict do nothing;
insert into public.student_assignments (id, organization_id, student_id, user_id, assignment_id, version, submission_text, links, status, score,
                                        feedback, submitted_at, graded_at, graded_by, is_late, origin)
select v.version_id, v.organization_id, v.id, v.user_id, v.task, 2, v.said, v.links, case when done then v.decision else 'pending' end,
       case when done then v.score end, case when done then v.feedback end, v.handed_in, case when done then v.decided end,
       case when done then v.reviewer end, v.is_late, 'app'
from review_version as v cross join lateral (select v.decided <= private.now() as done) as s
join public.student_assignments as w on w.student_id = v.id and w.assignment_id = v.task and w.version = 1 and w.status = 'declined'
where v.version = 2 and v.handed_in <= private.now()
on conflict do nothing;

alter table public.student_assignments enable trigger prepare_submission, enable trigger then_follow_added,
  enable trigger then_follow_changed;
drop table review_version, review_learner, review_task, review_course, review_run;
