-- Parts of the product that an organisation has switched on or off. Without a row the default below holds:
-- a global row would belong to no organisation, and every row belongs to one.
create table public.feature_flags (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  flag_name       text not null check (flag_name ~ '^[a-z][a-z_]{1,60}$'),
  is_enabled      boolean not null,
  description     text,
  updated_by      uuid references public.users (id),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (organization_id, flag_name)
);

comment on table public.feature_flags is 'Switches per organisation; private.flag_default says what holds without a row.';

-- a cheap check when a user row goes
create index feature_flags_updated_by on public.feature_flags (updated_by);

-- What holds where an organisation has not decided. An unknown flag is off.
create function private.flag_default(p_flag text) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select p_flag in ('sequential_unlock', 'content_drip', 'auto_fee_suspension', 'recovery_messages', 'leaderboard',
                    'mentor_assignment_creation')
$$;

create function private.flag(p_organization uuid, p_flag text) returns boolean
language sql stable parallel safe security definer set search_path = '' as $$
  select coalesce(
    (select f.is_enabled from public.feature_flags as f
     where f.organization_id = p_organization and f.flag_name = p_flag),
    private.flag_default(p_flag))
$$;
revoke all on function private.flag_default(text), private.flag(uuid, text) from public;

create trigger fill_organization before insert on public.feature_flags
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.feature_flags
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.feature_flags
  for each row execute function private.keep_updated_at();
