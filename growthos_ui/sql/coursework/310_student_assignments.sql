-- A version of a learner's work and the one decision taken on it. The highest version is the current one.
create table public.student_assignments (
  id                  uuid primary key default gen_random_uuid(),
  organization_id     uuid not null references public.organizations (id),
  student_id          uuid not null,
  user_id             uuid not null,
  mentor_id           uuid,
  assignment_id       uuid not null,
  version             int not null check (version > 0),
  submission_text     text,
  submission_file_url text check (submission_file_url ~ '^https://[^\s]+$'),
  links               jsonb not null default '[]' check (jsonb_typeof(links) = 'array'),
  status              text not null default 'pending' check (status in ('pending', 'approved', 'declined')),
  score               int check (score >= 0),
  feedback            text,
  submitted_at        timestamptz not null default private.now(),
  graded_at           timestamptz,
  graded_by           uuid references public.users (id),
  is_late             boolean not null default false,
  origin              text not null default 'app' check (origin in ('app', 'import')),
  -- sort key of the list of marks: never null and leakproof; work without a score comes lowest
  score_key           int not null generated always as (coalesce(score, -1)) stored,
  -- sort key of the list of reviews: since when it waits, or when it was decided
  turn_at             timestamptz not null generated always as (coalesce(graded_at, submitted_at)) stored,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  unique (organization_id, id),
  -- "the latest version of this learner's work" reads this index backwards; with what the policy looks at, so that the work of
  -- those whom a search finds is counted from it alone
  unique (organization_id, student_id, assignment_id, version) include (mentor_id, user_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, assignment_id) references public.assignments (organization_id, id),
  check ((status = 'pending') = (graded_at is null)),
  check (status <> 'pending' or (score is null and graded_by is null)),
  -- somebody's own work has content, and a refusal has a reason; an import brings marks without either
  check (origin = 'import' or links <> '[]' or length(btrim(coalesce(submission_text, ''))) > 0
         or submission_file_url is not null),
  check (origin = 'import' or status <> 'declined' or length(btrim(coalesce(feedback, ''))) > 0)
);

comment on table public.student_assignments is 'Versions of learners'' work, each decided once.';
comment on column public.student_assignments.links is 'Array of https addresses.';
comment on column public.student_assignments.score is 'Points out of the assignment''s max_score; null when decided without one.';
comment on column public.student_assignments.turn_at is 'When it was decided; while it waits, since when.';
comment on column public.student_assignments.is_late is 'Submitted after the effective deadline.';

-- one open version at a time: a learner cannot queue a second before the first is decided
-- and how many wait, counted from it alone, with what the policy looks at
create unique index student_assignments_one_pending on public.student_assignments (organization_id, student_id, assignment_id)
  include (mentor_id, user_id) where status = 'pending';
-- the list of marks, by day and by score
create index student_assignments_submitted on public.student_assignments (organization_id, submitted_at, id)
  include (mentor_id, user_id, student_id, assignment_id, status, score_key, score);
create index student_assignments_score on public.student_assignments (organization_id, score_key, id)
  include (mentor_id, user_id);
-- the same for one mentor
create index student_assignments_mentor_submitted on public.student_assignments (organization_id, mentor_id, submitted_at, id)
  include (user_id);
create index student_assignments_mentor_score on public.student_assignments (organization_id, mentor_id, score_key, id)
  include (user_id);
-- work in one state by when it was handed in: what has waited too long
create index student_assignments_queue on public.student_assignments (organization_id, status, submitted_at, id);
-- the list of reviews: all of them, those in one state, and those handed in late, each with what its filters look at
create index student_assignments_turn on public.student_assignments (organization_id, turn_at, id)
  include (mentor_id, user_id, status, origin, assignment_id, submitted_at);
create index student_assignments_turn_of on public.student_assignments (organization_id, status, turn_at, id)
  include (mentor_id, user_id, assignment_id, submitted_at);
create index student_assignments_turn_late on public.student_assignments (organization_id, turn_at, id)
  include (mentor_id, user_id, status, assignment_id) where is_late is true;
-- and all of one mentor's, in the same order
create index student_assignments_mentor_turn on public.student_assignments (organization_id, mentor_id, turn_at, id)
  include (user_id, status, origin, assignment_id, submitted_at);
-- everybody's work on one assignment, newest version first
create index student_assignments_assignment
  on public.student_assignments (organization_id, assignment_id, student_id, version desc);
-- what a mentor has decided lately; also a cheap check when a user row goes
create index student_assignments_graded on public.student_assignments (graded_by, graded_at);
-- what a mentor may see (with their queue in order), and what a learner may see of their own
create index student_assignments_mentor on public.student_assignments (organization_id, mentor_id, status, turn_at, id)
  include (user_id, assignment_id);
create index student_assignments_user on public.student_assignments (user_id);

create trigger keep_identity before update on public.student_assignments
  for each row execute function private.keep_identity();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.student_assignments for each row execute function private.fill_scope();
create trigger keep_updated_at before update on public.student_assignments
  for each row execute function private.keep_updated_at();
