-- The ledger: what each act of money did to each part. Append-only; a mistake is answered by another row, never by an edit.
-- What the act says is copied into its rows by trigger: neither ever changes, and lists read one table.
create table public.installment_payments (
  id                uuid primary key default gen_random_uuid(),
  organization_id   uuid not null references public.organizations (id),
  act_id            uuid not null,
  installment_id    uuid not null,
  invoice_id        uuid not null,
  student_id        uuid not null,
  entry_type        text not null check (entry_type in ('payment', 'refund', 'adjustment', 'write_off')),
  currency          char(3) not null,
  amount            numeric(15, 3) not null check (amount <> 0 and private.is_payable(amount, currency)),
  amount_milli      bigint not null generated always as ((amount * 1000)::bigint) stored,
  fee_amount        numeric(15, 3) not null default 0 check (fee_amount between least(amount, 0) and greatest(amount, 0) and private.is_payable(fee_amount, currency)),
  principal_milli   bigint not null generated always as (((amount - fee_amount) * 1000)::bigint) stored,
  method            text,
  payment_method_id uuid,
  reference         text collate "C",
  receipt_number    text collate "C",
  occurred_on       date not null,
  belongs_to        date,
  reason            text,
  notes             text,
  proof_files       jsonb not null,
  reverses_id       uuid,
  recorded_by       uuid not null references public.users (id),
  created_at        timestamptz not null default private.now(),
  unique (organization_id, id),
  -- what a refund points at: a payment on the same part
  unique (organization_id, installment_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, student_id, act_id) references dashboard.money_acts (organization_id, student_id, id),
  foreign key (organization_id, student_id, invoice_id, installment_id)
    references public.installment_plans (organization_id, student_id, invoice_id, id),
  foreign key (organization_id, installment_id, reverses_id)
    references public.installment_payments (organization_id, installment_id, id),
  foreign key (organization_id, student_id, payment_method_id)
    references public.payment_methods (organization_id, student_id, id),
  check ((entry_type = 'refund' or amount < 0) = (reverses_id is not null)),
  check (amount > 0 or entry_type in ('payment', 'refund')),
  -- only money pays a late fee, and only money comes back from one
  check (entry_type in ('payment', 'refund') or fee_amount = 0)
);

comment on table public.installment_payments is 'The ledger of money on parts; append-only, scoped through the student.';
comment on column public.installment_payments.act_id is 'The act it is a line of; its key against double entry stands there.';
comment on column public.installment_payments.amount is 'Above nothing: entry_type gives the sign. Below it where the act undoes another, so that the kind adds up as if neither had been.';
comment on column public.installment_payments.fee_amount is 'The part of amount that went on, or came back from, the late fee; the rest is principal.';
comment on column public.installment_payments.reverses_id is 'The payment that a refund returns money of, or that an undoing takes out or lets count again.';
comment on column public.installment_payments.belongs_to is 'When the money moved, where that month was closed already; it counts on occurred_on.';
comment on column public.installment_payments.created_at is 'When it was entered; occurred_on is when the money moved.';

-- the ledger, newest first, and one kind of entry over time
create index installment_payments_newest on public.installment_payments (organization_id, occurred_on, id) include (student_id);
create index installment_payments_kind on public.installment_payments (organization_id, entry_type, occurred_on)
  include (currency, amount_milli, principal_milli, student_id);
-- what was entered since a day: of which parts a past day is known otherwise now; answers by itself
create index installment_payments_entered on public.installment_payments (organization_id, created_at)
  include (occurred_on, installment_id, student_id);
create index installment_payments_amount on public.installment_payments (organization_id, amount_milli, id) include (student_id);
-- the entries of a part (of all parts by its index alone, with what the policy looks at), of a bill, of an act, of a learner
create index installment_payments_part on public.installment_payments (organization_id, installment_id, occurred_on)
  include (student_id);
create index installment_payments_invoice on public.installment_payments (organization_id, invoice_id);
create index installment_payments_act on public.installment_payments (organization_id, act_id);
create index installment_payments_student on public.installment_payments (organization_id, student_id, occurred_on desc);
-- what was entered for months that were closed already
create index installment_payments_belongs on public.installment_payments (organization_id, belongs_to) where belongs_to is not null;
-- what has been returned of a payment
create index installment_payments_reverses on public.installment_payments (organization_id, reverses_id) where reverses_id is not null;
-- a cheap check when a way of paying goes, and when a user row goes
create index installment_payments_method on public.installment_payments (organization_id, payment_method_id)
  where payment_method_id is not null;
create index installment_payments_recorded_by on public.installment_payments (recorded_by);

-- What the act and the part say, the row says too. No money goes back on a day before that on which it counts.
create function private.fill_ledger_row() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  act dashboard.money_acts;
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  select a.* into act from dashboard.money_acts as a where a.organization_id = new.organization_id and a.id = new.act_id;
  if not found then
    raise exception 'finance.act_missing' using errcode = '23503', detail = '{}';
  end if;
  select p.invoice_id, p.currency into new.invoice_id, new.currency
    from public.installment_plans as p where p.organization_id = new.organization_id and p.id = new.installment_id;
  if new.currency is distinct from act.currency then
    raise exception 'finance.other_currency' using errcode = '22023',
      detail = jsonb_build_object('currency', act.currency, 'part', new.currency)::text;
  elsif new.amount * act.amount < 0 then
    raise exception 'finance.amount_invalid' using errcode = '22023', detail = '{"field": "amount"}';
  end if;
  perform from public.installment_payments as paid
    where paid.organization_id = new.organization_id and paid.id = new.reverses_id and paid.occurred_on > act.occurred_on;
  if found then
    raise exception 'finance.date_invalid' using errcode = '22023', detail = jsonb_build_object('field', 'refunded_on', 'last', act.occurred_on, 'first', (
      select paid.occurred_on from public.installment_payments as paid where paid.organization_id = new.organization_id and paid.id = new.reverses_id))::text;
  end if;
  new.student_id := act.student_id;
  new.entry_type := act.kind;
  new.method := act.method;
  new.payment_method_id := act.payment_method_id;
  new.reference := act.reference;
  new.receipt_number := act.receipt_number;
  new.occurred_on := act.occurred_on;
  new.belongs_to := act.belongs_to;
  new.reason := act.reason;
  new.notes := act.notes;
  new.proof_files := act.proof_files;
  new.recorded_by := act.recorded_by;
  new.created_at := act.recorded_at;
  return new;
end $$;
revoke all on function private.fill_ledger_row() from public;

create trigger fill_ledger_row before insert on public.installment_payments
  for each row execute function private.fill_ledger_row();
create trigger deny_change before update or delete on public.installment_payments
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on public.installment_payments
  for each statement execute function private.deny_change();
alter table public.installment_payments enable always trigger deny_change;
alter table public.installment_payments enable always trigger deny_truncate;

-- The lines of an act add up to it. Deferred, because they come one after the other.
create function private.keep_act_whole() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  about constant uuid := case when tg_table_name = 'money_acts' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'act_id')::uuid end;
  whole numeric;
  lines numeric;
begin
  select a.amount into whole from dashboard.money_acts as a where a.organization_id = new.organization_id and a.id = about;
  select coalesce(sum(p.amount), 0) into lines
    from public.installment_payments as p where p.organization_id = new.organization_id and p.act_id = about;
  if lines is distinct from whole then
    raise exception 'finance.lines_are_not_the_act' using errcode = '23514',
      detail = jsonb_build_object('amount', whole::text, 'lines', lines::text)::text;
  end if;
  return null;
end $$;
revoke all on function private.keep_act_whole() from public;

create constraint trigger keep_act_whole after insert on dashboard.money_acts
  deferrable initially deferred for each row execute function private.keep_act_whole();
create constraint trigger keep_act_whole after insert on public.installment_payments
  deferrable initially deferred for each row execute function private.keep_act_whole();
