-- Everybody with an account: the staff, and the identity of each student. An account is never
-- deleted; it is deactivated, because money and audit rows name it.
create table public.users (
  id                   uuid primary key default gen_random_uuid(),
  organization_id      uuid not null references public.organizations on delete restrict,
  email                text not null,
  full_name            text not null,
  name_key             text collate "C" not null generated always as (lower(full_name)) stored,
  role                 text not null,
  is_active            boolean not null default true,
  phone                text,
  password_hash        text,
  must_change_password boolean not null default true,
  password_changed_at  timestamptz,
  last_login_at        timestamptz,
  last_active_at       timestamptz,
  failed_login_count   int not null default 0,
  locked_until         timestamptz,
  login_blocked        boolean not null default false,
  sessions_revoked_at  timestamptz,
  deactivated_at       timestamptz,
  mfa_secret           bytea,
  sign_in_epoch        int not null default 1,
  created_by           uuid references public.users on delete restrict,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),

  constraint users_key_in_organization unique (organization_id, id),
  -- One sign-in box for all organisations, so one address is one account.
  constraint users_email_is_unique unique (email),
  constraint users_email_is_plain check (email = lower(btrim(email)) and email like '%_@_%'),
  constraint users_full_name_has_a_length check (length(full_name) between 3 and 100),
  constraint users_role_is_known
    check (role in ('student', 'mentor', 'admin', 'enrollment_manager', 'superadmin')),
  constraint users_phone_is_international check (phone ~ '^\+[1-9]\d{7,14}$'),
  constraint users_phone_is_unique unique (organization_id, phone),
  -- T6: a password is never kept in any other form.
  constraint users_password_is_argon2id check (password_hash like '$argon2id$%'),
  -- Nobody reads a password, and the office sees whether there is one.
  constraint users_password_has_its_time check (password_hash is null or password_changed_at is not null),
  constraint users_failed_login_count_is_a_count check (failed_login_count >= 0)
);
comment on column public.users.role is 'A mirror of user_roles, kept by trigger; policies do not read it of the actor.';
comment on column public.users.password_hash is 'Argon2id. No role but the door''s functions reads it.';
comment on column public.users.sign_in_epoch is
  'Raised by any change of role, capability, activity, block or password: earlier proofs of a sign-in are stale.';

-- People of one kind in an organisation, and who was here last.
create index users_by_role on public.users (organization_id, role, id) where is_active;
create index users_by_last_active on public.users (organization_id, last_active_at desc, id);
create index users_by_name on public.users (organization_id, name_key, id);
-- Who was added by whom; also serves the key's check.
create index users_by_creator on public.users (created_by);

create trigger fill_organization before insert on public.users
  for each row when (new.organization_id is null) execute function private.fill_organization();
create trigger keep_identity before update on public.users
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.users
  for each row execute function private.keep_updated_at();
create trigger raise_sign_in_epoch before update on public.users
  for each row execute function private.raise_sign_in_epoch();
create trigger end_stale_sign_ins after update on public.users
  for each row when (old.sign_in_epoch is distinct from new.sign_in_epoch)
  execute function private.end_stale_sign_ins();
create trigger copy_name_to_student after update of full_name on public.users
  for each row when (old.full_name is distinct from new.full_name)
  execute function private.copy_name_to_student();
create constraint trigger keep_a_superadmin after update of is_active, login_blocked on public.users
  deferrable initially deferred
  for each row when (old.role = 'superadmin' and (not new.is_active or new.login_blocked))
  execute function private.keep_a_superadmin();
