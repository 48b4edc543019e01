-- What people did, and staff notes about them. Append-only; the source of "last activity" and of active weeks.
create table public.user_activity_logs (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  user_id         uuid not null,
  student_id      uuid,
  enrollment_id   uuid,
  activity_type   text not null check (activity_type in (
    'login', 'logout', 'page_visit', 'password_changed', 'profile_updated', 'onboarding_completed',
    'video_watched', 'module_started', 'module_completed', 'assignment_viewed', 'assignment_submitted',
    'assignment_reviewed', 'assignment_approved', 'assignment_declined', 'recording_unlocked', 'session_attended',
    'leaderboard_viewed',
    'student_created', 'course_enrolled', 'course_unenrolled', 'pathway_enrolled', 'pathway_unenrolled',
    'student_enrolled_in_batch', 'mentor_assigned', 'mentor_removed',
    'lms_status_changed', 'lms_suspended', 'lms_activated', 'drip_toggled', 'sequential_toggled',
    'invoice_created', 'invoice_paid', 'invoice_resent', 'fee_extended', 'refund_recorded',
    'user_created', 'user_updated', 'user_deactivated', 'role_changed', 'content_created', 'content_updated',
    'content_deactivated', 'session_scheduled', 'settings_updated',
    'support_ticket_created', 'support_ticket_replied', 'admin_note', 'recovery_contact')),
  occurred_at     timestamptz not null default private.now(),
  reference_table text,
  reference_id    uuid,
  metadata        jsonb not null default '{}' check (length(metadata::text) <= 10000),
  visibility      text not null default 'student' check (visibility in ('student', 'staff')),
  created_by      uuid references public.users (id),
  created_at      timestamptz not null default now(),
  foreign key (organization_id, user_id) references public.users (organization_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, enrollment_id) references public.course_enrollments (organization_id, id),
  -- what staff write about somebody is never shown to them by a forgotten flag
  check (activity_type not in ('admin_note', 'lms_suspended', 'recovery_contact') or visibility = 'staff')
);

comment on table public.user_activity_logs is 'Behaviour and staff notes; append-only, scoped through the student.';
comment on column public.user_activity_logs.user_id is 'The subject: whose activity this is.';
comment on column public.user_activity_logs.enrollment_id is
  'The enrolment a learning act counts for, set by trigger from the reference; null for every other kind.';

-- the activity screen: newest first, turned page by page from either end; with all that the policy looks at
create index user_activity_logs_newest on public.user_activity_logs (organization_id, occurred_at, id)
  include (student_id, user_id, visibility);
-- a person's time line
create index user_activity_logs_user on public.user_activity_logs (user_id, occurred_at desc);
-- one kind of act over time
create index user_activity_logs_type on public.user_activity_logs (organization_id, activity_type, occurred_at desc)
  include (student_id, user_id, visibility);
-- last activity and active weeks of an enrolment are recounted from this alone
create index user_activity_logs_enrollment on public.user_activity_logs (organization_id, enrollment_id, occurred_at)
  where enrollment_id is not null;
-- who was active on some days: with all that the policy looks at, so that the index alone answers
create index user_activity_logs_days on public.user_activity_logs (organization_id, occurred_at)
  include (enrollment_id, student_id, user_id, visibility) where enrollment_id is not null;
-- a learner's whole line, with what the policy looks at: a search counts those of many; and the notes in it
create index user_activity_logs_student on public.user_activity_logs (organization_id, student_id, occurred_at desc)
  include (user_id, visibility) where student_id is not null;
create index user_activity_logs_notes on public.user_activity_logs (student_id, occurred_at desc) where visibility = 'staff';
-- a cheap check when a user row goes
create index user_activity_logs_created_by on public.user_activity_logs (created_by) where created_by is not null;

-- Which enrolment a learning act counts for: the one it names, or the learner's place in the course
-- of the recording or assignment it names (a live place before an old one).
create function private.place_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.enrollment_id := null;  -- never the client's word
  if new.activity_type not in ('video_watched', 'module_started', 'module_completed', 'assignment_viewed',
                               'assignment_submitted', 'session_attended') then
    return new;
  end if;
  if new.reference_table = 'course_enrollments' then
    new.enrollment_id := new.reference_id;
    return new;
  end if;
  select e.id into new.enrollment_id
  from public.course_enrollments e
  where e.organization_id = new.organization_id and e.student_id = new.student_id
    and e.course_id = case new.reference_table
      when 'lesson_recordings' then
        (select l.course_id from public.lesson_recordings r
         join public.available_lessons l on l.id = r.lesson_id
         where r.organization_id = new.organization_id and r.id = new.reference_id)
      when 'assignments' then
        (select a.course_id from public.assignments a
         where a.organization_id = new.organization_id and a.id = new.reference_id)
      when 'modules' then
        (select m.course_id from public.modules m
         where m.organization_id = new.organization_id and m.id = new.reference_id)
      when 'success_sessions' then
        (select c.course_id from public.success_sessions c
         where c.organization_id = new.organization_id and c.id = new.reference_id)
      end
  order by (e.status <> 'cancelled') desc, e.enrolled_at desc, e.id
  limit 1;
  return new;
end $$;

create trigger fill_organization before insert on public.user_activity_logs
  for each row execute function private.fill_organization();
create trigger place_activity before insert on public.user_activity_logs
  for each row execute function private.place_activity();
create trigger deny_change before update or delete on public.user_activity_logs
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on public.user_activity_logs
  for each statement execute function private.deny_change();
alter table public.user_activity_logs enable always trigger deny_change;
alter table public.user_activity_logs enable always trigger deny_truncate;

-- One activity row for one act of a learner. Called by triggers and functions inside their transaction.
create function private.log_activity(
  p_organization uuid, p_student uuid, p_type text, p_table text, p_reference uuid,
  p_metadata jsonb default '{}', p_visibility text default 'student', p_at timestamptz default private.now()
) returns uuid
language sql security definer set search_path = '' as $$
  insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, reference_table,
                                         reference_id, metadata, visibility, occurred_at, created_by)
  select s.organization_id, s.user_id, s.id, p_type, p_table, p_reference, p_metadata, p_visibility, p_at, private.actor_id()
  from public.students s where s.organization_id = p_organization and s.id = p_student
  returning id
$$;
revoke all on function private.log_activity from public;
grant execute on function private.log_activity to growthos_operations;
