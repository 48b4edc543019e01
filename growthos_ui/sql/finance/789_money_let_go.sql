-- What one person let go of alone: given back, written off, credited, made cheaper, waived, cancelled, given free. Several small
-- acts on one learner within a day count together against the limit, and this is where they are added up. Rows are written only
-- while a limit is set, and never for what a second person agreed to.
create table dashboard.money_let_go (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations (id),
  student_id       uuid not null,
  kind             text collate "C" not null check (kind in (
    'refund', 'write_off', 'credit', 'discount', 'waive', 'cancel', 'leave', 'place', 'bill', 'unmatch')),
  currency         char(3) not null check (currency ~ '^[A-Z]{3}$'),
  amount           numeric(15, 3) not null check (amount > 0),
  done_by          uuid not null default private.actor_id() references public.users (id),
  done_on          date not null default private.today(),
  is_trial         boolean not null default false,
  foreign key (organization_id, student_id) references public.students (organization_id, id)
);

comment on table dashboard.money_let_go is 'What one person let go of alone, for the sum of a day; append-only and read by functions.';
comment on column dashboard.money_let_go.done_on is 'The day of the organisation''s calendar.';
comment on column dashboard.money_let_go.is_trial is 'Done only to see what would come of it: no transaction ends with such a row.';

-- what somebody let go of today, of one learner
create index money_let_go_today on dashboard.money_let_go (organization_id, student_id, done_by, done_on);
-- a cheap check when a user row goes
create index money_let_go_done_by on dashboard.money_let_go (done_by);

-- What was done only to be looked at is never kept. Raises finance.only_tried 55000 at the end of the transaction.
create or replace function private.deny_trial() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'finance.only_tried' using errcode = '55000', detail = '{}';
end $$;
revoke all on function private.deny_trial() from public;

create constraint trigger deny_trial after insert on dashboard.money_let_go
  deferrable initially deferred for each row when (new.is_trial) execute function private.deny_trial();
alter table dashboard.money_let_go enable always trigger deny_trial;
create trigger fill_organization before insert on dashboard.money_let_go
  for each row execute function private.fill_organization();
create trigger deny_change before update or delete on dashboard.money_let_go
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.money_let_go
  for each statement execute function private.deny_change();
alter table dashboard.money_let_go enable always trigger deny_change;
alter table dashboard.money_let_go enable always trigger deny_truncate;
