-- One learner in one course: what was bought, whether it is live, and how far it has come.
create table public.course_enrollments (
  id                   uuid primary key default gen_random_uuid(),
  organization_id      uuid not null references public.organizations (id),
  student_id           uuid not null,
  user_id              uuid not null,
  mentor_id            uuid,
  course_id            uuid not null,
  batch_id             uuid,
  source               text not null default 'direct' check (source in ('direct', 'pathway')),
  parent_enrollment_id uuid,
  status               text not null default 'active' check (status in ('active', 'completed', 'paused', 'cancelled')),
  enrolled_at          timestamptz not null default private.now(),
  completed_at         timestamptz,
  access_expires_at    timestamptz,
  progress_percentage  int check (progress_percentage between 0 and 100),
  payment_status       text not null default 'pending'
                       check (payment_status in ('pending', 'partial', 'paid', 'waived', 'refunded')),
  list_price           numeric(15, 3) not null check (list_price >= 0),
  discount_amount      numeric(15, 3) not null default 0 check (discount_amount >= 0),
  discount_percentage  numeric(6, 3) not null default 0 check (discount_percentage between 0 and 100),
  final_price          numeric(15, 3) not null check (final_price >= 0),
  currency             char(3) not null check (currency ~ '^[A-Z]{3}$'),
  sequential_override  boolean,
  drip_override        boolean,
  enrolled_by          uuid references public.users (id),
  origin               text not null default 'app' check (origin in ('app', 'import')),
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id),
  foreign key (organization_id, course_id, batch_id) references public.batches (organization_id, course_id, id),
  foreign key (organization_id, parent_enrollment_id) references public.course_enrollments (organization_id, id),
  -- a part of a pathway is billed by its parent, anything else by itself
  check ((source = 'pathway') = (parent_enrollment_id is not null)),
  check (completed_at is null or status <> 'active'),
  -- one kind of discount, never both
  check (discount_amount = 0 or discount_percentage = 0)
  -- room on the page: progress_percentage changes often and is in no index
) with (fillfactor = 85);

comment on table public.course_enrollments is 'A learner''s place in a course.';
comment on column public.course_enrollments.user_id is 'The learner''s user, copied from students by trigger.';
comment on column public.course_enrollments.mentor_id is 'The learner''s present mentor, copied from students by trigger.';
comment on column public.course_enrollments.progress_percentage is
  'Kept by private.recount_progress; null while nothing is in scope.';
comment on column public.course_enrollments.payment_status is
  'Until finance exists this alone says whether access is settled: partial, paid and waived open it.';
comment on column public.course_enrollments.origin is 'import: brought in from elsewhere, content checks waived.';

-- one live place per learner and course; a cancelled one may be followed by another
create unique index course_enrollments_one_live on public.course_enrollments (organization_id, student_id, course_id)
  where status <> 'cancelled';
-- a course's roster, and all recounts that start from a course
create index course_enrollments_course on public.course_enrollments (organization_id, course_id, status);
-- a learner's places, recounts that start from a learner, and the mentor move
create index course_enrollments_student on public.course_enrollments (organization_id, student_id, status);
-- what a mentor may see, as the policy asks it
create index course_enrollments_mentor on public.course_enrollments (organization_id, mentor_id, batch_id);
-- what a learner may see of their own
create index course_enrollments_user on public.course_enrollments (user_id);
-- a batch's roster; the expiry job; a cheap check when a parent or a user row goes
create index course_enrollments_batch on public.course_enrollments (organization_id, batch_id);
-- places that cost something, for what is billed of them
create index course_enrollments_owing on public.course_enrollments (organization_id, status) where payment_status <> 'waived' and source = 'direct';
create index course_enrollments_expiry on public.course_enrollments (organization_id, access_expires_at) where status = 'active' and origin = 'app';
create index course_enrollments_parent on public.course_enrollments (organization_id, parent_enrollment_id)
  where parent_enrollment_id is not null;
create index course_enrollments_enrolled_by on public.course_enrollments (enrolled_by);

create trigger keep_identity before update on public.course_enrollments
  for each row execute function private.keep_identity();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.course_enrollments for each row execute function private.fill_scope();
create trigger keep_updated_at before update on public.course_enrollments
  for each row execute function private.keep_updated_at();
