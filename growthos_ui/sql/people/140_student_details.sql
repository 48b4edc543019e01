-- What a learner told us beside the form: business, ways of learning, how to be reached.
create table public.student_details (
  id                   uuid primary key default gen_random_uuid(),
  organization_id      uuid not null references public.organizations on delete restrict,
  student_id           uuid not null,
  user_id              uuid not null,
  mentor_id            uuid,
  business_info        jsonb not null default '{}',
  learning_preferences jsonb not null default '{}',
  contact_preferences  jsonb not null default '{}',
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),

  constraint student_details_belong_to_a_student foreign key (organization_id, student_id)
    references public.students (organization_id, id) on delete restrict,
  constraint student_details_are_one_each unique (student_id),
  constraint student_details_are_small_objects check (
    jsonb_typeof(business_info) = 'object' and length(business_info::text) <= 16384
    and jsonb_typeof(learning_preferences) = 'object' and length(learning_preferences::text) <= 16384
    and jsonb_typeof(contact_preferences) = 'object' and length(contact_preferences::text) <= 16384)
);
comment on column public.student_details.contact_preferences is 'Keys in use: whatsapp_opt_in, email_opt_in, quiet_hours.';

create index student_details_of_student on public.student_details (organization_id, student_id);
create index student_details_of_mentor on public.student_details (organization_id, mentor_id, id);
create index student_details_of_user on public.student_details (user_id);

create trigger fill_scope before insert or update of student_id, organization_id, user_id, mentor_id
  on public.student_details for each row execute function private.fill_scope();
create trigger keep_identity before update on public.student_details
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.student_details
  for each row execute function private.keep_updated_at();
