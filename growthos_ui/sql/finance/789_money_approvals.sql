-- Acts of money that wait for a second person: whoever asked for one may not agree to it. What is asked is kept as it was
-- asked, and done by the same function as any other act once somebody agrees; nobody can once its last day is over.
create table dashboard.money_approvals (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations (id),
  student_id       uuid not null,
  kind             text collate "C" not null check (kind in (
    'refund', 'write_off', 'credit', 'discount', 'waive', 'cancel', 'leave', 'place', 'bill', 'unmatch')),
  currency         char(3) not null check (currency ~ '^[A-Z]{3}$'),
  amount           numeric(15, 3) not null check (amount > 0 and private.is_payable(amount, currency)),
  amount_milli     bigint not null generated always as ((amount * 1000)::bigint) stored,
  about            text not null check (length(about) between 1 and 400),
  reason           text not null check (length(btrim(reason)) between 1 and 2000),
  request          jsonb not null check (jsonb_typeof(request) = 'object'),
  status           text collate "C" not null default 'waiting' check (status in (
    'waiting', 'approved', 'declined', 'withdrawn', 'expired')),
  idempotency_key  text collate "C" not null default gen_random_uuid()::text check (length(idempotency_key) between 1 and 200),
  asked_by         uuid not null default private.actor_id() references public.users (id),
  asked_at         timestamptz not null default private.now(),
  expires_on       date not null,
  decided_by       uuid references public.users (id),
  decided_at       timestamptz,
  note             text check (length(note) <= 2000),
  act_id           uuid,
  unique (organization_id, id),
  -- two clicks ask once
  unique (organization_id, idempotency_key),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, student_id, act_id) references dashboard.money_acts (organization_id, student_id, id),
  check ((status = 'waiting') = (decided_at is null)),
  check ((status in ('waiting', 'expired')) = (decided_by is null)),
  -- four eyes: only who asked takes it back, and only another decides
  check (status not in ('approved', 'declined') or decided_by <> asked_by),
  check (status <> 'withdrawn' or decided_by = asked_by),
  check (act_id is null or status = 'approved')
);

comment on table dashboard.money_approvals is 'Acts that let go of more money than one person may: asked for by one, decided by another.';
comment on column dashboard.money_approvals.amount is 'What the act moves, by the ledger''s own addition when it was asked for.';
comment on column dashboard.money_approvals.expires_on is 'The last day on which somebody may agree; from the settings when it was asked for.';
comment on column dashboard.money_approvals.about is 'The installments, the invoice or the course, as people name them.';
comment on column dashboard.money_approvals.request is 'The arguments of the act, as they were asked for.';
comment on column dashboard.money_approvals.act_id is 'What the ledger wrote for it; what moves no money writes none.';

-- what waits, the oldest first, and the list, newest first
create index money_approvals_waiting on dashboard.money_approvals (organization_id, asked_at) where status = 'waiting';
create index money_approvals_newest on dashboard.money_approvals (organization_id, asked_at desc, id);
-- of a learner; of an act
create index money_approvals_student on dashboard.money_approvals (organization_id, student_id, act_id);
-- cheap checks when a user row goes
create index money_approvals_asked_by on dashboard.money_approvals (asked_by);
create index money_approvals_decided_by on dashboard.money_approvals (decided_by) where decided_by is not null;

create trigger fill_organization before insert on dashboard.money_approvals
  for each row execute function private.fill_organization();
create trigger deny_truncate before truncate on dashboard.money_approvals
  for each statement execute function private.deny_change();
alter table dashboard.money_approvals enable always trigger deny_truncate;
