-- Repeatable. What open pages hear of: after each statement, which table changed, for whom, and one notification
-- {"t": table, "o": organisation}. PostgreSQL folds equal ones of a transaction, so a thousand changes are told once.

create or replace function private.tell_changes() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  topic constant text := tg_table_name;
  organization uuid;
  organizations uuid[];
begin
  if tg_op = 'INSERT' then
    insert into dashboard.live_changes (organization_id, topic, mentor_id, changed_in)
      select distinct n.organization_id, topic, n.mentor_id, pg_current_xact_id()::text::bigint from new_rows as n
      on conflict do nothing;
    organizations := array(select distinct n.organization_id from new_rows as n);
  elsif tg_op = 'DELETE' then
    insert into dashboard.live_changes (organization_id, topic, mentor_id, changed_in)
      select distinct o.organization_id, topic, o.mentor_id, pg_current_xact_id()::text::bigint from old_rows as o
      on conflict do nothing;
    organizations := array(select distinct o.organization_id from old_rows as o);
  else  -- a learner who was moved has gone from one mentor and come to another
    insert into dashboard.live_changes (organization_id, topic, mentor_id, changed_in)
      select d.organization_id, topic, d.mentor_id, pg_current_xact_id()::text::bigint
      from (select n.organization_id, n.mentor_id from new_rows as n union select o.organization_id, o.mentor_id from old_rows as o) as d
      on conflict do nothing;
    organizations := array(select distinct n.organization_id from new_rows as n);
  end if;
  foreach organization in array organizations loop
    perform private.tell(organization, topic);
  end loop;
  return null;
end $$;

-- Notifies, and forgets what is superseded by this transaction. Rows that another transaction is about to forget
-- are left to it: nobody waits here.
create or replace function private.tell(p_organization uuid, p_topic text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  this constant bigint := pg_current_xact_id()::text::bigint;
begin
  delete from dashboard.live_changes as c where c.ctid = any (array(
    select old.ctid from dashboard.live_changes as old
    join dashboard.live_changes as new on new.organization_id = old.organization_id and new.topic = old.topic
      and (new.mentor_id, new.person_id) is not distinct from (old.mentor_id, old.person_id) and new.changed_in = this
    where old.organization_id = p_organization and old.topic = p_topic and old.changed_in <> this
    for update of old skip locked));
  perform pg_notify('growthos_rows', json_build_object('t', p_topic, 'o', p_organization)::text);
end $$;

-- Only tables that an open screen shows: everything else changes without a word.
do $$
declare
  told text;
begin
  foreach told in array array['dashboard.student_progress', 'dashboard.learner_weeks', 'public.student_assignments'] loop
    execute format('create or replace trigger tell_added after insert on %s referencing new table as new_rows
      for each statement execute function private.tell_changes()', told);
    execute format('create or replace trigger tell_changed after update on %s referencing old table as old_rows new table as new_rows
      for each statement execute function private.tell_changes()', told);
    execute format('create or replace trigger tell_removed after delete on %s referencing old table as old_rows
      for each statement execute function private.tell_changes()', told);
  end loop;
end $$;

revoke all on function private.tell(uuid, text) from public;

-- Has anything of these tables changed that the caller may see, since this snapshot? Then the snapshot to ask with the
-- next time; null when nothing has. Runs as the caller: the policies of live_changes decide.
create or replace function private.changed_since(p_topics text[], p_since text) returns text
language sql stable set search_path = '' as $$
  select pg_current_snapshot()::text
  where p_since is null or exists (
    select from dashboard.live_changes as c
    where c.topic = any (p_topics) and not pg_visible_in_snapshot(c.changed_in::text::xid8, p_since::pg_snapshot))
$$;
revoke all on function private.changed_since(text[], text) from public;
grant execute on function private.changed_since(text[], text) to authenticated;
