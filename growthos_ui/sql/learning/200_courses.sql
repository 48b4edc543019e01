-- What the school sells and teaches. A course is one run of content; a pathway is a bill over several courses.
create table public.courses (
  id                   uuid primary key default gen_random_uuid(),
  organization_id      uuid not null references public.organizations (id),
  title                text not null check (length(btrim(title)) between 1 and 200),
  description          text,
  kind                 text not null default 'course' check (kind in ('course', 'pathway')),
  component_course_ids uuid[] not null default '{}',
  price                numeric(15, 3) check (price between 0 and 999999999999.999),
  currency             char(3) check (currency ~ '^[A-Z]{3}$'),
  max_installments     int check (max_installments between 1 and 12),
  access_duration_days int check (access_duration_days between 1 and 36500),
  drip_enabled         boolean,
  sequence_order       int not null default 0,
  is_active            boolean not null default true,
  is_published         boolean not null default false,
  created_by           uuid references public.users (id),
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  -- the target of every composite key: a child can never name a course of another organisation
  unique (organization_id, id),
  -- only a pathway has parts; a plain course with parts would be billed twice
  check (kind = 'pathway' or component_course_ids = '{}'),
  -- a price without its currency is not a price
  check (price is null or currency is not null)
);

comment on table public.courses is 'Courses and pathways on offer; a pathway only bundles courses.';
comment on column public.courses.component_course_ids is 'Pathway only: its courses in order, all of this organisation.';
comment on column public.courses.price is 'In currency units; null means the organisation''s standard fee.';
comment on column public.courses.access_duration_days is 'Days of access from enrolment; null means without end.';
comment on column public.courses.drip_enabled is 'Null inherits the organisation''s learning.drip_default.';
-- created_by is one column, not a tenant pair: a superadmin works in organisations that are not their home.

-- the catalogue and every "which course" choice: active first, in teaching order
create index courses_catalogue on public.courses (organization_id, is_active, sequence_order, id);
-- "what did this person make", and a cheap check when a user row goes
create index courses_created_by on public.courses (created_by);

-- An array cannot carry a foreign key, so the parts of a pathway are checked here.
create function private.guard_pathway_parts() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from unnest(new.component_course_ids) as part
    where not exists (select from public.courses c
                      where c.organization_id = new.organization_id and c.id = part and c.kind = 'course')
  ) then
    raise exception 'course.part_unknown' using errcode = '23503',
      detail = jsonb_build_object('field', 'component_course_ids')::text;
  end if;
  return new;
end $$;

create trigger fill_organization before insert on public.courses
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.courses
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.courses
  for each row execute function private.keep_updated_at();
create trigger guard_parts before insert or update of component_course_ids on public.courses
  for each row when (new.component_course_ids <> '{}') execute function private.guard_pathway_parts();
