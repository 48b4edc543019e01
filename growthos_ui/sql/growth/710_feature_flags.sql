-- Parts of the product that an organisation has switched on or off. Without a row the default below holds:
-- a global row would belong to no organisation, and every row belongs to one.
create table public.feature_flags (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  flag_name       text not null check (flag_name ~ '^[a-z][a-z_]{1,60}$'),
  is_enabled      boolean not null,
  description     text,
  reason          text check (length(btrim(reason)) between 3 and 500),
  updated_by      uuid references public.users (id),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (organization_id, flag_name)
);

comment on table public.feature_flags is 'Switches per organisation; private.known_flags() says what holds without a row.';
comment on column public.feature_flags.reason is 'Why it stands as it does, in the words of whoever switched it last.';

-- a cheap check when a user row goes
create index feature_flags_updated_by on public.feature_flags (updated_by);

-- Every switch there is: what holds where an organisation has not decided, and what it does.
create function private.known_flags() returns table (flag_name text, is_enabled boolean, description text)
language sql immutable parallel safe set search_path = '' as $$
  values
    ('sequential_unlock',          true,  'A recording opens when the one before it is done.'),
    ('content_drip',               true,  'A recording opens so many days after the start, where its course says so.'),
    ('feedback_gate',              false, 'The next recording also needs a rating of the one before.'),
    ('auto_fee_suspension',        true,  'A student whose installment is overdue is suspended by the daily job.'),
    ('late_penalty',               false, 'An overdue installment gets the late fee of the fee settings.'),
    ('recovery_messages',          true,  'Inactive students are written to, up to three times.'),
    ('shopify_sync',               false, 'Sales of connected stores are fetched.'),
    ('meta_ads_sync',              false, 'Figures of connected ad accounts are fetched.'),
    ('leaderboard',                true,  'Students are ranked by points.'),
    ('mentor_assignment_creation', true,  'Mentors may write assignments of their own.')
$$;

-- What holds where an organisation has not decided. An unknown flag is off.
create function private.flag_default(p_flag text) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select coalesce((select k.is_enabled from private.known_flags() as k where k.flag_name = p_flag), false)
$$;

-- The organisation's row beats the default.
create function private.flag(p_organization uuid, p_flag text) returns boolean
language sql stable parallel safe security definer set search_path = '' as $$
  select coalesce(
    (select f.is_enabled from public.feature_flags as f
     where f.organization_id = p_organization and f.flag_name = p_flag),
    private.flag_default(p_flag))
$$;
revoke all on function private.known_flags(), private.flag_default(text), private.flag(uuid, text) from public;

create trigger fill_organization before insert on public.feature_flags
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.feature_flags
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.feature_flags
  for each row execute function private.keep_updated_at();
create trigger keep_editor before insert or update on public.feature_flags
  for each row execute function private.keep_editor();
