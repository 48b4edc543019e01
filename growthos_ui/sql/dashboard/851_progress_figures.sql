-- Enrolments of each course and batch by state, result and how far they have come, summed: the totals over all learners,
-- the histogram, the results and the strip of figures read a few thousand rows and never a hundred thousand enrolments.
-- Finer than cohort_figures (856), which the lists of courses and batches read. Rows for staff and for each mentor, as
-- in 855. Derived: the triggers of 887 keep it.
create table dashboard.progress_figures (
  organization_id   uuid not null,
  course_id         uuid not null,
  batch_id          uuid,
  mentor_id         uuid,
  whose             uuid not null generated always as (coalesce(mentor_id, organization_id)) stored,
  enrollment_status text not null,
  result            text,
  progress_key      int not null check (progress_key between -1 and 100),
  is_started        boolean not null,
  enrolments        int not null default 0,
  video_sum         bigint not null default 0,
  video_known       int not null default 0,
  assignment_sum    bigint not null default 0,
  assignment_known  int not null default 0,
  average_sum       bigint not null default 0,
  average_known     int not null default 0,
  unique nulls not distinct (organization_id, course_id, batch_id, mentor_id, enrollment_status, result, progress_key, is_started),
  foreign key (organization_id, course_id) references public.courses (organization_id, id) on delete cascade,
  foreign key (organization_id, course_id, batch_id) references public.batches (organization_id, course_id, id) on delete cascade
) with (fillfactor = 70);

comment on table dashboard.progress_figures is 'Enrolments by course, batch, state, result and progress, summed for staff and for each mentor.';
comment on column dashboard.progress_figures.mentor_id is 'Whose learners; null: all learners of the organisation.';
comment on column dashboard.progress_figures.progress_key is 'Progress in percent; -1 while nothing is in scope. As student_progress.progress_key.';
comment on column dashboard.progress_figures.is_started is 'Any learning activity.';
comment on column dashboard.progress_figures.video_sum is 'Sum of video_tenths over those that have one, which are video_known; likewise the others.';

-- one reader's rows
create index progress_figures_whose on dashboard.progress_figures (organization_id, whose);
