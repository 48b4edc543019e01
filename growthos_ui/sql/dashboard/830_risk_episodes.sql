-- When a learner was at risk, of what, and how it ended. Days at risk and who recovered are counted from these rows alone:
-- computed on the fly, nobody would ever have recovered.
create table dashboard.risk_episodes (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid,
  opened_on       date not null,
  closed_on       date,
  why_closed      text check (why_closed in ('learner', 'team', 'left', 'rules')),
  never_started   boolean not null default false,
  reasons         jsonb not null check (jsonb_typeof(reasons) = 'object' and reasons <> '{}'),
  quiet_nights    int not null default 0 check (quiet_nights >= 0),
  checked_on      date not null,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  foreign key (organization_id, student_id) references public.students (organization_id, id),
  check ((closed_on is null) = (why_closed is null)),
  check (closed_on >= opened_on)
);
comment on table dashboard.risk_episodes is 'Times in which a learner was at risk, one open each.';
comment on column dashboard.risk_episodes.opened_on is 'The first day on which one of the reasons held; of one who never started, the day of the access.';
comment on column dashboard.risk_episodes.reasons is
  'Each reason with what was measured and what the setting needed, as of checked_on: {"no_login": {"value": 9, "needed": 7}}.';
comment on column dashboard.risk_episodes.why_closed is
  'team: somebody wrote or noted something meanwhile; learner: nobody did; left: no candidate any more; rules: the settings changed.';
comment on column dashboard.risk_episodes.quiet_nights is 'Nights in a row without a reason; the second one closes it.';

-- one open episode each
create unique index risk_episodes_one_open on dashboard.risk_episodes (organization_id, student_id) where closed_on is null;
-- the list: what is open, longest first
create index risk_episodes_open on dashboard.risk_episodes (organization_id, opened_on, id) where closed_on is null;
-- a learner's past, and what ended just now and may go on
create index risk_episodes_student on dashboard.risk_episodes (organization_id, student_id, closed_on);
-- how they ended over time
create index risk_episodes_closed on dashboard.risk_episodes (organization_id, closed_on, id) where closed_on is not null;
-- what a mentor may see, as the policy asks it; a learner's own account
create index risk_episodes_mentor on dashboard.risk_episodes (organization_id, mentor_id, opened_on, id);
create index risk_episodes_user on dashboard.risk_episodes (user_id);

create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on dashboard.risk_episodes for each row execute function private.fill_scope();
create trigger keep_identity before update on dashboard.risk_episodes
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on dashboard.risk_episodes
  for each row execute function private.keep_updated_at();
