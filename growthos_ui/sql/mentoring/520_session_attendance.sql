-- Who came to a live class. When a class is completed, everybody who was expected has a row here.
create table public.session_attendance (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations (id),
  session_id       uuid not null,
  student_id       uuid not null,
  user_id          uuid not null,
  mentor_id        uuid,
  status           text not null default 'absent' check (status in ('present', 'late', 'absent', 'excused')),
  joined_at        timestamptz,
  left_at          timestamptz,
  minutes_attended int check (minutes_attended >= 0),
  recorded_by      uuid default private.actor_id() references public.users (id),
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  unique (organization_id, session_id, student_id),
  foreign key (organization_id, session_id) references public.success_sessions (organization_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  check (left_at >= joined_at),
  check (joined_at >= '1900-01-01 00:00+00' and coalesce(left_at, joined_at) < '2200-01-01 00:00+00'),
  check (left_at is null or joined_at is not null),
  -- somebody who came in was not absent
  check (status <> 'absent' or (joined_at is null and coalesce(minutes_attended, 0) = 0))
);

comment on table public.session_attendance is 'A learner at a live class.';
comment on column public.session_attendance.mentor_id is 'The learner''s present mentor, copied from students by trigger; the host is the session''s.';
comment on column public.session_attendance.recorded_by is 'Who marked it; null means a job or an import.';

-- a learner's classes, and how many were missed
create index session_attendance_student on public.session_attendance (organization_id, student_id, status);
-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index session_attendance_mentor on public.session_attendance (organization_id, mentor_id, session_id);
create index session_attendance_user on public.session_attendance (user_id);
-- a cheap check when a user row goes
create index session_attendance_recorded_by on public.session_attendance (recorded_by);

create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.session_attendance for each row execute function private.fill_scope();
create trigger keep_identity before update on public.session_attendance
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.session_attendance
  for each row execute function private.keep_updated_at();
