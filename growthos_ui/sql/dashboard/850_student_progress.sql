-- One row per course enrolment with everything the Students list and the progress figures show, so that a page
-- is one index range and never a join over a million recordings. Derived: triggers keep it (880 to 884), and
-- private.recount_progress makes it again from the base tables.
create table dashboard.student_progress (
  id                    uuid primary key,
  organization_id       uuid not null,
  student_id            uuid not null,
  user_id               uuid not null,
  mentor_id             uuid,
  mentor_name           text,
  course_id             uuid not null,
  batch_id              uuid,
  student_code          text collate "C" not null,
  full_name             text not null,
  name_key              text collate "C" not null generated always as (lower(full_name)) stored,
  enrollment_status     text not null,
  lms_status            text not null,
  result                text check (result in ('withdrawn', 'fail', 'pass', 'distinction')),
  enrolled_on           date not null,
  completed_on          date,
  recordings_completed  int not null default 0,
  recordings_in_scope   int not null default 0,
  assignments_approved  int not null default 0,
  assignments_in_scope  int not null default 0,
  video_tenths          int check (video_tenths between 0 and 1000),
  assignment_tenths     int check (assignment_tenths between 0 and 1000),
  progress_pct          int check (progress_pct between 0 and 100),
  average_score_tenths  int,
  marks                 int not null default 0,
  last_activity_at      timestamptz,
  -- Sort keys: never null and of a leakproof type, or a page could not continue after a row; unknown comes lowest.
  video_key             int not null generated always as (coalesce(video_tenths, -1)) stored,
  assignment_key        int not null generated always as (coalesce(assignment_tenths, -1)) stored,
  progress_key          int not null generated always as (coalesce(progress_pct, -1)) stored,
  average_score_key     int not null generated always as (coalesce(average_score_tenths, -1)) stored,
  last_activity_key     timestamptz not null generated always as (coalesce(last_activity_at, '-infinity')) stored,
  foreign key (organization_id, id) references public.course_enrollments (organization_id, id) on delete cascade,
  check (recordings_completed <= recordings_in_scope and assignments_approved <= assignments_in_scope)
) with (fillfactor = 80);

comment on table dashboard.student_progress is 'Summary of each course enrolment, kept by statement triggers.';
comment on column dashboard.student_progress.id is 'The enrolment''s id.';
comment on column dashboard.student_progress.video_tenths is 'Percent of recordings in scope completed, × 10; null without scope.';
comment on column dashboard.student_progress.assignment_tenths is 'Percent of assignments in scope approved, × 10; null without scope.';
comment on column dashboard.student_progress.progress_pct is
  'The two parts mixed by learning.progress_weights, rounded half up; one part alone stands for both; null without scope.';
comment on column dashboard.student_progress.average_score_tenths is
  'Mean of 100 × score / max_score over the latest approved versions that have a score, × 10, rounded half up.';
comment on column dashboard.student_progress.completed_on is 'The day on which a completed enrolment was completed, if that is known.';
comment on column dashboard.student_progress.marks is 'How many scores that mean is of.';
comment on column dashboard.student_progress.result is 'The latest final_result of this course in student_performance.';

-- Every sort of the list, for staff: the organisation, the key, then the id that makes an order total.
create index student_progress_name on dashboard.student_progress (organization_id, name_key, id);
create index student_progress_code on dashboard.student_progress (organization_id, student_code, id);
create index student_progress_video on dashboard.student_progress (organization_id, video_key, id);
create index student_progress_assignment on dashboard.student_progress (organization_id, assignment_key, id);
create index student_progress_progress on dashboard.student_progress (organization_id, progress_key, id);
create index student_progress_score on dashboard.student_progress (organization_id, average_score_key, id);
create index student_progress_activity on dashboard.student_progress (organization_id, last_activity_key, id)
  include (student_id, mentor_id, user_id, course_id, batch_id, enrollment_status, progress_pct, progress_key, video_tenths,
           assignment_tenths, average_score_tenths);
create index student_progress_completed on dashboard.student_progress (organization_id, completed_on, id)
  include (enrolled_on, mentor_id, user_id, course_id, batch_id, enrollment_status) where completed_on is not null;
create index student_progress_enrolled on dashboard.student_progress (organization_id, enrolled_on, id);
-- A mentor's learners are few: one range by mentor, most often by last activity, sorts in memory otherwise.
create index student_progress_mentor on dashboard.student_progress (organization_id, mentor_id, last_activity_key, id)
  include (user_id, student_id);
-- The mentors that are offered as a filter, each with the name, without a look at a row.
create index student_progress_mentors on dashboard.student_progress (organization_id, mentor_id, mentor_name) include (user_id);
-- What a learner may see of their own.
create index student_progress_user on dashboard.student_progress (user_id);
-- One course or one batch, by activity; results by course read the second part alone.
create index student_progress_course on dashboard.student_progress (organization_id, course_id, last_activity_key, id)
  include (mentor_id, user_id);
create index student_progress_batch on dashboard.student_progress (organization_id, batch_id, last_activity_key, id)
  include (mentor_id, user_id);
create index student_progress_result on dashboard.student_progress (organization_id, course_id, result, mentor_id);
-- The rows of one learner: name, code and mentor changes, and the recount's locks. And all that is summed over a whole
-- organisation, with the columns of the policy: 2,200 pages in the order of the learners instead of 6,200 in none.
create index student_progress_student on dashboard.student_progress (organization_id, student_id)
  include (id, mentor_id, user_id, course_id, batch_id, enrollment_status, result, progress_pct, progress_key, video_tenths,
           assignment_tenths, average_score_tenths, average_score_key, last_activity_key, enrolled_on, completed_on);
-- How long those who should be going on have been silent, by course, without a look at a row.
create index student_progress_going on dashboard.student_progress (organization_id, last_activity_key)
  include (course_id, batch_id, mentor_id, user_id) where enrollment_status = 'active';
