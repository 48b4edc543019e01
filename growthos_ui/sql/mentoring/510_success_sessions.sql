-- Live classes: for a batch, for a course, or for the whole organisation. The word "session" means this and nothing else.
create table public.success_sessions (
  id                   uuid primary key default gen_random_uuid(),
  organization_id      uuid not null references public.organizations (id),
  title                text not null check (length(btrim(title)) between 1 and 200),
  description          text check (length(description) <= 4000),
  course_id            uuid,
  batch_id             uuid,
  mentor_id            uuid,
  start_time           timestamptz not null,
  end_time             timestamptz not null,
  status               text not null default 'draft' check (status in ('draft', 'upcoming', 'live', 'completed', 'cancelled')),
  link                 text check (link ~ '^https://[^\s]+$'),
  meeting_id           text check (length(meeting_id) between 1 and 100),
  -- the envelope of the cipher: version 1, key, nonce of 12, tag of 16; anything else was never encrypted
  passcode             bytea check (substring(passcode from 1 for 1) = '\x01' and octet_length(passcode) >= 30),
  recording_url        text check (recording_url ~ '^https://[^\s]+$'),
  reminder_24h_sent_at timestamptz,
  reminder_3h_sent_at  timestamptz,
  reminder_1h_sent_at  timestamptz,
  series_id            uuid,
  -- kept by session_attendance, so that a list of sessions need not count who came
  expected_count       int not null default 0 check (expected_count >= 0),
  came_count           int not null default 0 check (came_count between 0 and expected_count),
  attendance_tenths    int generated always as (case when status = 'completed' and expected_count > 0
                         then (2000 * came_count + expected_count) / (2 * expected_count) end) stored,
  attendance_key       int not null generated always as (case when status = 'completed' and expected_count > 0
                         then (2000 * came_count + expected_count) / (2 * expected_count) else -1 end) stored,
  created_by           uuid default private.actor_id() references public.users (id),
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id),
  foreign key (organization_id, course_id, batch_id) references public.batches (organization_id, course_id, id),
  foreign key (organization_id, mentor_id) references public.users (organization_id, id),
  constraint success_sessions_end_after_they_begin check (end_time > start_time),
  -- a time that programs can hold: one that never ends could be read by nobody
  constraint success_sessions_have_real_times check (start_time >= '1900-01-01 00:00+00' and end_time < '2200-01-01 00:00+00'),
  -- a key with an empty part is not checked: a batch without its course would be anybody's batch
  constraint success_sessions_batch_brings_its_course check (batch_id is null or course_id is not null)
);

comment on table public.success_sessions is 'Live classes with a host and an audience.';
comment on column public.success_sessions.course_id is 'The audience is this course; with batch_id, only that batch; with neither, the whole organisation.';
comment on column public.success_sessions.mentor_id is 'The host: the fact itself, unlike the copied mentor_id of other tables.';
comment on column public.success_sessions.passcode is 'Ciphertext; may be written and is read by no role.';
comment on column public.success_sessions.series_id is 'What was planned at once has the same: the weeks of a series, or one session alone.';
comment on column public.success_sessions.expected_count is 'How many have a row of attendance and are not excused; kept by trigger.';
comment on column public.success_sessions.came_count is 'How many of those were present or late; kept by trigger.';
comment on column public.success_sessions.attendance_tenths is 'Share of those expected who came, in tenths of a percent; null until the session is over, and where nobody was expected.';
comment on column public.success_sessions.attendance_key is 'The same for sorting: unknown is -1.';
comment on column public.success_sessions.end_time is 'Left out, it is the start and the organisation''s sessions.default_minutes.';

-- the calendar
create index success_sessions_start on public.success_sessions (organization_id, start_time, id);
-- what was planned at once
create index success_sessions_series on public.success_sessions (organization_id, series_id, start_time) where series_id is not null;
-- sessions by how many came
create index success_sessions_attendance on public.success_sessions (organization_id, attendance_key, id);
-- a host's calendar, as the policy asks it
create index success_sessions_mentor on public.success_sessions (organization_id, mentor_id, start_time, id);
-- classes of a batch and of a course; cheap checks when either goes
create index success_sessions_batch on public.success_sessions (organization_id, batch_id, start_time);
create index success_sessions_course on public.success_sessions (organization_id, course_id, start_time);
-- What the law asks of each row, all of it: how many there are, and who holds them, is then read without the rows.
create index success_sessions_seen on public.success_sessions (organization_id) include (mentor_id, batch_id, course_id, status);
-- one room at one time is one class; of one organisation, so that nobody learns of another's
create unique index success_sessions_one_room on public.success_sessions (organization_id, link, start_time) where link is not null;
-- what the reminders and the start are waiting for
create index success_sessions_upcoming on public.success_sessions (start_time) where status in ('upcoming', 'live');
-- a cheap check when a user row goes
create index success_sessions_created_by on public.success_sessions (created_by);

-- A batch brings its course, and a class without an end has the usual length.
create function private.prepare_session() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.batch_id is not null and new.course_id is null then
    select b.course_id into new.course_id
      from public.batches as b where b.organization_id = new.organization_id and b.id = new.batch_id;
  end if;
  new.end_time := coalesce(new.end_time, new.start_time
    + make_interval(mins => (private.setting(new.organization_id, 'sessions.default_minutes'))::int));
  return new;
end $$;

create trigger fill_organization before insert on public.success_sessions
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.success_sessions
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.success_sessions
  for each row execute function private.keep_updated_at();
create trigger prepare_session before insert or update of batch_id, course_id, end_time on public.success_sessions
  for each row execute function private.prepare_session();
-- T25: a host is an active mentor of this organisation
create trigger require_mentor before insert or update of mentor_id on public.success_sessions
  for each row execute function private.require_mentor();
