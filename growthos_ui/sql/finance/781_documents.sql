-- Paper: invoices, receipts and statements of account as they were handed out. The bytes are kept when a document is first
-- issued, and every later download gives these bytes; when what it says has changed, that is another document.
create table dashboard.documents (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  kind            text not null check (kind in ('invoice', 'receipt', 'statement')),
  invoice_id      uuid,
  act_id          uuid,
  currency        char(3) not null check (currency ~ '^[A-Z]{3}$'),
  number          text collate "C" not null check (length(number) between 1 and 100),
  revision        int not null default 1 check (revision > 0),
  facts           jsonb not null check (jsonb_typeof(facts) = 'object'),
  facts_hash      bytea not null check (octet_length(facts_hash) = 32),
  body            bytea check (substring(body from 1 for 5) = '\x255044462d' and octet_length(body) <= 4194304),
  digest          text generated always as (encode(sha256(body), 'hex')) stored,
  issued_on       date not null,
  issued_at       timestamptz not null default private.now(),
  issued_by       uuid default private.actor_id() references public.users (id),
  unique (organization_id, id),
  unique (organization_id, kind, number, revision),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, student_id, invoice_id) references public.invoices (organization_id, student_id, id),
  foreign key (organization_id, student_id, act_id) references dashboard.money_acts (organization_id, student_id, id),
  check ((kind = 'invoice') = (invoice_id is not null)),
  check ((kind = 'receipt') = (act_id is not null)),
  -- money that came in came in once: only an invoice is ever issued anew under its number
  check (kind = 'invoice' or revision = 1)
);

comment on table dashboard.documents is 'Invoices, receipts and statements of account as they were issued; append-only.';
comment on column dashboard.documents.number is 'The number of the invoice or of the receipt; a statement takes STMT-000001 from a locked counter, without gaps.';
comment on column dashboard.documents.revision is 'An invoice whose terms have changed is issued again: 2, 3 …; the earlier ones stay.';
comment on column dashboard.documents.facts is 'What the document says, as the ledger stood; amounts × 1,000.';
comment on column dashboard.documents.facts_hash is 'SHA-256 of the facts: the same facts are the same document.';
comment on column dashboard.documents.body is 'The PDF. Empty only inside the transaction that issues it.';
comment on column dashboard.documents.digest is 'SHA-256 of the PDF in hex: what every download gives.';
comment on column dashboard.documents.issued_by is 'Who asked for it first; nobody where a job did.';

-- one receipt for a payment, and the revisions of an invoice
create unique index documents_receipt on dashboard.documents (organization_id, act_id) where act_id is not null;
create unique index documents_invoice on dashboard.documents (organization_id, invoice_id, revision) where invoice_id is not null;
-- everything that was issued, the newest first
create index documents_newest on dashboard.documents (organization_id, issued_at, id);
-- those of one kind, and their number: with whom they are for, which row security asks
create index documents_kind on dashboard.documents (organization_id, kind, issued_at, id) include (student_id);
-- a learner's paper, the latest first; the last statement
create index documents_student on dashboard.documents (organization_id, student_id, kind, currency, issued_at desc);
-- a cheap check when a user row goes
create index documents_issued_by on dashboard.documents (issued_by);

-- A statement takes the next number of its organisation. Whoever takes one holds the counter until the bytes are there.
create function private.prepare_document() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.kind = 'statement' and new.number is null then
    new.number := 'STMT-' || lpad(private.next_number(new.organization_id, 'statement')::text, 6, '0');
  end if;
  return new;
end $$;

-- Written once: the bytes come once, in the transaction that issues it; nothing else ever changes, and nothing goes.
create function private.keep_document() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op <> 'UPDATE' or old.body is not null or new.body is null
     or to_jsonb(new) - array['body', 'digest'] is distinct from to_jsonb(old) - array['body', 'digest'] then
    raise exception 'row.append_only'
      using errcode = '42501', detail = jsonb_build_object('table', tg_table_name, 'act', lower(tg_op))::text;
  end if;
  return new;
end $$;

-- No document without its bytes at the end of its transaction.
create function private.require_bytes() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from dashboard.documents as d where d.id = new.id and d.body is null) then
    raise exception 'finance.paper_unmade' using errcode = '23514', detail = '{}';
  end if;
  return null;
end $$;
revoke all on function private.prepare_document(), private.keep_document(), private.require_bytes() from public;

create trigger prepare_document before insert on dashboard.documents
  for each row execute function private.prepare_document();
create trigger keep_document before update or delete on dashboard.documents
  for each row execute function private.keep_document();
create trigger deny_truncate before truncate on dashboard.documents
  for each statement execute function private.deny_change();
alter table dashboard.documents enable always trigger keep_document;
alter table dashboard.documents enable always trigger deny_truncate;
create constraint trigger require_bytes after insert on dashboard.documents
  deferrable initially deferred for each row execute function private.require_bytes();
