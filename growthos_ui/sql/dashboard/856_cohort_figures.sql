-- How many enrolments each course and batch has, and how far they have come, summed: the lists of courses and batches
-- read a few rows and never a hundred thousand enrolments. Rows for staff and for each mentor, as in 855.
create table dashboard.cohort_figures (
  organization_id uuid not null,
  course_id       uuid not null,
  batch_id        uuid,
  mentor_id       uuid,
  whose           uuid not null generated always as (coalesce(mentor_id, organization_id)) stored,
  enrolments      int not null default 0,
  live            int not null default 0,
  started         int not null default 0,
  near            int not null default 0,
  completed       int not null default 0,
  known           int not null default 0,
  progress_sum    bigint not null default 0,
  unique nulls not distinct (organization_id, course_id, batch_id, mentor_id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id) on delete cascade,
  foreign key (organization_id, course_id, batch_id) references public.batches (organization_id, course_id, id) on delete cascade
) with (fillfactor = 70);

comment on table dashboard.cohort_figures is 'Enrolments of each course and batch, summed for staff and for each mentor.';
comment on column dashboard.cohort_figures.mentor_id is 'Whose learners; null: all learners of the organisation.';
comment on column dashboard.cohort_figures.batch_id is 'Null: enrolments without a batch.';
comment on column dashboard.cohort_figures.live is 'Active or completed.';
comment on column dashboard.cohort_figures.started is 'Live ones with any learning activity.';
comment on column dashboard.cohort_figures.near is 'Live ones at 80 percent or more, or completed.';
comment on column dashboard.cohort_figures.known is 'Live ones with content in scope: progress_sum is of these.';

-- one reader's rows
create index cohort_figures_whose on dashboard.cohort_figures (organization_id, whose);
