-- What each installment was at, as it was known then: a row for each stretch of days, the last one without an end. A report as
-- of a past day reads whatever held when that day ended, in the order of its pages, and puts nothing together. Derived:
-- private.recount_past (799) makes the rows of an installment again from its terms and its ledger.
create table dashboard.installment_past (
  installment_id     uuid not null,
  since              date not null,
  until              date not null check (until > since),
  organization_id    uuid not null references public.organizations (id),
  student_id         uuid not null,
  currency           char(3) not null,
  course_id          uuid not null,
  batch_id           uuid,
  mentor_id          uuid,
  enrolled_by        uuid,
  issue_date         date not null,
  effective_due_date date not null,
  is_cancelled       boolean not null,
  amount_milli       bigint not null,
  paid_milli         bigint not null,
  credited_milli     bigint not null,
  written_off_milli  bigint not null,
  remaining_milli    bigint not null,
  fee_milli          bigint not null,
  punctual_milli     bigint not null,
  primary key (installment_id, since),
  foreign key (organization_id, installment_id) references public.installment_plans (organization_id, id) deferrable initially deferred
) with (fillfactor = 85);

comment on table dashboard.installment_past is 'Each installment as it was, from the end of one day until that of another, as it was known then; what it is has no end.';
comment on column dashboard.installment_past.since is 'The day at whose end it was so for the first time.';
comment on column dashboard.installment_past.until is 'The day at whose end it was so no more; infinity while it is so.';
comment on column dashboard.installment_past.course_id is 'As it is now, like batch, mentor and who enrolled: the past is divided as the present is.';

-- a learner's, for searches as of a past day
create index installment_past_student on dashboard.installment_past (organization_id, student_id);
-- a past day's, in the orders of the list; by itself for whatever it is divided by
create index installment_past_due on dashboard.installment_past (organization_id, effective_due_date, installment_id)
  include (since, until, course_id, batch_id, mentor_id, enrolled_by, issue_date, currency);
create index installment_past_amount on dashboard.installment_past (organization_id, amount_milli, installment_id);
-- what is otherwise now than on a past day: what ended since, and what holds since; by itself for all that is added up
create index installment_past_until on dashboard.installment_past (organization_id, until, since)
  include (currency, course_id, batch_id, mentor_id, enrolled_by, effective_due_date, issue_date, is_cancelled, amount_milli, paid_milli,
           credited_milli, written_off_milli, remaining_milli, fee_milli, punctual_milli);
