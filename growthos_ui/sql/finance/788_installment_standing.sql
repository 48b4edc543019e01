-- What each installment is at, with whose it is, in one narrow row: figures over a hundred thousand of them read no bill, no
-- place and no learner beside it. Derived: private.recount_standing (799) keeps it, whatever changes underneath.
create table dashboard.installment_standing (
  id                 uuid primary key,
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
  since              date not null,
  -- at the end: the row goes by itself, after its sums were taken back
  foreign key (organization_id, id) references public.installment_plans (organization_id, id) deferrable initially deferred
) with (fillfactor = 85);

comment on table dashboard.installment_standing is 'Each installment as it is today, narrow, with what it is divided by: course, batch, mentor, who enrolled.';
comment on column dashboard.installment_standing.id is 'The installment.';
comment on column dashboard.installment_standing.enrolled_by is 'Who gave the learner the place; null where it was imported.';
comment on column dashboard.installment_standing.paid_milli is 'Principal that came and has not gone back, × 1,000; late fees are not in it.';
comment on column dashboard.installment_standing.fee_milli is 'The late fee that is still to come, × 1,000.';
comment on column dashboard.installment_standing.punctual_milli is
  'Principal that came by the effective due day and has not gone back, × 1,000; what is returned counts with the payment that it returns.';
comment on column dashboard.installment_standing.since is 'The day from whose end on it is so; what it was before stands in installment_past.';

-- one organisation's, and of a learner
create index installment_standing_student on dashboard.installment_standing (organization_id, student_id);
-- in the orders of the list; by itself for whatever it is divided by
create index installment_standing_due on dashboard.installment_standing (organization_id, effective_due_date, id)
  include (course_id, batch_id, mentor_id, enrolled_by, issue_date, currency);
create index installment_standing_cancelled on dashboard.installment_standing (organization_id, effective_due_date, id)
  where is_cancelled is true;
create index installment_standing_amount on dashboard.installment_standing (organization_id, amount_milli, id);
