-- The audit: who changed what, when, on whose record. Written in the same transaction as the change, never edited.
create table public.admin_logs (
  id                uuid primary key default gen_random_uuid(),
  organization_id   uuid not null references public.organizations (id),
  "timestamp"       timestamptz not null default private.now(),
  admin_id          uuid references public.users (id),
  on_behalf_of      uuid,
  actor_role        text check (actor_role in ('superadmin', 'admin', 'enrollment_manager', 'mentor', 'student')),
  action            text not null check (action ~ '^[a-z][a-z_]*(\.[a-z_]+)?$'),
  table_name        text not null,
  record_id         uuid,
  target_student_id uuid,
  old_values        jsonb,
  new_values        jsonb,
  description       text not null check (length(btrim(description)) > 0),
  sensitivity       text not null default 'normal' check (sensitivity in ('normal', 'restricted')),
  ip_address        inet,
  session_id        uuid,
  request_id        text,
  foreign key (organization_id, target_student_id) references public.students (organization_id, id)
);

comment on table public.admin_logs is 'Audit of changes; append-only.';
comment on column public.admin_logs.admin_id is 'Who did it; null means a job or an import.';
comment on column public.admin_logs.on_behalf_of is 'As whom the actor looked at the dashboard just then, where it was somebody else; no key: a copy from the sign-in, which must never refuse a line.';
comment on column public.admin_logs.request_id is 'The transaction, by the id that stands beside its failure in the log.';
comment on column public.admin_logs.action is 'One of the documented audit actions, "job.<name>" for jobs.';
comment on column public.admin_logs.old_values is 'Changed columns only, secrets removed.';
comment on column public.admin_logs.session_id is 'The sign-in (user_sessions) it was done under; no key, so that sign-ins can be purged.';

-- the audit screen: newest first, turned page by page from either end
create index admin_logs_newest on public.admin_logs (organization_id, "timestamp", id) include (admin_id, sensitivity);
-- all of it by what the policy looks at: small, since most entries share it, and so the way to count everything
create index admin_logs_kept on public.admin_logs (organization_id, sensitivity, admin_id);
-- the history of one record
create index admin_logs_record on public.admin_logs (organization_id, table_name, record_id);
-- what one person did; what was done about one learner; one kind of act
create index admin_logs_admin on public.admin_logs (admin_id, "timestamp", id) include (organization_id, sensitivity);
create index admin_logs_student on public.admin_logs (organization_id, target_student_id, "timestamp" desc)
  where target_student_id is not null;
create index admin_logs_action on public.admin_logs (organization_id, action, "timestamp" desc);

-- Under which sign-in, from where, as whom, in which request: from the transaction itself, whoever writes the line.
create function private.place_audit() returns trigger
language plpgsql security definer set search_path = '' set enable_nestloop = on as $$
declare
  here record;
begin
  new.request_id := left(coalesce(new.request_id, nullif(current_setting('growthos.request_id', true), '')), 64);
  new.session_id := coalesce(new.session_id, private.sign_in_id());
  if new.session_id is not null then
    select s.ip_address, c.view_as_user_id into here
      from public.user_sessions as s left join dashboard.sign_in_context as c on c.sign_in_id = s.id
      where s.id = new.session_id;
    new.ip_address := coalesce(new.ip_address, here.ip_address);
    new.on_behalf_of := here.view_as_user_id;
  end if;
  return new;
end $$;

create trigger place_audit before insert on public.admin_logs
  for each row execute function private.place_audit();
create trigger fill_organization before insert on public.admin_logs
  for each row execute function private.fill_organization();
create trigger deny_change before update or delete on public.admin_logs
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on public.admin_logs
  for each statement execute function private.deny_change();
-- "always": also while replication or a restore has switched ordinary triggers off
alter table public.admin_logs enable always trigger deny_change;
alter table public.admin_logs enable always trigger deny_truncate;

-- One audit row for one act, as the acting person. Called by functions that change data, inside their transaction.
create function private.log_admin_action(
  p_organization uuid, p_action text, p_table text, p_record uuid, p_description text,
  p_old jsonb default null, p_new jsonb default null, p_student uuid default null, p_sensitivity text default 'normal'
) returns uuid
language sql security definer set search_path = '' as $$
  insert into public.admin_logs (organization_id, admin_id, actor_role, action, table_name, record_id,
                                 description, old_values, new_values, target_student_id, sensitivity)
  select p_organization, a.id, u.role, p_action, p_table, p_record,
         p_description, p_old, p_new, p_student, p_sensitivity
  from (select private.actor_id() as id) a
  left join public.users u on u.id = a.id
  returning id
$$;
revoke all on function private.log_admin_action from public;
grant execute on function private.log_admin_action to growthos_operations;
