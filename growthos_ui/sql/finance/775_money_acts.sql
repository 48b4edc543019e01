-- One act of money: a payment, a refund, a credit or a write-off, on one or more parts of one learner. The ledger's rows
-- are its lines. Two clicks are one act: the key says so, and the hash tells whether it was the same request.
create table dashboard.money_acts (
  id                uuid primary key default gen_random_uuid(),
  organization_id   uuid not null references public.organizations (id),
  student_id        uuid not null,
  kind              text not null check (kind in ('payment', 'refund', 'adjustment', 'write_off')),
  currency          char(3) not null check (currency ~ '^[A-Z]{3}$'),
  amount            numeric(15, 3) not null check (amount <> 0 and private.is_payable(amount, currency)),
  amount_milli      bigint not null generated always as ((amount * 1000)::bigint) stored,
  method            text check (case kind
    when 'payment' then method in ('bank_transfer', 'card', 'cash', 'cheque', 'online', 'other')
    when 'refund' then method in ('bank_transfer', 'original_method', 'cash', 'cheque', 'other')
    else method is null end),
  payment_method_id uuid,
  reference         text collate "C" check (reference = btrim(reference) and length(reference) between 1 and 200),
  receipt_number    text collate "C" check (receipt_number ~ '^RCPT-\d{6,}$'),
  occurred_on       date not null,
  belongs_to        date check (belongs_to < occurred_on),
  reason            text check (length(reason) <= 2000),
  notes             text check (length(notes) <= 2000),
  undoes_id         uuid,
  reference_turn    int not null default 0 check (reference_turn >= 0),
  proof_files       jsonb not null default '[]' check (jsonb_typeof(proof_files) = 'array' and jsonb_array_length(proof_files) <= 10),
  idempotency_key   text collate "C" not null default gen_random_uuid()::text check (length(idempotency_key) between 1 and 200),
  request_hash      bytea not null check (octet_length(request_hash) = 32),
  recorded_by       uuid not null default private.actor_id() references public.users (id),
  recorded_at       timestamptz not null default private.now(),
  unique (organization_id, id),
  -- the act of this learner, which the ledger's rows point at
  unique (organization_id, student_id, id),
  -- the same key is the same act; a refused one is rolled back and leaves its key free
  unique (organization_id, idempotency_key),
  unique (organization_id, receipt_number),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, student_id, payment_method_id)
    references public.payment_methods (organization_id, student_id, id),
  foreign key (organization_id, undoes_id) references dashboard.money_acts (organization_id, id),
  -- what is undone was no money of this learner: the same once more, below nothing, so that no sum of its kind tells of it
  check ((amount < 0) = (undoes_id is not null)),
  check (undoes_id is null or kind in ('payment', 'refund') and reference is null),
  check (kind in ('payment', 'refund') or reference is null),
  check ((kind in ('payment', 'refund')) = (method is not null)),
  -- whatever is not money coming in has a reason
  check (kind = 'payment' and undoes_id is null or length(btrim(coalesce(reason, ''))) > 0),
  check ((kind = 'payment' and undoes_id is null) = (receipt_number is not null))
);

comment on table dashboard.money_acts is 'Acts of money with one or more rows of the ledger; append-only.';
comment on column dashboard.money_acts.amount is 'The sum of its lines; below nothing where it undoes another.';
comment on column dashboard.money_acts.receipt_number is 'RCPT-000001, from the organisation''s locked counter, without gaps; payments only, and none that undoes another.';
comment on column dashboard.money_acts.occurred_on is 'When the money moved; recorded_at is when it was entered. Reports as of a day ask both.';
comment on column dashboard.money_acts.belongs_to is
  'When the money moved, where the books of that month were closed already: the act then counts on the day on which it was entered.';
comment on column dashboard.money_acts.request_hash is 'SHA-256 of the request: the same key with another request is refused.';
comment on column dashboard.money_acts.undoes_id is 'The act that a wrong match of a line of the bank had entered, and that this one takes out again.';
comment on column dashboard.money_acts.reference_turn is 'How many acts of this method and reference were undone before it: the reference of one that was is free again.';
comment on column dashboard.money_acts.proof_files is 'Keys of stored files.';

-- the same transfer is never entered twice, by whatever click
create unique index money_acts_one_reference on dashboard.money_acts (organization_id, method, reference, reference_turn)
  where reference is not null;
-- an act is undone once; whether it was
create unique index money_acts_undone on dashboard.money_acts (organization_id, undoes_id) where undoes_id is not null;
-- the acts of the organisation and of a learner, newest first
create index money_acts_newest on dashboard.money_acts (organization_id, occurred_on desc, id);
create index money_acts_student on dashboard.money_acts (organization_id, student_id, payment_method_id, occurred_on desc);
-- a cheap check when a user row goes
create index money_acts_recorded_by on dashboard.money_acts (recorded_by);

-- A payment gets the next receipt, and no act is of a day that has not come. One of a month whose books are closed counts today and
-- says where it belongs; one that belongs to another day already keeps that. Whoever closes a month waits for acts that are being
-- entered, and they for whoever closes: one that waited over midnight counts on the first day that is open.
create function private.prepare_money_act() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  today constant date := private.day_of(new.organization_id);
  last_closed date;
begin
  if coalesce(new.belongs_to, new.occurred_on) > today then
    raise exception 'finance.not_yet' using errcode = '22023', detail = jsonb_build_object('field', 'occurred_on')::text;
  end if;
  perform pg_advisory_xact_lock_shared(private.lock_of_months(new.organization_id));
  last_closed := private.closed_through(new.organization_id);
  if new.occurred_on <= last_closed then
    new.belongs_to := coalesce(new.belongs_to, new.occurred_on);
    new.occurred_on := greatest(today, last_closed + 1);
  end if;
  if new.reference is not null then
    new.reference_turn := (
      select count(*) from dashboard.money_acts as a
      join dashboard.money_acts as u on u.organization_id = a.organization_id and u.undoes_id = a.id
      where a.organization_id = new.organization_id and a.method = new.method and a.reference = new.reference);
  end if;
  if new.kind = 'payment' and new.undoes_id is null and new.receipt_number is null then
    new.receipt_number := 'RCPT-' || lpad(private.next_number(new.organization_id, 'receipt')::text, 6, '0');
  end if;
  return new;
end $$;

-- Today in the zone of an organisation, whoever asks: jobs and imports have none of their own.
create function private.day_of(p_organization uuid) returns date
language sql stable security definer set search_path = '' as $$
  select (private.now() at time zone o.timezone)::date from public.organizations as o where o.id = p_organization
$$;
revoke all on function private.prepare_money_act(), private.day_of(uuid) from public;

create trigger fill_organization before insert on dashboard.money_acts
  for each row execute function private.fill_organization();
create trigger prepare_money_act before insert on dashboard.money_acts
  for each row execute function private.prepare_money_act();
create trigger deny_change before update or delete on dashboard.money_acts
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.money_acts
  for each statement execute function private.deny_change();
alter table dashboard.money_acts enable always trigger deny_change;
alter table dashboard.money_acts enable always trigger deny_truncate;
