-- A learner. Everything that is about learning, money or mentoring hangs on this row; the account
-- behind it (users) only says who the person is.
create table public.students (
  id                      uuid primary key default gen_random_uuid(),
  organization_id         uuid not null references public.organizations on delete restrict,
  user_id                 uuid not null,
  mentor_id               uuid,
  student_code            text collate "C" not null,
  full_name               text not null,
  name_key                text collate "C" not null generated always as (lower(full_name)) stored,
  company_name            text,
  phone_number            text,
  goal_brief              text,
  enrollment_date         date not null,
  course_access           boolean not null default false,
  lms_status              text not null default 'inactive',
  lms_status_source       text,
  fees_cleared            boolean not null default false,
  onboarding_completed    boolean not null default false,
  recovery_status         text not null default 'active',
  suspended_at            timestamptz,
  suspend_on              date,
  auto_unsuspend_on       date,
  suspension_reason       text,
  suspension_scheduled_by uuid references public.users on delete restrict,
  created_at              timestamptz not null default now(),
  updated_at              timestamptz not null default now(),

  constraint students_key_in_organization unique (organization_id, id),
  constraint students_code_is_unique unique (organization_id, student_code),
  constraint students_are_one_user_each unique (user_id),
  constraint students_belong_to_a_user foreign key (organization_id, user_id)
    references public.users (organization_id, id) on delete restrict,
  constraint students_mentor_is_a_user foreign key (organization_id, mentor_id)
    references public.users (organization_id, id) on delete restrict,
  constraint students_lms_status_is_known
    check (lms_status in ('inactive', 'active', 'suspended', 'complete', 'dropout', 'refunded')),
  constraint students_lms_status_source_is_known check (lms_status_source in
    ('fees', 'manual', 'scheduled', 'access_expired', 'unpaid_onboarding', 'refund', 'completion')),
  constraint students_recovery_status_is_known
    check (recovery_status in ('active', 'inactive', 'recovering', 'recovered', 'churned')),
  constraint students_suspension_ends_after_it_begins check (auto_unsuspend_on > suspend_on),
  constraint students_suspension_has_real_days check (greatest(suspend_on, auto_unsuspend_on) <= '2199-12-31'),
  constraint students_suspension_has_a_reason check (suspend_on is null or suspension_reason is not null)
);
comment on column public.students.full_name is 'A copy of users.full_name, kept by trigger.';
comment on column public.students.mentor_id is 'The open row of student_mentor_assignments, kept by trigger and copied to every row of the learner.';
comment on column public.students.course_access is 'True only while content can be reached.';

-- The account's own row, and the composite key's check.
create index students_of_user on public.students (organization_id, user_id);
-- A mentor's learners: the path of every mentor's policy.
create index students_of_mentor on public.students (organization_id, mentor_id, id);
create index students_by_status on public.students (organization_id, lms_status, id);
create index students_by_enrollment_date on public.students (organization_id, enrollment_date desc, id);
create index students_by_name on public.students (organization_id, name_key, id);
-- What the daily job suspends.
create index students_to_suspend on public.students (organization_id, suspend_on) where suspend_on is not null;
create index students_by_suspender on public.students (suspension_scheduled_by);

create trigger prepare_student before insert on public.students
  for each row execute function private.prepare_student();
create trigger fill_organization before insert on public.students
  for each row execute function private.fill_organization();
create trigger keep_identity before update on public.students
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.students
  for each row execute function private.keep_updated_at();
create trigger require_mentor before insert or update of mentor_id on public.students
  for each row execute function private.require_mentor();
create trigger move_mentor after update of mentor_id on public.students
  for each row when (old.mentor_id is distinct from new.mentor_id)
  execute function private.move_mentor();
