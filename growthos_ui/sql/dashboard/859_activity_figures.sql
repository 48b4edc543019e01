-- How many acts of each kind each person has to their name: the exact total over a million rows of activity is then a read
-- of a few ten thousand. By person and not by day: whoever acts counts under their own name, so that no row is everybody's;
-- and a learner's counts go along to another mentor, which the acts themselves, written once, cannot. Days are counted
-- in the log. Derived: the triggers of 888 keep it.
create table dashboard.activity_figures (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid,
  user_id         uuid not null,
  mentor_id       uuid,
  activity_type   text not null,
  visibility      text not null,
  acts            int not null default 0,
  foreign key (organization_id, user_id) references public.users (organization_id, id) on delete cascade,
  foreign key (organization_id, student_id) references public.students (organization_id, id) on delete cascade
) with (fillfactor = 70);

comment on table dashboard.activity_figures is 'Acts of each person by kind. Several rows of one kind add up: nobody waits for another to count.';
comment on column dashboard.activity_figures.student_id is 'The learner whose act it is, or about whom it was written; null for the acts of staff.';
comment on column dashboard.activity_figures.mentor_id is 'The learner''s mentor; of staff the person themselves, so that everybody''s own are theirs.';

-- whose rows a reader has
create index activity_figures_mentor on dashboard.activity_figures (organization_id, mentor_id);
-- one person's counts, to add to them
create index activity_figures_user on dashboard.activity_figures (organization_id, user_id, activity_type);
create index activity_figures_student on dashboard.activity_figures (organization_id, student_id);

create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on dashboard.activity_figures for each row when (new.student_id is not null) execute function private.fill_scope();
