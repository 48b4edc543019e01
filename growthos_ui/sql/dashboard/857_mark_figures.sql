-- How many marks each assignment has, summed: the exact total over three hundred thousand versions of work is then a
-- read of a few hundred rows. Rows for staff and for each mentor, as in 855. Derived: the triggers of 886 keep it.
create table dashboard.mark_figures (
  organization_id uuid not null,
  assignment_id   uuid not null,
  mentor_id       uuid,
  whose           uuid not null generated always as (coalesce(mentor_id, organization_id)) stored,
  status          text not null,
  score_key       int not null check (score_key in (-1, 0)),
  marks           int not null default 0,
  score_sum       bigint not null default 0,
  unique nulls not distinct (organization_id, assignment_id, mentor_id, status, score_key),
  foreign key (organization_id, assignment_id) references public.assignments (organization_id, id) on delete cascade
) with (fillfactor = 70);

comment on table dashboard.mark_figures is 'Versions of work of each assignment by state, summed for staff and for each mentor.';
comment on column dashboard.mark_figures.mentor_id is 'Whose learners; null: all learners of the organisation.';
comment on column dashboard.mark_figures.score_key is '0 with a score, -1 without: what tells the two apart in student_assignments.score_key.';
comment on column dashboard.mark_figures.marks is 'Versions of work.';

-- one reader's rows
create index mark_figures_whose on dashboard.mark_figures (organization_id, whose);
