-- Every time that somebody reached for a learner about money: how, what came of it, and what is to happen next. Append-only:
-- whoever takes the work over reads it from the beginning.
create table dashboard.collection_contacts (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  channel         text not null check (channel in ('phone', 'whatsapp', 'email', 'sms', 'in_person', 'other')),
  outcome         text not null check (outcome in (
    'promised', 'will_pay', 'asked_for_time', 'message_left', 'no_answer', 'wrong_number', 'refused', 'disputed')),
  note            text check (length(note) <= 2000),
  next_step       text check (next_step in ('call', 'message', 'give_time', 'escalate', 'wait')),
  next_on         date,
  made_on         date not null,
  made_by         uuid not null default private.actor_id() references public.users (id),
  made_at         timestamptz not null default private.now(),
  idempotency_key text collate "C" not null default gen_random_uuid()::text check (length(idempotency_key) between 1 and 200),
  request_hash    bytea not null default sha256('') check (octet_length(request_hash) = 32),
  unique (organization_id, id),
  -- two clicks are one contact
  unique (organization_id, idempotency_key),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- a day belongs to a step, and lies ahead of the contact
  check (next_on is null or next_step is not null),
  check (next_on >= made_on)
);

comment on table dashboard.collection_contacts is 'The contact log of collections; append-only.';
comment on column dashboard.collection_contacts.next_on is 'Until this day the learner is not called again, unless somebody wants to.';
comment on column dashboard.collection_contacts.made_on is 'The day in the organisation''s zone.';

-- the log of a learner, newest first; the last contact of everybody, answered by itself
create index collection_contacts_student on dashboard.collection_contacts (organization_id, student_id, made_at desc)
  include (made_on, outcome, next_step, next_on);
-- a cheap check when a user row goes
create index collection_contacts_made_by on dashboard.collection_contacts (made_by);

create function private.fill_contact() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  new.made_on := coalesce(new.made_on, private.day_of(new.organization_id));
  return new;
end $$;
revoke all on function private.fill_contact() from public;

create trigger fill_contact before insert on dashboard.collection_contacts
  for each row execute function private.fill_contact();
create trigger deny_change before update or delete on dashboard.collection_contacts
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.collection_contacts
  for each statement execute function private.deny_change();
alter table dashboard.collection_contacts enable always trigger deny_change;
alter table dashboard.collection_contacts enable always trigger deny_truncate;
