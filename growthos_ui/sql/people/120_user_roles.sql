-- What a person may act as. Authoritative: users.role is only its mirror. A change closes the old
-- row and opens a new one, so the history of powers stays.
create table public.user_roles (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  user_id         uuid not null,
  role            text not null,
  capabilities    text[] not null default '{}',
  granted_by      uuid references public.users on delete restrict,
  revoked_at      timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  constraint user_roles_belong_to_a_user foreign key (organization_id, user_id)
    references public.users (organization_id, id) on delete restrict,
  constraint user_roles_role_is_known
    check (role in ('student', 'mentor', 'admin', 'enrollment_manager', 'superadmin')),
  constraint user_roles_capabilities_are_known
    check (capabilities <@ array['finance', 'marketing', 'support', 'read_only']),
  -- Finance, marketing and support are office work.
  constraint user_roles_capabilities_fit_the_role
    check (role in ('superadmin', 'admin', 'enrollment_manager') or capabilities <@ array['read_only'])
);
comment on column public.user_roles.capabilities is
  'finance adds powers; marketing and support replace those of an enrolment manager; read_only takes every write away.';
comment on column public.user_roles.granted_by is 'Null: the first superadmin, made from the command line.';

-- One role in force per person; read by every policy.
create unique index user_roles_in_force on public.user_roles (user_id) where revoked_at is null;
create index user_roles_of_organization on public.user_roles (organization_id, role, id) where revoked_at is null;
create index user_roles_of_user on public.user_roles (organization_id, user_id);
create index user_roles_by_granter on public.user_roles (granted_by);

create trigger fill_organization before insert on public.user_roles
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.user_roles
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.user_roles
  for each row execute function private.keep_updated_at();
create trigger mirror_role after insert or update on public.user_roles
  for each row execute function private.mirror_role();
create constraint trigger keep_a_superadmin after update or delete on public.user_roles
  deferrable initially deferred
  for each row when (old.role = 'superadmin' and old.revoked_at is null)
  execute function private.keep_a_superadmin();
