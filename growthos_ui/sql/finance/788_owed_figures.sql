-- What is owed, summed by the two days that decide what it is on any day, and by what never moves with the day: the figures
-- of the finance desk read some thousand rows and never a hundred thousand installments. Five splits of the same installments:
-- all of them, by course, by batch, by mentor, and by who enrolled. Derived: private.recount_standing (799) keeps it.
create table dashboard.owed_figures (
  organization_id    uuid not null references public.organizations (id),
  split              text collate "C" not null check (split in ('all', 'course', 'batch', 'mentor', 'manager')),
  of_id              uuid,
  currency           char(3) not null,
  effective_due_date date not null,
  issue_date         date not null,
  is_cancelled       boolean not null,
  is_owed            boolean not null,
  is_open            boolean not null,
  has_fee            boolean not null,
  is_punctual        boolean not null,
  installments       int not null,
  amount_milli       bigint not null,
  paid_milli         bigint not null,
  credited_milli     bigint not null,
  written_off_milli  bigint not null,
  remaining_milli    bigint not null,
  fee_milli          bigint not null,
  punctual_milli     bigint not null,
  check (split <> 'all' or of_id is null),
  -- by itself what a question about one split reads
  unique nulls not distinct (organization_id, split, of_id, currency, effective_due_date, issue_date, is_cancelled, is_owed, is_open,
                             has_fee, is_punctual)
) with (fillfactor = 70);

comment on table dashboard.owed_figures is 'Installments summed by due day and issue day, five times over: all, by course, by batch, by mentor, by who enrolled.';
comment on column dashboard.owed_figures.of_id is 'The course, batch, mentor or member of staff; null for all, for no batch, no mentor, and nobody known.';
comment on column dashboard.owed_figures.is_owed is 'Not cancelled, and more than was credited.';
comment on column dashboard.owed_figures.is_open is 'Some of the principal is still to come.';
comment on column dashboard.owed_figures.has_fee is 'Some of the late fee is still to come.';
comment on column dashboard.owed_figures.is_punctual is 'What is owed of it had come by the effective due day.';

