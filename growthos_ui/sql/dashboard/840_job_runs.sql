-- What jobs did: one row for each run of a job for an organisation. It is written before the work begins, in a transaction
-- of its own, and ends together with the work: a run that says "done" is one whose work stands, and one that was killed
-- stays "running" until the next run finds that nobody holds the lock.
create table dashboard.job_runs (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  job             text collate "C" not null check (job ~ '^[a-z][a-z_]{1,39}$'),
  day             date not null,
  due_at          timestamptz,
  started_by      text collate "C" not null check (started_by in ('schedule', 'command')),
  state           text collate "C" not null default 'running' check (state in ('running', 'done', 'failed', 'stopped')),
  started_at      timestamptz not null default clock_timestamp(),
  finished_at     timestamptz,
  counts          jsonb check (jsonb_typeof(counts) = 'object'),
  why             text check (length(why) <= 500),

  check ((state = 'running') = (finished_at is null)),
  check ((state = 'done') = (counts is not null)),
  check ((state in ('failed', 'stopped')) = (why is not null)),
  check ((started_by = 'schedule') = (due_at is not null))
);
comment on table dashboard.job_runs is 'Runs of jobs, one row for each organisation and run.';
comment on column dashboard.job_runs.day is 'The day of the organisation''s calendar that was worked on.';
comment on column dashboard.job_runs.due_at is 'When the schedule wanted it; null for a run that somebody started.';
comment on column dashboard.job_runs.state is 'stopped: ended in the middle, with its process or its connection; nothing of it was kept.';
comment on column dashboard.job_runs.counts is 'What it found to do, by name; the day is not among them.';

-- two servers: what was due is done once
create unique index job_runs_once on dashboard.job_runs (organization_id, job, due_at) where state = 'done' and due_at is not null;
-- the list, newest first; what the schedule asks of one job: is it done, when did it fail
create index job_runs_newest on dashboard.job_runs (organization_id, started_at, id);
create index job_runs_of_job on dashboard.job_runs (organization_id, job, state, day);

create trigger keep_identity before update on dashboard.job_runs
  for each row execute function private.keep_identity();
