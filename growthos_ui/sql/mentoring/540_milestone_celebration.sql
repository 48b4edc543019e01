-- What a learner has reached, once per milestone. The catalogue with points and conditions is in the settings.
create table public.milestone_celebration (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid,
  milestone_key   text not null check (milestone_key ~ '^[a-z][a-z0-9_]{1,60}$'),
  milestone_type  text not null check (milestone_type in (
    'recording_watched', 'assignment_submitted', 'assignment_approved', 'integration_connected', 'course_completed',
    'onboarding_completed', 'time_based', 'performance_based', 'sequence_based', 'manual')),
  milestone_data  jsonb not null default '{}' check (jsonb_typeof(milestone_data) = 'object' and length(milestone_data::text) <= 10000),
  points          int not null default 0 check (points between 0 and 10000),
  achieved_at     timestamptz not null default private.now(),
  is_celebrated   boolean not null default false,
  awarded_by      uuid references public.users (id),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  -- awarded once
  unique (organization_id, student_id, milestone_key),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- an award by hand is somebody's, with a reason; any other is the rule's
  check ((milestone_type = 'manual') = (awarded_by is not null)),
  check (milestone_type <> 'manual' or length(btrim(coalesce(milestone_data ->> 'reason', ''))) > 0)
);

comment on table public.milestone_celebration is 'Milestones that learners have reached, each once.';
comment on column public.milestone_celebration.milestone_type is 'What triggered it.';
comment on column public.milestone_celebration.milestone_data is 'The facts that fulfilled it; for an award by hand its reason.';
comment on column public.milestone_celebration.is_celebrated is 'Whether the learner has seen the celebration; the learner alone may set it.';

-- the latest of the organisation
create index milestone_celebration_latest on public.milestone_celebration (organization_id, achieved_at desc, id);
-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index milestone_celebration_mentor on public.milestone_celebration (organization_id, mentor_id, achieved_at desc);
create index milestone_celebration_user on public.milestone_celebration (user_id);
-- a cheap check when a user row goes
create index milestone_celebration_awarded_by on public.milestone_celebration (awarded_by);

create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.milestone_celebration for each row execute function private.fill_scope();
create trigger keep_identity before update on public.milestone_celebration
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.milestone_celebration
  for each row execute function private.keep_updated_at();
