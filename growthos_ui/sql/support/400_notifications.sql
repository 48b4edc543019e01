-- What a person is told: the bell of the dashboard, and the outbox of mails when there are mails. Functions
-- and triggers write it in the transaction of the act that it tells of; its reader may only mark it as read.
create table public.notifications (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  user_id         uuid not null,
  type            text not null,
  title           text not null,
  message         text not null,
  is_read         boolean not null default false,
  channel         text not null default 'in_app',
  status          text not null default 'delivered',
  payload         jsonb not null default '{}',
  dedupe_key      text not null default gen_random_uuid()::text,
  attempts        int not null default 0,
  next_attempt_at timestamptz,
  sent_at         timestamptz,
  read_at         timestamptz,
  dismissed_at    timestamptz,
  last_error      text,
  created_at      timestamptz not null default private.now(),
  updated_at      timestamptz not null default now(),

  constraint notifications_belong_to_a_user foreign key (organization_id, user_id)
    references public.users (organization_id, id) on delete restrict,
  constraint notifications_key_in_organization unique (organization_id, id),
  constraint notifications_tell_once unique (user_id, channel, dedupe_key),
  constraint notifications_type_is_known check (type in (
    'student_added', 'installment_issued', 'installment_reminder_first', 'installment_reminder_final', 'installment_due',
    'installment_overdue', 'invoice_paid', 'fee_extension', 'refund_processed', 'lms_suspended', 'lms_reactivated',
    'access_expired', 'assignment_submitted', 'assignment_reviewed', 'review_sla_warning', 'content_unlocked',
    'assignment_unlocked', 'learning_item_changed', 'success_session_added', 'success_session_updated',
    'success_session_cancelled', 'success_session_reminder', 'ticket_updated', 'milestone_celebration',
    'at_risk_student_alert', 'mentor_assigned', 'student_churned', 'low_rating_alert', 'integration_error',
    'security_alert', 'job_failed', 'approval_asked', 'approval_decided')),
  constraint notifications_title_has_a_length check (length(title) between 1 and 200),
  constraint notifications_message_has_a_length check (length(message) <= 4000),
  constraint notifications_channel_is_known check (channel in ('in_app', 'email')),
  constraint notifications_status_is_known check (status in ('queued', 'sending', 'sent', 'delivered', 'failed', 'read')),
  constraint notifications_payload_is_small check (pg_column_size(payload) <= 8192),
  -- A page of this site, never another address: the bell makes a link of it.
  constraint notifications_link_stays_here check (coalesce(payload ->> 'link', '/') ~ '^/([A-Za-z0-9_-][A-Za-z0-9/_?=&.,-]*)?$'),
  constraint notifications_attempts_is_a_count check (attempts >= 0)
);
comment on table public.notifications is 'What each person is told; types and to whom are listed in sql/support/490_telling.sql.';
comment on column public.notifications.dedupe_key is
  'What makes it the same news: a second one with this key is silently skipped. Unnamed, it is never the same.';
comment on column public.notifications.payload is 'Ids, and `link`: the page that it is about.';

-- The latest of one person, for the bell and the list of them all; also serves the key's check.
create index notifications_of_user on public.notifications (organization_id, user_id, created_at, id);
-- How many are unread.
create index notifications_unread on public.notifications (organization_id, user_id)
  where not is_read and channel = 'in_app';

-- What the outbox sends next.
create index notifications_outbox on public.notifications (organization_id, next_attempt_at)
  where channel = 'email' and status = 'queued';

create trigger keep_identity before update on public.notifications
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.notifications
  for each row execute function private.keep_updated_at();
