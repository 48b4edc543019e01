-- How many enrolments were active in each week, summed by course and batch: the weekly chart reads a thousand rows and
-- not half a million. Rows for staff and for each mentor, as in 855. Derived: the triggers of 886 keep it.
create table dashboard.week_figures (
  organization_id uuid not null,
  week            date not null check (extract(isodow from week) = 1),
  course_id       uuid not null,
  batch_id        uuid,
  mentor_id       uuid,
  whose           uuid not null generated always as (coalesce(mentor_id, organization_id)) stored,
  enrolments      int not null default 0,
  unique nulls not distinct (organization_id, week, course_id, batch_id, mentor_id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id) on delete cascade,
  foreign key (organization_id, course_id, batch_id) references public.batches (organization_id, course_id, id) on delete cascade
) with (fillfactor = 70);

comment on table dashboard.week_figures is 'Active enrolments of each week by course and batch, summed for staff and for each mentor.';
comment on column dashboard.week_figures.mentor_id is 'Whose learners; null: all learners of the organisation.';

-- one reader's weeks, and the two keys
create index week_figures_whose on dashboard.week_figures (organization_id, whose, week);
create index week_figures_batch on dashboard.week_figures (organization_id, course_id, batch_id);
