-- What was told of a month when its books were closed, in each currency. Never made again: the check of the books compares it with
-- what the terms and the ledger say.
create table dashboard.month_figures (
  id                uuid primary key default gen_random_uuid(),
  organization_id   uuid not null references public.organizations (id),
  closing_id        uuid not null,
  currency          char(3) not null check (currency ~ '^[A-Z]{3}$'),
  billed_milli      bigint not null,
  collected_milli   bigint not null,
  refunded_milli    bigint not null,
  credited_milli    bigint not null,
  written_off_milli bigint not null,
  open_milli        bigint not null,
  overdue_milli     bigint not null,
  unique (organization_id, closing_id, currency),
  foreign key (organization_id, closing_id) references dashboard.month_acts (organization_id, id)
);

comment on table dashboard.month_figures is 'The figures of a closed month, one row for each currency; append-only. Amounts are × 1,000.';
comment on column dashboard.month_figures.billed_milli is 'Installments issued within the month, less credits on them by its end.';
comment on column dashboard.month_figures.collected_milli is 'Principal of payments within the month; refunds, credits and write-offs have their own columns.';
comment on column dashboard.month_figures.open_milli is 'What was still to come of issued installments when the month was over.';
comment on column dashboard.month_figures.overdue_milli is 'What of it was overdue by more than the days of grace.';

create trigger deny_change before update or delete on dashboard.month_figures
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.month_figures
  for each statement execute function private.deny_change();
alter table dashboard.month_figures enable always trigger deny_change;
alter table dashboard.month_figures enable always trigger deny_truncate;
