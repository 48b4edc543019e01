-- What was said on a ticket. Append-only: an answer that was read is not unsaid. Internal ones never reach the learner.
create table public.support_ticket_replies (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  ticket_id       uuid not null,
  -- one column, not a tenant pair: a superadmin answers in organisations that are not their home
  user_id         uuid not null default private.actor_id() references public.users (id),
  message         text not null check (length(btrim(message)) between 1 and 8000),
  is_internal     boolean not null default false,
  -- names the form it was sent with: what is sent twice is said once
  idempotency_key uuid not null default gen_random_uuid(),
  created_at      timestamptz not null default private.now(),
  unique (organization_id, id),
  unique (organization_id, idempotency_key),
  foreign key (organization_id, ticket_id) references public.support_tickets (organization_id, id)
);

comment on table public.support_ticket_replies is 'Answers on tickets; append-only, scoped through the ticket.';
comment on column public.support_ticket_replies.user_id is 'Who said it: always the acting person.';
comment on column public.support_ticket_replies.is_internal is 'For staff only: the learner never sees it.';

-- a ticket's conversation in order
create index support_ticket_replies_ticket on public.support_ticket_replies (organization_id, ticket_id, created_at, id);
-- what one person has answered; a cheap check when a user row goes
create index support_ticket_replies_user on public.support_ticket_replies (user_id, created_at);

create trigger fill_organization before insert on public.support_ticket_replies
  for each row execute function private.fill_organization();
create trigger deny_change before update or delete on public.support_ticket_replies
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on public.support_ticket_replies
  for each statement execute function private.deny_change();
-- "always": also while replication or a restore has switched ordinary triggers off
alter table public.support_ticket_replies enable always trigger deny_change;
alter table public.support_ticket_replies enable always trigger deny_truncate;
