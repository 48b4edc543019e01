-- In which weeks a learner did something in a course: "weekly active learners" counts these rows.
create table dashboard.learner_weeks (
  enrollment_id   uuid not null,
  week            date not null check (extract(isodow from week) = 1),
  organization_id uuid not null,
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid,
  course_id       uuid not null,
  batch_id        uuid,
  primary key (enrollment_id, week),
  foreign key (organization_id, enrollment_id) references public.course_enrollments (organization_id, id) on delete cascade
);

comment on table dashboard.learner_weeks is 'Active weeks of each enrolment, from user_activity_logs, kept by statement triggers.';
comment on column dashboard.learner_weeks.week is 'Monday of the activity''s day in the organisation''s zone.';

-- Learners per week for staff, by course and by batch and with the mentor in it so that the policy needs no look at
-- the row; the same for one mentor.
create index learner_weeks_course on dashboard.learner_weeks (organization_id, course_id, week, student_id, mentor_id) include (user_id, enrollment_id);
create index learner_weeks_week on dashboard.learner_weeks (organization_id, week, student_id, mentor_id) include (user_id);
create index learner_weeks_batch on dashboard.learner_weeks (organization_id, batch_id, week, mentor_id, enrollment_id) include (user_id);
create index learner_weeks_mentor on dashboard.learner_weeks (organization_id, mentor_id, week, student_id) include (user_id);
-- the enrolment's own foreign key, and what a learner may see of their own
create index learner_weeks_enrollment on dashboard.learner_weeks (organization_id, enrollment_id);
create index learner_weeks_user on dashboard.learner_weeks (user_id);
