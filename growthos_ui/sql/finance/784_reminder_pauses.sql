-- A learner whom no reminder reaches for a while, always with a last day: a promise, a hardship, a dispute. The ladder of
-- reminders goes on with its next step afterwards, because what was sent is remembered at the part.
create table dashboard.reminder_pauses (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  starts_on       date not null,
  ends_on         date not null,
  reason          text not null check (length(btrim(reason)) between 1 and 2000),
  ended_on        date,
  ended_by        uuid references public.users (id),
  made_by         uuid not null default private.actor_id() references public.users (id),
  made_at         timestamptz not null default private.now(),
  unique (organization_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  check (ends_on >= starts_on),
  check (ended_on between starts_on and ends_on),
  check ((ended_on is null) = (ended_by is null))
);

comment on table dashboard.reminder_pauses is 'Stretches of days on which a learner gets no reminder.';
comment on column dashboard.reminder_pauses.ends_on is 'The last day of it.';
comment on column dashboard.reminder_pauses.ended_on is 'The day from which reminders went out again, where somebody ended it before its last day.';

-- what holds on a day, of a learner and of everybody
create index reminder_pauses_student on dashboard.reminder_pauses (organization_id, student_id, ends_on)
  include (starts_on, ended_on);
-- cheap checks when a user row goes
create index reminder_pauses_made_by on dashboard.reminder_pauses (made_by);
create index reminder_pauses_ended_by on dashboard.reminder_pauses (ended_by);

create trigger fill_organization before insert on dashboard.reminder_pauses
  for each row execute function private.fill_organization();
create trigger keep_identity before update on dashboard.reminder_pauses
  for each row execute function private.keep_identity();
