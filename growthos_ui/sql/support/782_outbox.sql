-- Mails to learners: what waits, what is being sent, and what became of each. An act puts its mail here in its own
-- transaction; the sender takes one at a time. What is found "sending" after a crash may have gone or not: it is unknown,
-- and only a person sends it again.
create table dashboard.outbox (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations on delete restrict,
  student_id       uuid not null,
  kind             text collate "C" not null check (kind in (
    'installment_issued', 'installment_reminder_first', 'installment_reminder_final', 'installment_due', 'installment_overdue',
    'installment_reminder', 'invoice_paid', 'refund_processed', 'fee_extension')),
  installment_id   uuid,
  act_id           uuid,
  due_on           date,
  dedupe_key       text collate "C" not null check (length(dedupe_key) between 1 and 200),
  status           text collate "C" not null default 'waiting' check (status in ('waiting', 'sending', 'sent', 'failed', 'unknown', 'dropped')),
  attempts         int not null default 0 check (attempts >= 0),
  next_attempt_at  timestamptz not null default private.now(),
  leased_until     timestamptz,
  recipient        text check (length(recipient) <= 320),
  message_id       text check (length(message_id) <= 300),
  template_version int check (template_version >= 0),
  subject          text check (length(subject) <= 400),
  body             text check (length(body) <= 20000),
  last_error       text check (length(last_error) <= 500),
  queued_by        uuid default private.actor_id() references public.users (id),
  queued_at        timestamptz not null default private.now(),
  sent_at          timestamptz,
  settled_by       uuid references public.users (id),
  settled_at       timestamptz,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),

  unique (organization_id, id),
  -- the same mail is written once, by whatever act or job
  constraint outbox_once unique (organization_id, dedupe_key),
  constraint outbox_to_a_student foreign key (organization_id, student_id)
    references public.students (organization_id, id) on delete restrict,
  constraint outbox_about_a_part foreign key (organization_id, installment_id)
    references public.installment_plans (organization_id, id) on delete restrict,
  constraint outbox_about_an_act foreign key (organization_id, act_id)
    references dashboard.money_acts (organization_id, id) on delete restrict,
  constraint outbox_sent_has_its_time check ((status = 'sent') = (sent_at is not null)),
  constraint outbox_sending_is_leased check (status <> 'sending' or (leased_until is not null and recipient is not null and message_id is not null)),
  constraint outbox_settled_by_somebody check ((settled_at is null) = (settled_by is null))
);
comment on table dashboard.outbox is 'Mails to learners: waiting → sending → sent, failed or unknown; dropped when no longer right.';
comment on column dashboard.outbox.due_on is 'The day that the mail speaks of: moved meanwhile, the mail is dropped.';
comment on column dashboard.outbox.dedupe_key is 'What makes it the same mail: a second one with this key is silently skipped.';
comment on column dashboard.outbox.leased_until is 'Until when whoever sends it must have said how that went; after that it is unknown.';
comment on column dashboard.outbox.message_id is 'The Message-ID, the same for each attempt, so that a receiver can know a second copy.';
comment on column dashboard.outbox.last_error is 'Why it waits again, failed, is unknown or was dropped.';
comment on column dashboard.outbox.settled_by is 'Who decided on a mail that failed or is unknown.';

-- the log by time; counts and filters by kind are answered from it alone
create index outbox_newest on dashboard.outbox (organization_id, queued_at, id) include (status, kind, student_id);
-- the few that failed, are unknown or wait, among all that were sent
create index outbox_by_status on dashboard.outbox (organization_id, status, queued_at, id);
-- what the sender takes next
create index outbox_next on dashboard.outbox (organization_id, next_attempt_at, id) where status = 'waiting';
-- what was being sent when somebody stopped
create index outbox_sending on dashboard.outbox (organization_id, leased_until) where status = 'sending';
-- how much one address was sent lately
create index outbox_of_recipient on dashboard.outbox (organization_id, recipient, updated_at) where recipient is not null;
-- the mails to a learner, about a part, about an act
create index outbox_of_student on dashboard.outbox (organization_id, student_id, queued_at);
create index outbox_of_part on dashboard.outbox (organization_id, installment_id) where installment_id is not null;
create index outbox_of_act on dashboard.outbox (organization_id, act_id) where act_id is not null;
-- cheap checks when a user row goes
create index outbox_queued_by on dashboard.outbox (queued_by);
create index outbox_settled_by on dashboard.outbox (settled_by);

create trigger fill_organization before insert on dashboard.outbox
  for each row execute function private.fill_organization();
create trigger keep_identity before update on dashboard.outbox
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on dashboard.outbox
  for each row execute function private.keep_updated_at();
