-- What went wrong for whom, scrubbed of secrets, until somebody has looked at it. An error before anybody is signed in
-- belongs to no organisation and stays in the server's own log: a row of none is a row that no policy understands.
create table public.error_logs (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  -- one column, not a tenant pair: a superadmin works in organisations that are not their home
  user_id         uuid default private.actor_id() references public.users (id),
  error_type      text not null default 'unknown'
                  check (error_type in ('ui', 'database', 'api', 'network', 'validation', 'auth', 'integration', 'unknown')),
  error_code      text check (length(error_code) <= 100),
  severity        text not null default 'error' check (severity in ('info', 'warning', 'error', 'critical')),
  -- the sort key of the list: the alphabet would put critical before error, and info before warning
  severity_rank   int not null generated always as (
                  case severity when 'critical' then 1 when 'error' then 2 when 'warning' then 3 else 4 end) stored,
  error_message   text not null check (length(btrim(error_message)) between 1 and 4000),
  error_details   jsonb check (jsonb_typeof(error_details) = 'object' and length(error_details::text) <= 16384),
  stack_trace     text check (length(stack_trace) <= 16384),
  url             text check (length(url) <= 2000),
  user_agent      text check (length(user_agent) <= 500),
  request_id      text check (length(request_id) <= 100),
  resolved        boolean not null default false,
  resolved_at     timestamptz,
  resolved_by     uuid references public.users (id),
  created_at      timestamptz not null default private.now(),
  updated_at      timestamptz not null default now(),
  check (resolved = (resolved_at is not null)),
  check (resolved or resolved_by is null)
);

comment on table public.error_logs is 'Errors of an organisation''s people and jobs; secrets are removed before a row is written.';
comment on column public.error_logs.user_id is 'Who was acting; null means a job.';
comment on column public.error_logs.request_id is 'What the person was told and the server''s log says too.';

-- what is not looked at, worst first, newest first
create index error_logs_open on public.error_logs (organization_id, resolved, severity_rank, created_at desc, id);
-- all of them, newest first
create index error_logs_newest on public.error_logs (organization_id, created_at, id);
-- all of them, the gravest first
create index error_logs_gravest on public.error_logs (organization_id, severity_rank, id);
-- the one that a person quotes
create index error_logs_request on public.error_logs (organization_id, request_id) where request_id is not null;
-- cheap checks when a user row goes
create index error_logs_user on public.error_logs (user_id);
create index error_logs_resolved_by on public.error_logs (resolved_by);

create trigger fill_organization before insert on public.error_logs
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.error_logs
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.error_logs
  for each row execute function private.keep_updated_at();
