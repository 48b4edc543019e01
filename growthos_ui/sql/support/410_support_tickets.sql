-- What a learner asks for help with, until it is answered. The first answer has a deadline by priority.
create table public.support_tickets (
  id                uuid primary key default gen_random_uuid(),
  organization_id   uuid not null references public.organizations (id),
  student_id        uuid not null,
  user_id           uuid not null,
  mentor_id         uuid,
  ticket_number     text collate "C" not null,
  subject           text not null check (length(btrim(subject)) between 1 and 200),
  message           text not null check (length(btrim(message)) between 1 and 8000),
  category          text not null default 'general'
                    check (category in ('general', 'technical', 'billing', 'account', 'complaint', 'feedback')),
  priority          text not null default 'medium' check (priority in ('low', 'medium', 'high', 'urgent')),
  -- the sort key of the desk: the alphabet would put high before urgent
  priority_rank     int not null generated always as (
                    case priority when 'urgent' then 1 when 'high' then 2 when 'medium' then 3 else 4 end) stored,
  status            text not null default 'open' check (status in ('open', 'in_progress', 'resolved', 'closed')),
  assigned_to       uuid,
  opened_by         uuid not null default private.actor_id() references public.users (id),
  first_response_at timestamptz,
  sla_due_at        timestamptz not null,
  -- the order of the desk in one number, by which pages are cut: urgent first; of those, what still waits for its first
  -- answer before what has it, then by when that answer is due, in seconds
  desk_order        bigint not null generated always as (
                    (case priority when 'urgent' then 10 when 'high' then 20 when 'medium' then 30 else 40 end
                     + case when first_response_at is null then 0 else 1 end) * 10000000000
                    + floor(extract(epoch from sla_due_at - timestamptz '1970-01-01 00:00:00+00'))::bigint) stored,
  resolved_at       timestamptz,
  closed_at         timestamptz,
  -- names the form it was sent with: what is sent twice is opened once
  idempotency_key   uuid not null default gen_random_uuid(),
  created_at        timestamptz not null default private.now(),
  updated_at        timestamptz not null default now(),
  unique (organization_id, id),
  unique (organization_id, ticket_number),
  unique (organization_id, idempotency_key),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, assigned_to) references public.users (organization_id, id)
);

comment on table public.support_tickets is 'Questions and complaints of learners.';
comment on column public.support_tickets.ticket_number is 'TKT-000001, from the organisation''s locked counter.';
comment on column public.support_tickets.sla_due_at is 'When the first answer is due: opening and the organisation''s support.sla_hours of the priority.';
comment on column public.support_tickets.desk_order is 'Which ticket comes first: by priority, whether it waits for a first answer, and by when.';
comment on column public.support_tickets.first_response_at is 'The first answer of staff that the learner can read.';

-- the desk: what is open, most urgent first, oldest first
create index support_tickets_desk on public.support_tickets (organization_id, status, priority_rank, created_at, id);
-- the same over all that was ever asked
create index support_tickets_in_order on public.support_tickets (organization_id, desk_order, id);
-- all tickets, newest first
create index support_tickets_newest on public.support_tickets (organization_id, created_at, id);
-- what somebody has to answer; a cheap check when a user row goes
create index support_tickets_assigned on public.support_tickets (organization_id, assigned_to, status);
-- a learner's tickets
create index support_tickets_student on public.support_tickets (organization_id, student_id, created_at desc);
-- whose first answer is due or late
create index support_tickets_due on public.support_tickets (organization_id, sla_due_at, id) where first_response_at is null;
-- those of them that somebody still has to answer, in the order of the desk
create index support_tickets_waiting on public.support_tickets (organization_id, desk_order, id) include (sla_due_at)
  where first_response_at is null and status in ('open', 'in_progress');
-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index support_tickets_mentor on public.support_tickets (organization_id, mentor_id, created_at, id);
create index support_tickets_user on public.support_tickets (user_id);
-- a cheap check when a user row goes
create index support_tickets_opened_by on public.support_tickets (opened_by);

-- T23, before the row is there: its number and its deadline. A deadline counts from the opening, whatever priority comes later;
-- whether a first answer came in time is decided when it comes.
create function private.prepare_ticket() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' and new.ticket_number is null then
    new.ticket_number := 'TKT-' || lpad(private.next_number(new.organization_id, 'ticket')::text, 6, '0');
  end if;
  if tg_op = 'UPDATE' or new.sla_due_at is null then
    new.sla_due_at := new.created_at + make_interval(
      hours => (private.setting(new.organization_id, 'support.sla_hours') ->> new.priority)::int);
  end if;
  return new;
end $$;

create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.support_tickets for each row execute function private.fill_scope();
create trigger keep_identity before update on public.support_tickets
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.support_tickets
  for each row execute function private.keep_updated_at();
create trigger prepare_ticket before insert on public.support_tickets
  for each row execute function private.prepare_ticket();
create trigger prepare_ticket_anew before update of priority on public.support_tickets
  for each row when (old.priority is distinct from new.priority and new.first_response_at is null) execute function private.prepare_ticket();
