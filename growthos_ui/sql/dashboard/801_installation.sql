-- One row: what kind of installation this is, and the hash of the law it was given.
create table dashboard.installation (
  id          boolean primary key default true,
  kind        text not null default 'production',
  frozen_at   timestamptz,
  policy_hash text,
  created_at  timestamptz not null default now(),

  constraint installation_is_one_row check (id),
  constraint installation_kind_is_known check (kind in ('production', 'demo', 'test')),
  -- Time stands still only where nothing real happens.
  constraint installation_clock_runs_in_production check (kind <> 'production' or frozen_at is null)
);
comment on column dashboard.installation.policy_hash is
  'What private.policy_hash() gave right after the last migration; readiness refuses to serve when it differs.';
