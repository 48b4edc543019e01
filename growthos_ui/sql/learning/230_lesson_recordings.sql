-- The video files of a lesson. Their order (module_number, lesson_number, position) is "the sequence" of a course.
create table public.lesson_recordings (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations (id),
  lesson_id        uuid not null,
  title            text not null check (length(btrim(title)) between 1 and 200),
  video_url        text not null check (video_url ~ '^https://[^\s]+$'),
  duration_seconds int check (duration_seconds >= 0),
  file_size        bigint check (file_size >= 0),
  quality          text check (quality in ('360p', '480p', '720p', '1080p', 'source')),
  position         int not null default 1 check (position > 0),
  is_active        boolean not null default true,
  uploaded_by      uuid references public.users (id),
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  unique (organization_id, id),
  -- last part of the sequence; also serves "recordings of this lesson, in order"
  unique (organization_id, lesson_id, position),
  foreign key (organization_id, lesson_id) references public.available_lessons (organization_id, id)
);

comment on table public.lesson_recordings is 'Video files of a lesson; what a learner watches.';
comment on column public.lesson_recordings.duration_seconds is 'Length; null until the file has been measured.';
comment on column public.lesson_recordings.is_active is 'False takes it out of every progress scope and out of the sequence.';

-- a cheap check when a user row goes
create index lesson_recordings_uploaded_by on public.lesson_recordings (uploaded_by);

create trigger fill_organization before insert on public.lesson_recordings
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.lesson_recordings
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.lesson_recordings
  for each row execute function private.keep_updated_at();
-- a mentor may rename a recording; address, lesson, position, size and activity are not theirs
create trigger guard_wording before update on public.lesson_recordings
  for each row execute function private.guard_mentor_edit();
