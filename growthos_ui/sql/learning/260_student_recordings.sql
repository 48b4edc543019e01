-- What a learner has watched of a recording. Completed is a fact that never goes back.
create table public.student_recordings (
  id                    uuid primary key default gen_random_uuid(),
  organization_id       uuid not null references public.organizations (id),
  student_id            uuid not null,
  user_id               uuid not null,
  mentor_id             uuid,
  recording_id          uuid not null,
  course_id             uuid not null,
  module_id             uuid not null,
  watched_duration      int not null default 0 check (watched_duration >= 0),
  completion_percentage numeric(5, 2) not null default 0 check (completion_percentage between 0 and 100),
  last_position         int not null default 0 check (last_position >= 0),
  completed_at          timestamptz,
  first_watched_at      timestamptz,
  last_watched_at       timestamptz,
  view_count            int not null default 0 check (view_count >= 0),
  origin                text not null default 'app' check (origin in ('app', 'import')),
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  -- Twins for filters and sort keys: numeric is not leakproof, and a null would end a page.
  watched_tenths        int not null generated always as (round(completion_percentage * 10)::int) stored,
  last_watched_key      timestamptz not null generated always as (coalesce(last_watched_at, '-infinity')) stored,
  -- one row per learner and recording; recounts start from its first two columns
  unique (organization_id, student_id, recording_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, recording_id) references public.lesson_recordings (organization_id, id)
);

comment on table public.student_recordings is 'A learner''s watching of one recording.';
comment on column public.student_recordings.course_id is
  'Of the recording''s lesson, like module_id; copied down by trigger, so that a page of one course is found where nobody watched it, too.';
comment on column public.student_recordings.watched_duration is 'Distinct seconds seen.';
comment on column public.student_recordings.completed_at is
  'When completion_percentage first reached the organisation''s learning.watched_threshold_pct.';

-- who has watched this recording, latest first
create index student_recordings_recording on public.student_recordings (organization_id, recording_id, last_watched_key, id)
  include (mentor_id, user_id);
-- all watching, latest first; that which is not finished; that which got so far
create index student_recordings_latest on public.student_recordings (organization_id, last_watched_key, id)
  include (mentor_id, user_id);
create index student_recordings_unfinished on public.student_recordings (organization_id, last_watched_key, id)
  include (mentor_id, user_id) where completed_at is null;
create index student_recordings_watched on public.student_recordings (organization_id, watched_tenths, last_watched_key, id)
  include (mentor_id, user_id);
-- completions over time
create index student_recordings_completed on public.student_recordings (organization_id, completed_at)
  where completed_at is not null;
-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index student_recordings_mentor on public.student_recordings (organization_id, mentor_id, last_watched_key, id)
  include (user_id, recording_id, course_id, module_id);
-- the watching of a course and of a module, latest first: with all that the policy looks at
create index student_recordings_course on public.student_recordings (organization_id, course_id, last_watched_key, id)
  include (mentor_id, user_id);
create index student_recordings_module on public.student_recordings (organization_id, module_id, last_watched_key, id)
  include (mentor_id, user_id);
create index student_recordings_user on public.student_recordings (user_id);

create trigger keep_identity before update on public.student_recordings
  for each row execute function private.keep_identity();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.student_recordings for each row execute function private.fill_scope();
-- Where the recording stands. What the client says is overwritten; a recording of elsewhere is as missing as none.
create function private.fill_the_course() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  select l.course_id, l.module_id into new.course_id, new.module_id
    from public.lesson_recordings as r
    join public.available_lessons as l on l.organization_id = r.organization_id and l.id = r.lesson_id
    where r.organization_id = new.organization_id and r.id = new.recording_id;
  if not found then
    raise exception 'unlock.recording_missing' using errcode = '23503', detail = '{}';
  end if;
  return new;
end $$;

-- After fill_scope, which says whose organisation it is: triggers fire by their names.
create trigger fill_the_course before insert or update of organization_id, recording_id, course_id, module_id
  on public.student_recordings for each row execute function private.fill_the_course();
create trigger keep_updated_at before update on public.student_recordings
  for each row execute function private.keep_updated_at();

-- A lesson that moves to another module, or a recording to another lesson, takes its watching along.
create function private.move_watching() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'lesson_recordings' then
    update public.student_recordings as w set recording_id = w.recording_id
      where w.organization_id = new.organization_id and w.recording_id = new.id;
  else
    update public.student_recordings as w set recording_id = w.recording_id
      where w.organization_id = new.organization_id
        and w.recording_id in (select r.id from public.lesson_recordings as r
                               where r.organization_id = new.organization_id and r.lesson_id = new.id);
  end if;
  return null;
end $$;

create trigger move_watching after update of lesson_id on public.lesson_recordings
  for each row when (old.lesson_id is distinct from new.lesson_id) execute function private.move_watching();
create trigger move_watching after update of course_id, module_id on public.available_lessons
  for each row when ((old.course_id, old.module_id) is distinct from (new.course_id, new.module_id))
  execute function private.move_watching();
revoke all on function private.fill_the_course(), private.move_watching() from public;
