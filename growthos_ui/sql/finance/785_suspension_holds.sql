-- A learner who would lose access for money keeps it until a day, for a reason: the family is on the phone, the transfer is on
-- its way. Asked by the job that suspends; everything else, the due days above all, stays as it is.
create table dashboard.suspension_holds (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  student_id      uuid not null,
  until           date not null,
  reason          text not null,
  held_by         uuid not null default private.actor_id() references public.users (id),
  created_at      timestamptz not null default private.now(),
  lifted_by       uuid references public.users (id),
  lifted_at       timestamptz,

  foreign key (organization_id, student_id) references public.students (organization_id, id),
  constraint suspension_holds_reason_is_short check (length(btrim(reason)) between 3 and 500),
  check (lifted_at is not null or lifted_by is null)
);
comment on table dashboard.suspension_holds is 'Learners who are not suspended for money until a day, with the reason.';
comment on column dashboard.suspension_holds.until is 'The last day on which nobody is suspended for it.';
comment on column dashboard.suspension_holds.lifted_at is 'When it was taken back, or another took its place.';

-- one that holds for each learner
create unique index suspension_holds_one on dashboard.suspension_holds (organization_id, student_id) where lifted_at is null;
-- the holds of a learner, the latest first
create index suspension_holds_student on dashboard.suspension_holds (organization_id, student_id, created_at desc);
-- a cheap check when a user row goes
create index suspension_holds_held_by on dashboard.suspension_holds (held_by);
create index suspension_holds_lifted_by on dashboard.suspension_holds (lifted_by) where lifted_by is not null;

create trigger keep_identity before update on dashboard.suspension_holds
  for each row execute function private.keep_identity();
