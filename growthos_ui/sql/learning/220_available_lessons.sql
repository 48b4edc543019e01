-- The lessons of a module; a lesson holds one or more video recordings.
create table public.available_lessons (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  course_id       uuid not null,
  module_id       uuid not null,
  module_number   int not null check (module_number > 0),
  lesson_number   int not null check (lesson_number > 0),
  title           text not null check (length(btrim(title)) between 1 and 200),
  description     text,
  prerequisites   text[] not null default '{}',
  drip_days       int not null default 0 check (drip_days between 0 and 3650),
  is_active       boolean not null default true,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (organization_id, id),
  -- the sequence inside a course; also serves "lessons of this course, in order"
  unique (organization_id, course_id, module_number, lesson_number),
  -- the module must carry the same course and number; renumbering a module carries its lessons along
  foreign key (organization_id, course_id, module_number, module_id)
    references public.modules (organization_id, course_id, module_number, id) on update cascade
);

comment on table public.available_lessons is 'Lessons of a module, in the order (module_number, lesson_number).';
comment on column public.available_lessons.prerequisites is
  'Ids (as text) of lessons of this course that must be complete besides the sequence.';
comment on column public.available_lessons.drip_days is 'Days after the drip anchor (batch start, else enrolment) when it opens.';

-- lessons of one module, and the module's check when it is renumbered
create index available_lessons_module on public.available_lessons (organization_id, module_id);

-- prerequisites is an array of text by its documented shape, so neither type nor key can check it
create function private.guard_prerequisites() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from unnest(new.prerequisites) as wanted
    where wanted = new.id::text or not exists (
      select from public.available_lessons l
      where l.organization_id = new.organization_id and l.course_id = new.course_id and l.id::text = wanted)
  ) then
    raise exception 'lesson.prerequisite_unknown' using errcode = '23503',
      detail = jsonb_build_object('field', 'prerequisites')::text;
  end if;
  return new;
end $$;

create trigger fill_organization before insert on public.available_lessons
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.available_lessons
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.available_lessons
  for each row execute function private.keep_updated_at();
create trigger guard_wording before update on public.available_lessons
  for each row execute function private.guard_mentor_edit();
create trigger guard_prerequisites before insert or update of prerequisites on public.available_lessons
  for each row when (new.prerequisites <> '{}') execute function private.guard_prerequisites();
