-- The bill of one enrolment. What is owed and when stands in its parts (installment_plans); the sums here follow the ledger.
create table public.invoices (
  id                  uuid primary key default gen_random_uuid(),
  organization_id     uuid not null references public.organizations (id),
  student_id          uuid not null,
  user_id             uuid not null,
  mentor_id           uuid,
  enrollment_id       uuid not null,
  course_id           uuid not null,
  invoice_number      text collate "C" not null,
  currency            char(3) not null check (currency ~ '^[A-Z]{3}$'),
  list_amount         numeric(15, 3) not null check (list_amount >= 0 and private.is_payable(list_amount, currency)),
  discount_amount     numeric(15, 3) not null default 0 check (discount_amount >= 0 and private.is_payable(discount_amount, currency)),
  discount_percentage numeric(6, 3) not null default 0 check (discount_percentage between 0 and 100),
  amount              numeric(15, 3) not null check (amount >= 0 and private.is_payable(amount, currency)),
  amount_milli        bigint not null generated always as ((amount * 1000)::bigint) stored,
  amount_paid         numeric(15, 3) not null default 0 check (amount_paid >= 0),
  amount_refunded     numeric(15, 3) not null default 0 check (amount_refunded >= 0),
  amount_credited     numeric(15, 3) not null default 0 check (amount_credited >= 0),
  amount_written_off  numeric(15, 3) not null default 0 check (amount_written_off >= 0),
  penalty_total       numeric(15, 3) not null default 0 check (penalty_total >= 0),
  penalty_paid        numeric(15, 3) not null default 0 check (penalty_paid >= 0),
  status              text not null default 'draft' check (status in (
    'draft', 'issued', 'partially_paid', 'paid', 'overdue', 'refunded', 'partially_refunded', 'cancelled', 'waived')),
  issue_date          date not null,
  due_date            date not null,
  payment_method      text check (payment_method in
    ('bank_transfer', 'card', 'cash', 'cheque', 'online', 'original_method', 'other')),
  notes               text check (length(notes) <= 2000),
  cancelled_at        timestamptz,
  cancel_reason       text,
  created_by          uuid default private.actor_id() references public.users (id),
  created_at          timestamptz not null default private.now(),
  updated_at          timestamptz not null default now(),
  unique (organization_id, id),
  unique (organization_id, invoice_number),
  -- what its parts and the ledger point at: the bill of this learner and of no other
  -- with what the policy looks at: the bills of those whom a search finds are counted from it alone
  unique (organization_id, student_id, id) include (user_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, enrollment_id) references public.course_enrollments (organization_id, id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id),
  -- one kind of discount, never both; a fixed one explains the amount to the last cent
  check (discount_amount = 0 or discount_percentage = 0),
  check (discount_percentage > 0 or amount = list_amount - discount_amount),
  check (amount <= list_amount),
  check (amount_refunded <= amount_paid),
  check (due_date >= issue_date),
  check ((status = 'cancelled') = (cancelled_at is not null)),
  check (status <> 'cancelled' or length(btrim(coalesce(cancel_reason, ''))) > 0)
);

comment on table public.invoices is 'Bills, one for each enrolment; penalties are beside the amount, never in it.';
comment on column public.invoices.amount is 'What is to be paid after the discount: the sum of all its parts, cancelled ones too.';
comment on column public.invoices.amount_milli is 'amount × 1,000 as bigint: numeric comparisons are not leakproof, so filters and sort keys use this.';
comment on column public.invoices.status is 'A cache of the parts'' states; figures ask the facts.';
comment on column public.invoices.due_date is 'The due date of the last part.';
comment on column public.invoices.payment_method is 'The method that was used last.';
comment on column public.invoices.amount_paid is 'All cash that came in, late fees included; penalty_paid says how much of the net was fees.';
comment on column public.invoices.amount_credited is 'Adjustments: what is owed less, without money.';

-- one live bill for an enrolment; a cancelled one may be followed by another
create unique index invoices_one_live on public.invoices (organization_id, enrollment_id) where status <> 'cancelled';
-- all bills of an enrolment; a cheap check when an enrolment goes
create index invoices_enrollment on public.invoices (organization_id, enrollment_id);
-- the list of bills: by state, by day, by amount
create index invoices_status on public.invoices (organization_id, status, due_date, id) include (user_id);
create index invoices_issued on public.invoices (organization_id, issue_date, id) include (user_id);
create index invoices_amount on public.invoices (organization_id, amount_milli, id) include (user_id);
-- what was billed for a course; a cheap check when a course goes
create index invoices_course on public.invoices (organization_id, course_id, issue_date) include (user_id);
-- what a learner may see of their own; the mentor's move, and bills of a mentor's learners
create index invoices_user on public.invoices (organization_id, user_id);
create index invoices_mentor on public.invoices (organization_id, mentor_id, id);
-- a cheap check when a user row goes
create index invoices_created_by on public.invoices (created_by);

-- Whose bill it is, is the enrolment's to say. Its number is the next of the learner's locked counter, without gaps:
-- INV-STU000001-01.
create function private.bill_enrollment() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  code text;
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  select e.student_id, e.course_id, s.student_code into new.student_id, new.course_id, code
    from public.course_enrollments as e
    join public.students as s on s.organization_id = e.organization_id and s.id = e.student_id
    where e.organization_id = new.organization_id and e.id = new.enrollment_id;
  if not found then
    raise exception 'learning.enrollment_missing' using errcode = '23503', detail = '{}';
  end if;
  if new.invoice_number is null then
    new.invoice_number := 'INV-' || code || '-'
      || lpad(private.next_number(new.organization_id, 'invoice ' || code)::text, 2, '0');
  end if;
  return new;
end $$;

create trigger bill_enrollment before insert or update of organization_id, enrollment_id, student_id, course_id
  on public.invoices for each row execute function private.bill_enrollment();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.invoices for each row execute function private.fill_scope();
create trigger keep_identity before update on public.invoices
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.invoices
  for each row execute function private.keep_updated_at();
