-- The parts of a bill: how much is due when, and what has come of it. Facts here are the truth of every list and figure;
-- the state is a cache, because it changes with the day and not only with a write.
create table public.installment_plans (
  id                      uuid primary key default gen_random_uuid(),
  organization_id         uuid not null references public.organizations (id),
  invoice_id              uuid not null,
  student_id              uuid not null,
  user_id                 uuid not null,
  mentor_id               uuid,
  installment_number      int not null check (installment_number between 1 and 12),
  currency                char(3) not null check (currency ~ '^[A-Z]{3}$'),
  amount                  numeric(15, 3) not null check (amount > 0 and private.is_payable(amount, currency)),
  amount_milli            bigint not null generated always as ((amount * 1000)::bigint) stored,
  issue_date              date not null,
  due_date                date not null,
  extended_due_date       date,
  effective_due_date      date not null generated always as (coalesce(extended_due_date, due_date)) stored,
  extension_reason        text,
  extended_by             uuid references public.users (id),
  extension_count         int not null default 0 check (extension_count between 0 and 3),
  status                  text not null default 'scheduled' check (status in (
    'scheduled', 'pending', 'partially_paid', 'due', 'overdue', 'paid', 'refunded', 'waived', 'cancelled')),
  paid_at                 timestamptz,
  amount_paid             numeric(15, 3) not null default 0 check (amount_paid >= 0),
  amount_refunded         numeric(15, 3) not null default 0 check (amount_refunded >= 0),
  amount_credited         numeric(15, 3) not null default 0 check (amount_credited >= 0),
  amount_written_off      numeric(15, 3) not null default 0 check (amount_written_off >= 0),
  penalty_amount          numeric(15, 3) not null default 0 check (penalty_amount >= 0 and private.is_payable(penalty_amount, currency)),
  penalty_paid            numeric(15, 3) not null default 0 check (penalty_paid >= 0),
  penalty_applied_on      date,
  penalty_waived_at       timestamptz,
  penalty_waived_by       uuid references public.users (id),
  last_entry_on           date,
  last_after              int generated always as (last_entry_on - coalesce(extended_due_date, due_date)) stored,
  paid_milli              bigint not null generated always as (((amount_paid - amount_refunded) * 1000)::bigint) stored,
  remaining_milli         bigint not null generated always as (case when status = 'cancelled' then 0 else
    ((amount - (amount_paid - amount_refunded - penalty_paid) - amount_credited - amount_written_off) * 1000)::bigint end) stored,
  penalty_remaining_milli bigint not null generated always as (case when penalty_waived_at is not null or status = 'cancelled' then 0 else
    ((penalty_amount - penalty_paid) * 1000)::bigint end) stored,
  due_key                 date not null generated always as (coalesce(extended_due_date, due_date) + case
    when status = 'cancelled' or amount - (amount_paid - amount_refunded - penalty_paid) - amount_credited - amount_written_off = 0
      and (penalty_waived_at is not null or penalty_amount = penalty_paid) then 365000 else 0 end) stored,
  issue_notice_sent_at    timestamptz,
  first_reminder_sent_at  timestamptz,
  second_reminder_sent_at timestamptz,
  overdue_notice_sent_at  timestamptz,
  created_at              timestamptz not null default private.now(),
  updated_at              timestamptz not null default now(),
  unique (organization_id, id),
  -- with what the policy looks at: the parts of a bill are then read from it alone
  constraint installment_plans_number unique (organization_id, invoice_id, installment_number) include (user_id),
  -- what the ledger points at: this part, of this bill, of this learner
  unique (organization_id, student_id, invoice_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, student_id, invoice_id) references public.invoices (organization_id, student_id, id),
  check (due_date >= issue_date),
  check (extended_due_date >= due_date),
  -- who gave more time, and why
  check (extended_due_date is null or (extended_by is not null and length(btrim(coalesce(extension_reason, ''))) > 0)),
  check (amount_refunded <= amount_paid),
  -- a part is never paid, credited and written off for more than it is: too much is refused whole
  check (amount_paid - amount_refunded - penalty_paid + amount_credited + amount_written_off between 0 and amount),
  check (penalty_paid <= penalty_amount),
  -- one late fee for a part, dated; a waived one has had nothing paid on it
  check ((penalty_amount > 0) = (penalty_applied_on is not null)),
  check ((penalty_waived_at is null) = (penalty_waived_by is null)),
  check (penalty_waived_at is null or penalty_paid = 0)
  -- room on the page: the sums change with each payment and are in few indexes
) with (fillfactor = 85);

comment on table public.installment_plans is 'The parts of bills. A part is issued when its issue_date has come; until then it is scheduled and owed by nobody.';
comment on column public.installment_plans.due_date is 'The date that was agreed first; an extension stands beside it.';
comment on column public.installment_plans.status is 'A cache of private.installment_state; lists and figures ask dates and balances.';
comment on column public.installment_plans.amount_paid is 'All cash that came in on this part, principal first and then the late fee.';
comment on column public.installment_plans.penalty_paid is 'How much of the net cash went on the late fee.';
comment on column public.installment_plans.amount_credited is 'Adjustments: what is owed less, without money.';
comment on column public.installment_plans.last_entry_on is 'The latest day of its entries in the ledger; nothing while there are none.';
comment on column public.installment_plans.last_after is
  'How many days after the day that counts that was: entries that came so late are found by it.';
comment on column public.installment_plans.paid_milli is 'Cash that came in less what went back, late fee included, × 1,000.';
comment on column public.installment_plans.remaining_milli is
  'Principal that is still to come × 1,000: amount less net cash on it, credits and write-offs; nothing once cancelled.';
comment on column public.installment_plans.penalty_remaining_milli is 'The late fee that is still to come × 1,000; never in remaining_milli.';
comment on column public.installment_plans.due_key is
  'The day that counts while anything is to come, and the same day a thousand years on once nothing is: what is owed first, the oldest of it first.';
comment on column public.installment_plans.mentor_id is 'Copied from students for lists by mentor; mentors themselves see no money.';

-- the desk by state, and by the day that counts
create index installment_plans_status on public.installment_plans (organization_id, status, effective_due_date, id) include (user_id);
-- what is open, oldest first: receivables, ageing, the next payment
create index installment_plans_open on public.installment_plans (organization_id, effective_due_date, id)
  include (issue_date, currency, remaining_milli, penalty_remaining_milli, student_id, user_id) where remaining_milli > 0;
-- the desk's own order: what is owed first; the range below a day is what was due before it. It answers by itself what the
-- desk filters by and what it adds up
create index installment_plans_key on public.installment_plans (organization_id, due_key, id)
  include (user_id, student_id, invoice_id, issue_date, extended_due_date, status, currency, amount_milli, paid_milli, remaining_milli);
-- all parts by the day that counts, by amount, by what is still to come: with what the policy looks at
create index installment_plans_remaining on public.installment_plans (organization_id, remaining_milli, id) include (user_id);
create index installment_plans_due on public.installment_plans (organization_id, effective_due_date, id) include (user_id);
create index installment_plans_amount on public.installment_plans (organization_id, amount_milli, id) include (user_id);
-- on which something was entered after the day that counts, by how long after
create index installment_plans_after on public.installment_plans (organization_id, last_after, id)
  include (user_id, effective_due_date) where last_after > 0;
-- what the daily job issues
create index installment_plans_to_issue on public.installment_plans (organization_id, issue_date) where status = 'scheduled';
-- what is overdue and was not told, or not since it had more time
create index installment_plans_untold on public.installment_plans (organization_id, effective_due_date)
  where status = 'overdue' and (overdue_notice_sent_at is null or extended_due_date is not null);
-- a learner's parts in order, as allocation takes them
create index installment_plans_student on public.installment_plans (organization_id, student_id, effective_due_date, installment_number) include (user_id);
-- what a learner may see of their own, and how many there are; the mentor's move, and parts of a mentor's learners
create index installment_plans_user on public.installment_plans (organization_id, user_id);
create index installment_plans_mentor on public.installment_plans (organization_id, mentor_id, effective_due_date, id);
-- cheap checks when a user row goes
create index installment_plans_extended_by on public.installment_plans (extended_by);
create index installment_plans_penalty_waived_by on public.installment_plans (penalty_waived_by);

-- Whose part it is and in which currency, is the bill's to say.
create function private.fill_part() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  select i.student_id, i.currency into new.student_id, new.currency
    from public.invoices as i where i.organization_id = new.organization_id and i.id = new.invoice_id;
  if not found then
    raise exception 'finance.invoice_missing' using errcode = '23503', detail = '{}';
  end if;
  return new;
end $$;

create trigger fill_part before insert or update of organization_id, invoice_id, student_id, currency
  on public.installment_plans for each row execute function private.fill_part();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.installment_plans for each row execute function private.fill_scope();
create trigger keep_identity before update on public.installment_plans
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.installment_plans
  for each row execute function private.keep_updated_at();
