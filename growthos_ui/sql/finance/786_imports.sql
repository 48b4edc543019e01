-- Files that were handed in: bills, installments or payments, one row of the file for each. A file is read first and changes
-- nothing; what it would do is shown; then all of it is brought in, or nothing.
create table dashboard.imports (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  number          bigint not null check (number > 0),
  kind            text not null check (kind in ('invoices', 'installments', 'payments', 'bank')),
  file_name       text not null check (length(file_name) between 1 and 200 and file_name !~ '[[:cntrl:]]'),
  digest          bytea not null check (octet_length(digest) = 32),
  headings        jsonb not null check (jsonb_typeof(headings) = 'array' and jsonb_array_length(headings) between 1 and 60),
  cells           jsonb not null check (jsonb_typeof(cells) = 'array' and jsonb_array_length(cells) <= 50000),
  row_count       int not null generated always as (jsonb_array_length(cells)) stored,
  mapping         jsonb check (jsonb_typeof(mapping) = 'object' and length(mapping::text) <= 8000),
  status          text not null default 'read' check (status in ('read', 'done', 'dropped')),
  made_count      int check (made_count >= 0),
  handed_in_by    uuid not null default private.actor_id() references public.users (id),
  handed_in_name  text not null default '',
  handed_in_at    timestamptz not null default private.now(),
  decided_by      uuid references public.users (id),
  decided_at      timestamptz,
  unique (organization_id, id),
  unique (organization_id, number),
  check ((status = 'read') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null)),
  check ((status = 'done') = (made_count is not null))
);

comment on table dashboard.imports is 'Files that were handed in to be brought into the ledger, and what came of each.';
comment on column dashboard.imports.number is 'What it is called on the screen, from the organisation''s counter.';
comment on column dashboard.imports.digest is 'SHA-256 of the bytes: the same file is never brought in twice.';
comment on column dashboard.imports.headings is 'The first row of the file.';
comment on column dashboard.imports.cells is 'The other rows, each an array of texts and numbers, as they stood in the file.';
comment on column dashboard.imports.mapping is 'Which column is what, and how its numbers and days are written; the next file with these headings begins with it.';
comment on column dashboard.imports.status is 'read: nothing was changed by it; done: all of it is in the ledger; dropped: it was taken away.';
comment on column dashboard.imports.made_count is 'How many bills or payments it made.';

-- the same file once, unless it was taken away
create unique index imports_one_file on dashboard.imports (organization_id, kind, digest) where status <> 'dropped';
-- the list, newest first; and what the last file of a kind was mapped to
create index imports_newest on dashboard.imports (organization_id, kind, number desc);
-- cheap checks when a user row goes
create index imports_handed_in_by on dashboard.imports (handed_in_by);
create index imports_decided_by on dashboard.imports (decided_by);

-- A file gets the next number, and the name of whoever handed it in.
create function private.number_import() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  new.number := coalesce(new.number, private.next_number(new.organization_id, 'import'));
  new.handed_in_name := coalesce((select u.full_name from public.users as u where u.id = new.handed_in_by), '');
  return new;
end $$;
revoke all on function private.number_import() from public;

create trigger number_import before insert on dashboard.imports
  for each row execute function private.number_import();
create trigger keep_identity before update on dashboard.imports
  for each row execute function private.keep_identity();
