-- How many have started each recording, by how far they came and whether it is completed, summed: the exact total over
-- a million rows of watching is then a read of a few thousand. Rows for staff and for each mentor, as in 855, whose
-- sums other readers have, because ratings are among them. Derived: the triggers of 887 keep it.
create table dashboard.watching_figures (
  organization_id uuid not null,
  recording_id    uuid not null,
  mentor_id       uuid,
  whose           uuid not null generated always as (coalesce(mentor_id, organization_id)) stored,
  watched_tenths  int not null check (watched_tenths in (0, 250, 500, 750, 900)),
  is_completed    boolean not null,
  starts          int not null default 0,
  unique nulls not distinct (organization_id, recording_id, mentor_id, watched_tenths, is_completed),
  foreign key (organization_id, recording_id) references public.lesson_recordings (organization_id, id) on delete cascade
) with (fillfactor = 70);

comment on table dashboard.watching_figures is 'Starts of each recording by how far it was watched, summed for staff and for each mentor.';
comment on column dashboard.watching_figures.mentor_id is 'Whose learners; null: all learners of the organisation.';
comment on column dashboard.watching_figures.watched_tenths is 'The lower end of its band: from 0, 25, 50, 75 or 90 percent, × 10.';
comment on column dashboard.watching_figures.starts is 'Learners with any watching of it.';

-- one reader's rows, all of them or those of a recording
create index watching_figures_whose on dashboard.watching_figures (organization_id, whose, recording_id);
