-- The chapters of a course. Their numbers are the first part of "the sequence" that unlocks follow.
create table public.modules (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  course_id       uuid not null,
  module_number   int not null check (module_number > 0),
  title           text not null check (length(btrim(title)) between 1 and 200),
  description     text,
  is_active       boolean not null default true,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (organization_id, id),
  -- one chapter per number; a list of a course's modules reads this index in order
  unique (organization_id, course_id, module_number),
  -- what a lesson points at, so that its course and number are the module's by construction
  unique (organization_id, course_id, module_number, id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id)
);

comment on table public.modules is 'Chapters of a course, numbered from 1.';
comment on column public.modules.is_active is 'False takes the module''s lessons out of every progress scope.';

-- Mentors may polish wording, never structure. The column grants say so to the database role;
-- this says so to the mentor, who shares that role with students. Used by lessons and recordings too.
create function private.guard_mentor_edit() returns trigger
language plpgsql set search_path = '' as $$
declare
  wording constant text[] := array['title', 'description', 'updated_at'];
begin
  -- only a signed-in mentor is held here: imports, jobs and staff have their own rights
  if (select private.actor_id()) is null or not (select private.has_role('mentor')) then
    return new;
  end if;
  if to_jsonb(new) - wording is distinct from to_jsonb(old) - wording then
    raise exception 'content.mentor_wording_only' using errcode = '42501',
      detail = jsonb_build_object('table', tg_table_name)::text;
  end if;
  return new;
end $$;

create trigger fill_organization before insert on public.modules
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.modules
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.modules
  for each row execute function private.keep_updated_at();
create trigger guard_wording before update on public.modules
  for each row execute function private.guard_mentor_edit();
