-- How each recording is watched and rated, summed: statistics over a million rows of watching are then a read of a few
-- thousand. Two kinds of rows: without a mentor, of all learners, for staff; with one, of that mentor's learners.
-- The policy gives every reader one kind, so nobody's rows are counted twice. Derived: the triggers of 885 keep it.
create table dashboard.recording_figures (
  organization_id   uuid not null,
  recording_id      uuid not null,
  mentor_id         uuid,
  whose             uuid not null generated always as (coalesce(mentor_id, organization_id)) stored,
  starts            int not null default 0,
  completions       int not null default 0,
  dropped           int not null default 0,
  reached_25        int not null default 0,
  reached_75        int not null default 0,
  reached_90        int not null default 0,
  watched_tenths_sum bigint not null default 0,
  ratings           int not null default 0,
  stars_sum         int not null default 0,
  stars_1           int not null default 0,
  stars_2           int not null default 0,
  stars_3           int not null default 0,
  stars_4           int not null default 0,
  stars_5           int not null default 0,
  -- Percent × 10 of the starts, rounded half up; unknown without a start.
  completion_tenths int generated always as (case when starts > 0 then round(1000.0 * completions / starts)::int end) stored,
  dropped_tenths    int generated always as (case when starts > 0 then round(1000.0 * dropped / starts)::int end) stored,
  watched_tenths    int generated always as (case when starts > 0 then round(watched_tenths_sum::numeric / starts)::int end) stored,
  -- A mean of few opinions is one person's opinion: hidden below five.
  stars_tenths      int generated always as (case when ratings >= 5 then round(10.0 * stars_sum / ratings)::int end) stored,
  completion_key    int not null generated always as (case when starts > 0 then round(1000.0 * completions / starts)::int else -1 end) stored,
  dropped_key       int not null generated always as (case when starts > 0 then round(1000.0 * dropped / starts)::int else -1 end) stored,
  watched_key       int not null generated always as (case when starts > 0 then round(watched_tenths_sum::numeric / starts)::int else -1 end) stored,
  stars_key         int not null generated always as (case when ratings >= 5 then round(10.0 * stars_sum / ratings)::int else -1 end) stored,
  -- one row of each kind; null is the kind "of all learners"
  unique nulls not distinct (organization_id, recording_id, mentor_id),
  foreign key (organization_id, recording_id) references public.lesson_recordings (organization_id, id) on delete cascade
) with (fillfactor = 70);

comment on table dashboard.recording_figures is 'How each recording is watched and rated, summed for staff and for each mentor.';
comment on column dashboard.recording_figures.mentor_id is 'Whose learners; null: all learners of the organisation.';
comment on column dashboard.recording_figures.whose is 'The mentor or, of all learners, the organisation: never null, so that an index finds the reader''s rows.';
comment on column dashboard.recording_figures.starts is 'Learners with any watching of it.';
comment on column dashboard.recording_figures.dropped is 'Learners who started and have seen less than half.';
comment on column dashboard.recording_figures.reached_25 is 'Learners who have seen a quarter or more; likewise 75 and 90 percent. Half or more is starts without dropped.';
comment on column dashboard.recording_figures.stars_1 is 'Ratings of one star; likewise two to five.';

-- one reader's rows: a few thousand, sorted in memory; or those of some recordings
create index recording_figures_whose on dashboard.recording_figures (organization_id, whose, recording_id) include (mentor_id);
