-- Work that a course asks for. Attached to a recording it is a gate: the next one opens when it is approved.
create table public.assignments (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  course_id       uuid not null,
  recording_id    uuid,
  mentor_id       uuid,
  title           text not null check (length(btrim(title)) between 1 and 200),
  description     text,
  instructions    text,
  submission_type text not null default 'mixed' check (submission_type in ('text', 'file', 'link', 'mixed')),
  due_date        date check (due_date between '1900-01-01' and '2199-12-31'),
  due_days        int not null default 7 check (due_days between 0 and 3650),
  max_score       int not null default 100 check (max_score > 0),
  passing_score   int check (passing_score between 0 and max_score),
  is_active       boolean not null default true,
  created_by      uuid references public.users (id),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id),
  foreign key (organization_id, recording_id) references public.lesson_recordings (organization_id, id),
  foreign key (organization_id, mentor_id) references public.users (organization_id, id)
);

comment on table public.assignments is 'Work asked for by a course.';
comment on column public.assignments.mentor_id is 'Owner of the assignment (not a scope column); null means any mentor of the learner.';
comment on column public.assignments.due_days is 'Deadline in days from the recording''s unlock, used when due_date is null.';

-- two gates on one recording would need two approvals to pass one door
create unique index assignments_one_gate on public.assignments (organization_id, recording_id)
  where is_active and recording_id is not null;
-- a course's work; every progress scope counts from here
create index assignments_course on public.assignments (organization_id, course_id, is_active);
-- all work ever attached to a recording; a cheap check when a recording goes
create index assignments_recording on public.assignments (organization_id, recording_id) where recording_id is not null;
-- a mentor's own assignments
create index assignments_mentor on public.assignments (organization_id, mentor_id) where mentor_id is not null;
-- a cheap check when a user row goes
create index assignments_created_by on public.assignments (created_by);

-- The recording carries no course of its own, so a key cannot say that both are the same course.
create function private.guard_assignment_gate() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select from public.lesson_recordings r
    join public.available_lessons l on l.organization_id = r.organization_id and l.id = r.lesson_id
    where r.organization_id = new.organization_id and r.id = new.recording_id and l.course_id = new.course_id
  ) then
    raise exception 'assignment.recording_of_another_course' using errcode = '23503',
      detail = jsonb_build_object('field', 'recording_id')::text;
  end if;
  return new;
end $$;

create trigger fill_organization before insert on public.assignments
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.assignments
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.assignments
  for each row execute function private.keep_updated_at();
create trigger guard_gate before insert or update of recording_id, course_id on public.assignments
  for each row when (new.recording_id is not null) execute function private.guard_assignment_gate();
