-- Repeatable. What the pages of oversight and growth hear of: that something was done, for the office of the
-- organisation, and for whoever did it. Nothing of what it was.

create or replace function private.tell_deeds() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  topic constant text := tg_table_name;
  person constant text := tg_argv[0];
  this constant bigint := pg_current_xact_id()::text::bigint;
  organizations uuid[];
begin
  with told as (  -- what this transaction told before is not told again
    insert into dashboard.live_changes (organization_id, topic, person_id, changed_in)
      select distinct n.organization_id, topic, null::uuid, this from new_rows as n
      union
      select distinct n.organization_id, topic, (to_jsonb(n) ->> person)::uuid, this from new_rows as n where person <> ''
      on conflict do nothing returning organization_id)
    select coalesce(array_agg(distinct t.organization_id), '{}') into organizations from told as t;
  perform private.tell(o.id, topic) from unnest(organizations) as o (id);
  return null;
end $$;

-- A sign-in that only says every minute that it is still here is no news; its end is.
create or replace function private.tell_ended() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into dashboard.live_changes (organization_id, topic, changed_in)
    select distinct n.organization_id, tg_table_name, pg_current_xact_id()::text::bigint
    from new_rows as n join old_rows as o on o.id = n.id where n.ended_at is distinct from o.ended_at
    on conflict do nothing;
  perform private.tell(ended.id, tg_table_name) from (
    select distinct n.organization_id as id from new_rows as n join old_rows as o on o.id = n.id
    where n.ended_at is distinct from o.ended_at) as ended;
  return null;
end $$;

-- A note of staff on a student is news for the student's mentor, too, whose page shows it.
create or replace function private.tell_noted() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from new_rows as n where n.activity_type = 'admin_note') then
    insert into dashboard.live_changes (organization_id, topic, mentor_id, changed_in)
      select distinct n.organization_id, tg_table_name, s.mentor_id, pg_current_xact_id()::text::bigint
      from new_rows as n join public.students as s on s.organization_id = n.organization_id and s.id = n.student_id
      where n.activity_type = 'admin_note' and s.mentor_id is not null
      on conflict do nothing;
    perform private.tell(noted.id, tg_table_name)
      from (select distinct n.organization_id as id from new_rows as n where n.activity_type = 'admin_note') as noted;
  end if;
  return null;
end $$;
revoke all on function private.tell_deeds(), private.tell_ended(), private.tell_noted() from public;

do $$
declare
  told record;
begin
  for told in
    select * from (values
      ('admin_logs', 'admin_id'), ('user_activity_logs', 'created_by'), ('user_sessions', ''), ('error_logs', ''),
      ('company_settings', ''), ('feature_flags', '')) as x (source, person)
  loop
    continue when to_regclass('public.' || told.source) is null;
    execute format('create or replace trigger tell_added after insert on public.%I referencing new table as new_rows
      for each statement execute function private.tell_deeds(%L)', told.source, told.person);
    if told.source not in ('admin_logs', 'user_activity_logs', 'user_sessions') then
      execute format('create or replace trigger tell_changed after update on public.%I referencing new table as new_rows
        for each statement execute function private.tell_deeds(%L)', told.source, told.person);
    end if;
  end loop;
end $$;
create or replace trigger tell_changed after update on public.user_sessions
  referencing old table as old_rows new table as new_rows for each statement execute function private.tell_ended();
create or replace trigger tell_noted after insert on public.user_activity_logs
  referencing new table as new_rows for each statement execute function private.tell_noted();
create or replace trigger tell_added after insert on dashboard.job_runs
  referencing new table as new_rows for each statement execute function private.tell_deeds('');
create or replace trigger tell_changed after update on dashboard.job_runs
  referencing new table as new_rows for each statement execute function private.tell_deeds('');
