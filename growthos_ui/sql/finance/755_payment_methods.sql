-- How a learner pays: what may be shown of it. Never a full number, never a security code.
create table public.payment_methods (
  id                 uuid primary key default gen_random_uuid(),
  organization_id    uuid not null references public.organizations (id),
  student_id         uuid not null,
  user_id            uuid not null,
  mentor_id          uuid,
  method_type        text not null check (method_type in ('card', 'bank_account', 'wallet', 'cash', 'other')),
  last_four          char(4) check (last_four ~ '^\d{4}$'),
  expiry_date        text check (expiry_date ~ '^(0[1-9]|1[0-2])/20\d\d$'),
  provider           text check (length(provider) <= 100),
  -- what a gateway gave for it; twelve digits or more in a row would be the number itself
  provider_reference text check (length(provider_reference) <= 200 and provider_reference !~ '\d{12}'),
  is_default         boolean not null default false,
  is_active          boolean not null default true,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  -- what a payment points at, so that it never names the method of somebody else
  unique (organization_id, student_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- cash has neither digits nor an end
  check (method_type <> 'cash' or (last_four is null and expiry_date is null and provider_reference is null))
);

comment on table public.payment_methods is 'Ways of paying that a learner has named; no number, no code.';
comment on column public.payment_methods.expiry_date is 'MM/YYYY.';
comment on column public.payment_methods.provider_reference is 'The gateway''s own opaque id.';

-- one default at a time
create unique index payment_methods_one_default on public.payment_methods (organization_id, student_id)
  where is_default and is_active;
-- what a learner may see of their own; the mentor's move
create index payment_methods_user on public.payment_methods (user_id);
create index payment_methods_mentor on public.payment_methods (organization_id, mentor_id);

create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.payment_methods for each row execute function private.fill_scope();
create trigger keep_identity before update on public.payment_methods
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.payment_methods
  for each row execute function private.keep_updated_at();
