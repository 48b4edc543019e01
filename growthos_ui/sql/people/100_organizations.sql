-- A school. Every other row of the database belongs to exactly one of them.
create table public.organizations (
  id         uuid primary key default gen_random_uuid(),
  name       text not null,
  slug       text not null,
  status     text not null default 'active',
  timezone   text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint organizations_name_is_given check (length(btrim(name)) > 0),
  constraint organizations_slug_is_short_and_plain check (slug ~ '^[a-z0-9-]{2,40}$'),
  constraint organizations_status_is_known check (status in ('active', 'suspended', 'closed')),
  -- A zone that PostgreSQL does not know fails here, not at midnight.
  constraint organizations_timezone_is_known check ((timestamptz 'epoch' at time zone timezone) is not null),
  constraint organizations_slug_is_unique unique (slug)
);
comment on table public.organizations is 'The tenants. Calendar rules use the organisation''s timezone.';

create trigger keep_updated_at before update on public.organizations
  for each row execute function private.keep_updated_at();
create trigger end_sign_ins after update of status on public.organizations
  for each row when (new.status <> 'active' and old.status = 'active')
  execute function private.end_sign_ins_of_organization();
