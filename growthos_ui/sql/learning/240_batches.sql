-- Cohorts: learners who start a course together. The start date is the anchor of the drip.
create table public.batches (
  id                   uuid primary key default gen_random_uuid(),
  organization_id      uuid not null references public.organizations (id),
  name                 text not null check (length(btrim(name)) between 1 and 200),
  course_id            uuid not null,
  start_date           date not null check (start_date between '1900-01-01' and '2199-12-31'),
  status               text not null default 'draft' check (status in ('draft', 'active', 'completed')),
  timezone             text,
  default_session_time time,
  community_links      jsonb not null default '[]' check (jsonb_typeof(community_links) = 'array' and length(community_links::text) <= 4000),
  created_by           uuid references public.users (id),
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  unique (organization_id, id),
  -- what an enrolment points at, so that a learner is never put in a batch of another course
  unique (organization_id, course_id, id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id)
);

comment on table public.batches is 'Cohorts of one course.';
comment on column public.batches.start_date is 'Local day; frozen once it has come, because drip dates were promised from it.';
comment on column public.batches.timezone is 'IANA name for live classes; null means the organisation''s.';

-- the batch list: running ones first, newest first
create index batches_status on public.batches (organization_id, status, start_date);
-- a cheap check when a user row goes
create index batches_created_by on public.batches (created_by);

-- T11: a start that has come stays, because drip dates were promised from it.
create function private.guard_batch_start() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  zone text := (select o.timezone from public.organizations o where o.id = old.organization_id);
begin
  if (private.now() at time zone zone)::date >= old.start_date then
    raise exception 'batch.started' using errcode = '55000',
      detail = jsonb_build_object('field', 'start_date', 'start_date', old.start_date)::text;
  end if;
  return new;
end $$;

create trigger fill_organization before insert on public.batches
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.batches
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.batches
  for each row execute function private.keep_updated_at();
create trigger guard_start before update of start_date on public.batches
  for each row when (old.start_date is distinct from new.start_date) execute function private.guard_batch_start();
