-- What learners said they would pay, how much and by when: one promise, on one part. Whether it was kept is never written
-- down. It follows from the ledger and the day (private.promise_state), so no promise is stale at midnight.
create table dashboard.promises (
  id                uuid primary key default gen_random_uuid(),
  organization_id   uuid not null references public.organizations (id),
  student_id        uuid not null,
  invoice_id        uuid not null,
  installment_id    uuid not null,
  currency          char(3) not null,
  amount            numeric(15, 3) not null check (amount > 0 and private.is_payable(amount, currency)),
  amount_milli      bigint not null generated always as ((amount * 1000)::bigint) stored,
  made_on           date not null,
  promised_for      date not null,
  counts_until      date not null,
  note              text check (length(note) <= 2000),
  cash_before_milli bigint not null,
  received_milli    bigint not null default 0,
  moved_on          date,
  moved_to          uuid,
  withdrawn_on      date,
  withdrawn_by      uuid references public.users (id),
  withdraw_reason   text check (length(withdraw_reason) <= 2000),
  idempotency_key   text collate "C" not null default gen_random_uuid()::text check (length(idempotency_key) between 1 and 200),
  request_hash      bytea not null default sha256('') check (octet_length(request_hash) = 32),
  taken_by          uuid not null default private.actor_id() references public.users (id),
  taken_at          timestamptz not null default private.now(),
  unique (organization_id, id),
  -- the promise that came after it is on the same part
  unique (organization_id, installment_id, id),
  -- two clicks are one promise
  unique (organization_id, idempotency_key),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, student_id, invoice_id, installment_id)
    references public.installment_plans (organization_id, student_id, invoice_id, id),
  foreign key (organization_id, installment_id, moved_to) references dashboard.promises (organization_id, installment_id, id),
  check (promised_for >= made_on),
  check (counts_until >= promised_for),
  check (moved_on is null or moved_to is not null),
  check (moved_on is null or withdrawn_on is null),
  -- nobody takes a promise back without a word; the system says why, too
  check (withdrawn_on is null or length(btrim(coalesce(withdraw_reason, ''))) > 0)
);

comment on table dashboard.promises is 'Promises to pay; kept, kept in part and broken follow from the ledger and the day.';
comment on column dashboard.promises.counts_until is 'The promised day and the days of grace that the settings gave when it was taken: what comes later comes too late.';
comment on column dashboard.promises.cash_before_milli is
  'What had come on the part on the day of the promise before it was taken, × 1,000: it keeps no promise.';
comment on column dashboard.promises.received_milli is
  'Net cash on the part from the day of the promise to counts_until, × 1,000; follows the ledger.';
comment on column dashboard.promises.moved_on is 'When another promise took its place. After the promised day that is no way out: it is broken.';
comment on column dashboard.promises.withdrawn_by is 'Nobody where the system withdrew it, because nothing was owed any more.';
comment on column dashboard.promises.request_hash is 'SHA-256 of the request: the same key with another request is refused.';

-- the promises of a part, as money on it asks for them
create index promises_part on dashboard.promises (organization_id, installment_id, promised_for);
-- those of a learner, and how many they broke
create index promises_student on dashboard.promises (organization_id, student_id, promised_for)
  include (currency, amount_milli, received_milli, counts_until, moved_on, withdrawn_on);
-- the list: by promised day, by amount, by when they were taken
create index promises_day on dashboard.promises (organization_id, promised_for, id);
create index promises_amount on dashboard.promises (organization_id, amount_milli, id);
create index promises_taken on dashboard.promises (organization_id, taken_at, id);
-- cheap checks when a user row goes, and when a promise does
create index promises_taken_by on dashboard.promises (taken_by);
create index promises_withdrawn_by on dashboard.promises (withdrawn_by);
create index promises_moved_to on dashboard.promises (organization_id, moved_to) where moved_to is not null;

-- Net cash on a part by the day on which it moved, whenever it counts: payments less refunds, late fees too.
create function private.net_cash(p_organization uuid, p_installment uuid, p_first date, p_last date) returns bigint
language sql stable security definer set search_path = '' as $$
  select coalesce(sum(case l.entry_type when 'payment' then l.amount_milli when 'refund' then -l.amount_milli end), 0)::bigint
  from public.installment_payments as l
  where l.organization_id = p_organization and l.installment_id = p_installment and coalesce(l.belongs_to, l.occurred_on) between p_first and p_last
$$;

-- Whose it is, in which currency and until when it counts, is the part's and the settings' to say.
create function private.fill_promise() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  came bigint;
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  select p.student_id, p.invoice_id, p.currency into new.student_id, new.invoice_id, new.currency
    from public.installment_plans as p where p.organization_id = new.organization_id and p.id = new.installment_id;
  if not found then
    raise exception 'finance.part_missing' using errcode = '23503', detail = '{}';
  end if;
  new.made_on := coalesce(new.made_on, private.day_of(new.organization_id));
  new.counts_until := new.promised_for + (private.setting(new.organization_id, 'fees.grace_days'))::int;
  came := private.net_cash(new.organization_id, new.installment_id, new.made_on, new.counts_until);
  -- a promise of before that is only entered now has all that came since
  new.cash_before_milli := case when new.made_on = private.day_of(new.organization_id) then came else 0 end;
  new.received_milli := came - new.cash_before_milli;
  return new;
end $$;
revoke all on function private.net_cash(uuid, uuid, date, date), private.fill_promise() from public;

create trigger fill_promise before insert on dashboard.promises
  for each row execute function private.fill_promise();
create trigger keep_identity before update on dashboard.promises
  for each row execute function private.keep_identity();
