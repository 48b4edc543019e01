-- Who mentors whom, and since when. The open row is the source of students.mentor_id, which policies read.
create table public.student_mentor_assignments (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid not null,
  assigned_by     uuid not null references public.users (id),
  assigned_at     timestamptz not null default private.now(),
  ended_at        timestamptz,
  end_reason      text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, mentor_id) references public.users (organization_id, id),
  check (ended_at >= assigned_at)
);

comment on table public.student_mentor_assignments is 'History of mentors per learner; at most one open row each.';
comment on column public.student_mentor_assignments.user_id is 'The learner''s user, copied from students by trigger.';
comment on column public.student_mentor_assignments.mentor_id is
  'The mentor of this row: the fact itself, unlike the copied mentor_id of other tables.';

-- one mentor at a time
create unique index student_mentor_assignments_one_open on public.student_mentor_assignments (organization_id, student_id)
  where ended_at is null;
-- a mentor's present learners, index-only: the path of private.my_students(), and with what the policy looks at, so that counting
-- the learners of all mentors reads no row
create index student_mentor_assignments_load on public.student_mentor_assignments (organization_id, mentor_id, student_id)
  include (user_id) where ended_at is null;
-- a mentor's whole history; a learner's whole history
create index student_mentor_assignments_mentor on public.student_mentor_assignments (organization_id, mentor_id, assigned_at);
create index student_mentor_assignments_student on public.student_mentor_assignments (organization_id, student_id, assigned_at);
-- what a learner may see of their own; a cheap check when a user row goes
create index student_mentor_assignments_user on public.student_mentor_assignments (user_id);
create index student_mentor_assignments_assigned_by on public.student_mentor_assignments (assigned_by);

-- The learner's account comes from the learner, as everywhere; the mentor, here alone, is what the row says.
create function private.fill_learner() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  select s.user_id into new.user_id
    from public.students as s where s.organization_id = new.organization_id and s.id = new.student_id;
  if not found then
    raise exception 'people.student_missing' using errcode = '23503';
  end if;
  return new;
end $$;

-- T25: a new mentor ends the time of the one before. The learner is locked first, so that two
-- assignments at once follow each other instead of meeting at the unique index.
create function private.end_previous_mentor() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.students as s
    where s.organization_id = new.organization_id and s.id = new.student_id for no key update;
  update public.student_mentor_assignments as a
    set ended_at = greatest(new.assigned_at, a.assigned_at), end_reason = coalesce(a.end_reason, 'reassigned')
    where a.organization_id = new.organization_id and a.student_id = new.student_id and a.ended_at is null;
  return new;
end $$;

create trigger fill_learner before insert or update of organization_id, student_id, user_id
  on public.student_mentor_assignments for each row execute function private.fill_learner();
create trigger keep_identity before update on public.student_mentor_assignments
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.student_mentor_assignments
  for each row execute function private.keep_updated_at();
-- role and organisation of the mentor: asked while the row is open, so that history survives a leaver
create trigger require_mentor before insert or update of mentor_id on public.student_mentor_assignments
  for each row when (new.ended_at is null) execute function private.require_mentor();
create trigger take_over before insert on public.student_mentor_assignments
  for each row when (new.ended_at is null) execute function private.end_previous_mentor();
-- students.mentor_id follows. Depth 0 only: the row that take_over ends would otherwise first move every
-- row of the learner to nobody, and then all of them again to the new mentor.
create trigger follow after insert or update or delete on public.student_mentor_assignments
  for each row when (pg_trigger_depth() = 0) execute function private.follow_mentor_assignment();
