-- Lines of bank statements: what the bank says came in and went out. A line that came in is matched to a payment of the
-- ledger, or ignored with a reason; until then it is open. The same line in two files is one.
create table dashboard.bank_lines (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  import_id       uuid not null,
  fingerprint     bytea not null check (octet_length(fingerprint) = 32),
  booked_on       date not null,
  currency        char(3) not null check (currency ~ '^[A-Z]{3}$'),
  amount          numeric(15, 3) not null check (amount <> 0 and private.is_payable(amount, currency)),
  amount_milli    bigint not null generated always as ((amount * 1000)::bigint) stored,
  reference       text collate "C" check (reference = btrim(reference) and length(reference) between 1 and 200),
  payer           text check (length(payer) <= 200),
  details         text check (length(details) <= 2000),
  status          text not null default 'open' check (status in ('open', 'matched', 'ignored')),
  act_id          uuid,
  undone          int not null default 0 check (undone >= 0),
  undone_with      text collate "C" check (length(undone_with) between 1 and 200),
  ignored_reason  text check (length(btrim(ignored_reason)) between 1 and 500),
  decided_by      uuid references public.users (id),
  decided_at      timestamptz,
  created_at      timestamptz not null default private.now(),
  unique (organization_id, id),
  -- the same line of the same account is the same, in whatever file it comes
  unique (organization_id, fingerprint),
  foreign key (organization_id, import_id) references dashboard.imports (organization_id, id),
  foreign key (organization_id, act_id) references dashboard.money_acts (organization_id, id),
  check ((status = 'matched') = (act_id is not null)),
  check ((status = 'ignored') = (ignored_reason is not null)),
  check ((status = 'open') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null))
);

comment on table dashboard.bank_lines is 'Lines of bank statements, each once; open until it is matched to a payment or ignored.';
comment on column dashboard.bank_lines.fingerprint is 'SHA-256 of what the bank says, and of which of several alike in its file it is.';
comment on column dashboard.bank_lines.amount is 'Above nothing: it came in; below: it went out.';
comment on column dashboard.bank_lines.act_id is 'The payment of the ledger that it is.';
comment on column dashboard.bank_lines.undone is 'How often it was matched wrongly: so many matches of it were undone.';
comment on column dashboard.bank_lines.undone_with is 'What the last of them was sent with: sent once more, it is the same.';

-- one payment is one line
create unique index bank_lines_one_act on dashboard.bank_lines (organization_id, act_id) where act_id is not null;
-- what is open, and the statement by day
create index bank_lines_newest on dashboard.bank_lines (organization_id, status, booked_on desc, id);
-- the lines of a file; cheap checks when a user row goes
create index bank_lines_import on dashboard.bank_lines (organization_id, import_id);
create index bank_lines_decided_by on dashboard.bank_lines (decided_by);

create trigger fill_organization before insert on dashboard.bank_lines
  for each row execute function private.fill_organization();
create trigger keep_identity before update on dashboard.bank_lines
  for each row execute function private.keep_identity();
