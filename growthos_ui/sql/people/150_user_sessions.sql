-- A sign-in: of a person to this dashboard, or of a learner's device to the learners' site. The
-- cookie's secret is not here, only its hash.
create table public.user_sessions (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations on delete restrict,
  user_id          uuid not null,
  token_hash       bytea not null,
  kind             text not null default 'dashboard',
  first_seen_at    timestamptz not null default clock_timestamp(),
  last_seen_at     timestamptz not null default clock_timestamp(),
  idle_timeout     interval not null default interval '8 hours',
  expires_at       timestamptz not null,
  ended_at         timestamptz,
  ended_reason     text,
  ip_address       inet,
  user_agent       text,
  device_label     text,
  country          text,
  city             text,
  current_activity jsonb,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),

  constraint user_sessions_belong_to_a_user foreign key (organization_id, user_id)
    references public.users (organization_id, id) on delete restrict,
  constraint user_sessions_token_hash_is_unique unique (token_hash),
  constraint user_sessions_token_hash_is_sha256 check (length(token_hash) = 32),
  constraint user_sessions_kind_is_known check (kind in ('dashboard', 'lms')),
  constraint user_sessions_end_has_a_reason check ((ended_at is null) = (ended_reason is null)),
  constraint user_sessions_ended_reason_is_known check (ended_reason in
    ('logout', 'idle', 'expired', 'revoked', 'password_changed', 'role_changed'))
);
comment on column public.user_sessions.token_hash is 'SHA-256 of the cookie''s secret. No role but the door''s functions reads it.';
comment on column public.user_sessions.idle_timeout is 'How long this sign-in may rest: the setting of the day it began.';

-- The sign-ins to end with a person's rights, and the list of who is here.
create index user_sessions_live_of_user on public.user_sessions (user_id) where ended_at is null;
create index user_sessions_live on public.user_sessions (organization_id, last_seen_at desc, id) where ended_at is null;
create index user_sessions_of_user on public.user_sessions (organization_id, user_id);

create trigger fill_organization before insert on public.user_sessions
  for each row when (new.organization_id is null) execute function private.fill_organization();
create trigger keep_identity before update on public.user_sessions
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.user_sessions
  for each row execute function private.keep_updated_at();
create trigger tell_sign_in_ended after update of ended_at on public.user_sessions
  for each row when (old.ended_at is null and new.ended_at is not null)
  execute function private.tell_sign_in_ended();
