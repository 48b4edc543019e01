-- Accounts elsewhere that figures are fetched from: a store, an ad account, mail. The organisation's own, or a learner's.
create table public.integrations (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations (id),
  student_id       uuid,
  user_id          uuid,
  mentor_id        uuid,
  source           text not null check (source in ('shopify', 'meta_ads', 'whatsapp', 'smtp')),
  external_id      text collate "C" not null check (length(btrim(external_id)) between 1 and 200),
  external_name    text check (length(external_name) <= 200),
  -- the envelope of the cipher: version 1, key, nonce of 12, tag of 16; anything else was never encrypted
  credentials      bytea not null check (substring(credentials from 1 for 1) = '\x01' and octet_length(credentials) between 30 and 4096),
  key_version      int not null check (key_version between 0 and 255),
  scopes           text[] not null default '{}',
  status           text not null default 'connected' check (status in ('connected', 'expired', 'error', 'disconnected')),
  connected_by     uuid default private.actor_id() references public.users (id),
  connected_at     timestamptz not null default private.now(),
  last_sync_at     timestamptz,
  last_sync_status text check (last_sync_status in ('ok', 'partial', 'failed')),
  last_error       text check (length(last_error) <= 2000),
  next_sync_at     timestamptz,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  unique (organization_id, id),
  -- a missing learner is a value like any other here: the organisation connects an account once
  unique nulls not distinct (organization_id, source, student_id, external_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- the key of the envelope, where rotation looks for it
  check (get_byte(credentials, 1) = key_version),
  -- a store is one of Shopify's own hosts, an ad account is called as Meta calls it: never another address
  check (source <> 'shopify' or external_id ~ '^[a-z0-9][a-z0-9-]*\.myshopify\.com$'),
  check (source <> 'meta_ads' or external_id ~ '^act_\d+$'),
  check (student_id is not null or (user_id is null and mentor_id is null))
);

comment on table public.integrations is 'Connected accounts; their secrets are ciphertext that no role reads.';
comment on column public.integrations.student_id is 'Whose account it is; null means the organisation''s own.';
comment on column public.integrations.external_id is 'The shop''s domain or act_….';
comment on column public.integrations.credentials is 'AES-256-GCM, bound to this row; only the worker opens it.';
comment on column public.integrations.last_error is 'Scrubbed of secrets.';

-- what the sync takes next
create index integrations_next on public.integrations (next_sync_at) where status = 'connected';
-- a learner's accounts; what a learner may see of their own; the mentor's move
create index integrations_student on public.integrations (organization_id, student_id) where student_id is not null;
create index integrations_user on public.integrations (user_id);
create index integrations_mentor on public.integrations (organization_id, mentor_id);
-- a cheap check when a user row goes
create index integrations_connected_by on public.integrations (connected_by);

create trigger fill_organization before insert on public.integrations
  for each row execute function private.fill_organization();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.integrations for each row when (new.student_id is not null) execute function private.fill_scope();
create trigger keep_identity before update on public.integrations
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.integrations
  for each row execute function private.keep_updated_at();

-- Whose figures these are is the account's to say; comes before fill_scope, by the order of their names.
create function private.copy_account() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  select i.student_id into new.student_id
    from public.integrations as i where i.organization_id = new.organization_id and i.id = new.integration_id;
  if not found then
    raise exception 'growth.integration_missing' using errcode = '23503', detail = '{}';
  end if;
  return new;
end $$;
revoke all on function private.copy_account() from public;
