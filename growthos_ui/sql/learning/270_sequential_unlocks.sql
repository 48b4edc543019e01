-- Which recordings have been opened for a learner, and why; a manual unlock can be taken back.
create table public.sequential_unlocks (
  id                uuid primary key default gen_random_uuid(),
  organization_id   uuid not null references public.organizations (id),
  student_id        uuid not null,
  user_id           uuid not null,
  mentor_id         uuid,
  recording_id      uuid not null,
  unlocked_at       timestamptz not null default private.now(),
  unlock_type       text not null
                    check (unlock_type in ('initial', 'sequential', 'assignment_approved', 'drip', 'manual', 'bypass')),
  prerequisites_met boolean not null,
  unlocked_by       uuid references public.users (id),
  reason            text,
  revoked_at        timestamptz,
  revoked_by        uuid references public.users (id),
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  unique (organization_id, student_id, recording_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, recording_id) references public.lesson_recordings (organization_id, id),
  -- a person who steps around the rules says why
  check (unlock_type <> 'manual' or (unlocked_by is not null and length(btrim(reason)) > 0)),
  check (unlock_type not in ('manual', 'bypass') or not prerequisites_met),
  check (revoked_at is null or unlock_type = 'manual')
);

comment on table public.sequential_unlocks is 'Recordings opened for a learner; private.unlock_state decides, this remembers.';
comment on column public.sequential_unlocks.prerequisites_met is 'Whether the sequence rule held when the row was made.';

-- a learner's newest unlock (what they are stuck on)
create index sequential_unlocks_newest on public.sequential_unlocks (organization_id, student_id, unlocked_at desc);
-- who has this recording open; also a cheap check when a recording goes
create index sequential_unlocks_recording on public.sequential_unlocks (organization_id, recording_id);
-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index sequential_unlocks_mentor on public.sequential_unlocks (organization_id, mentor_id);
create index sequential_unlocks_user on public.sequential_unlocks (user_id);
-- cheap checks when a user row goes
create index sequential_unlocks_unlocked_by on public.sequential_unlocks (unlocked_by);
create index sequential_unlocks_revoked_by on public.sequential_unlocks (revoked_by);

create trigger keep_identity before update on public.sequential_unlocks
  for each row execute function private.keep_identity();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.sequential_unlocks for each row execute function private.fill_scope();
create trigger keep_updated_at before update on public.sequential_unlocks
  for each row execute function private.keep_updated_at();
