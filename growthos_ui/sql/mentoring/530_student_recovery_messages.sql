-- Attempts to bring an inactive learner back: at most three in a cycle, each with what became of it.
create table public.student_recovery_messages (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid,
  recovery_cycle  int not null check (recovery_cycle >= 1),
  attempt_number  int not null check (attempt_number between 1 and 3),
  channel         text not null check (channel in ('whatsapp', 'email', 'in_app', 'phone')),
  message_type    text not null check (message_type in ('first_attempt', 'second_attempt', 'final_attempt', 'manual')),
  message_content text check (length(message_content) <= 4000),
  days_inactive   int not null check (days_inactive >= 0),
  status          text not null default 'pending'
                  check (status in ('pending', 'sent', 'failed', 'responded', 'recovered', 'expired')),
  sent_at         timestamptz,
  last_checked_on date,
  responded_at    timestamptz,
  recovered_at    timestamptz,
  created_by      uuid default private.actor_id() references public.users (id),
  created_at      timestamptz not null default private.now(),
  updated_at      timestamptz not null default now(),
  -- two jobs at once cannot both make the second attempt
  unique (organization_id, student_id, recovery_cycle, attempt_number),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- the type of an attempt is its place in the cycle; a message by hand may take any place
  check (message_type = 'manual' or message_type = case attempt_number
    when 1 then 'first_attempt' when 2 then 'second_attempt' else 'final_attempt' end),
  -- nobody answers what was not sent, and each outcome has its moment
  check (status not in ('sent', 'responded', 'recovered') or sent_at is not null),
  check (status <> 'responded' or responded_at is not null),
  check ((status = 'recovered') = (recovered_at is not null)),
  check (responded_at >= sent_at),
  check (recovered_at >= sent_at)
);

comment on table public.student_recovery_messages is 'Attempts to reach an inactive learner, three to a cycle.';
comment on column public.student_recovery_messages.recovery_cycle is 'A new cycle begins when a learner who had come back is inactive again.';
comment on column public.student_recovery_messages.days_inactive is 'When the row was made.';
comment on column public.student_recovery_messages.created_by is 'Null means the daily job.';

-- what the daily check goes through, and the list by status
create index student_recovery_messages_status on public.student_recovery_messages (organization_id, status, created_at, id);
-- a learner's attempts, newest first
create index student_recovery_messages_student on public.student_recovery_messages (organization_id, student_id, created_at desc);
-- what a mentor may see, as the policy asks it; a learner's own account
create index student_recovery_messages_mentor on public.student_recovery_messages (organization_id, mentor_id, status);
create index student_recovery_messages_user on public.student_recovery_messages (user_id);
-- a cheap check when a user row goes
create index student_recovery_messages_created_by on public.student_recovery_messages (created_by);

create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.student_recovery_messages for each row execute function private.fill_scope();
create trigger keep_identity before update on public.student_recovery_messages
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.student_recovery_messages
  for each row execute function private.keep_updated_at();
