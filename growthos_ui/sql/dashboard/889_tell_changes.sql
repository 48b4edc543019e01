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

-- What a person was told is theirs alone: nobody else's page asks. A school of thousands is told in one statement, and a night tells
-- thousands, one after the other: only what these people heard before is looked for.
create or replace function private.tell_addressed() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  told record;
begin
  for told in
    with added as (
      insert into dashboard.live_changes (organization_id, topic, person_id, changed_in)
        select distinct n.organization_id, tg_table_name, n.user_id, pg_current_xact_id()::text::bigint from new_rows as n
        on conflict do nothing returning organization_id, person_id)
    select a.organization_id, array_agg(a.person_id) as people from added as a group by a.organization_id
  loop
    perform private.forget_told(told.organization_id, tg_table_name, '{}', told.people, false);
    perform pg_notify('growthos_rows', json_build_object('t', tg_table_name, 'o', told.organization_id)::text);
  end loop;
  return null;
end $$;

-- What is taught is seen by everybody who works here.
create or replace function private.tell_taught() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  organizations uuid[];
begin
  if tg_op = 'DELETE' then
    organizations := array(select distinct o.organization_id from old_rows as o);
  else
    organizations := array(select distinct n.organization_id from new_rows as n);
  end if;
  insert into dashboard.live_changes (organization_id, topic, for_team, changed_in)
    select o.id, tg_table_name, true, pg_current_xact_id()::text::bigint from unnest(organizations) as o (id)
    on conflict do nothing;
  perform private.tell(o.id, tg_table_name) from unnest(organizations) as o (id);
  return null;
end $$;

-- A ticket that was given to somebody is theirs, too, whoever's mentor they are: so hears who has it, and who had it.
create or replace function private.tell_assigned() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  organizations uuid[];
begin
  with told as (
    insert into dashboard.live_changes (organization_id, topic, person_id, changed_in)
      select d.organization_id, tg_table_name, d.assigned_to, pg_current_xact_id()::text::bigint
      from (select n.organization_id, n.assigned_to from new_rows as n
            union select o.organization_id, o.assigned_to from old_rows as o) as d
      where d.assigned_to is not null
      on conflict do nothing returning organization_id)
    select coalesce(array_agg(distinct t.organization_id), '{}') into organizations from told as t;
  perform private.tell(o.id, tg_table_name) from unnest(organizations) as o (id);
  return null;
end $$;

-- What is said on a ticket is heard at the desk, by the mentor of its student and by whoever has it.
create or replace function private.tell_said() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  organizations uuid[];
begin
  with said as (
    select t.organization_id, t.mentor_id, t.assigned_to from new_rows as n
    join public.support_tickets as t on t.organization_id = n.organization_id and t.id = n.ticket_id
  ), told as (
    insert into dashboard.live_changes (organization_id, topic, mentor_id, person_id, changed_in)
      select s.organization_id, tg_table_name, s.mentor_id, null, pg_current_xact_id()::text::bigint from said as s
      union select s.organization_id, tg_table_name, null, s.assigned_to, pg_current_xact_id()::text::bigint from said as s
        where s.assigned_to is not null
      on conflict do nothing returning organization_id)
    select coalesce(array_agg(distinct t.organization_id), '{}') into organizations from told as t;
  perform private.tell(o.id, tg_table_name) from unnest(organizations) as o (id);
  return null;
end $$;

-- Money is the office's: a change of it bears no mentor, so that theirs hears nothing. What this transaction told before is not told again:
-- a night writes thousands of rows, one after the other.
create or replace function private.tell_money() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  organizations uuid[];
begin
  with told as (
    insert into dashboard.live_changes (organization_id, topic, changed_in)
      select distinct n.organization_id, tg_table_name, pg_current_xact_id()::text::bigint from new_rows as n
      on conflict do nothing returning organization_id)
    select coalesce(array_agg(t.organization_id), '{}') into organizations from told as t;
  perform private.tell(o.id, tg_table_name) from unnest(organizations) as o (id);
  return null;
end $$;

-- Forgets what was told before of a topic to these mentors, to these people, or to nobody in particular. Rows that another transaction
-- is about to forget are left to it: nobody waits here. Always by the index: what the planner knows of the table is from before this
-- transaction, which may have told thousands.
create or replace function private.forget_told(p_organization uuid, p_topic text, p_mentors uuid[], p_people uuid[], p_others boolean) returns void
language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
declare
  this constant bigint := pg_current_xact_id()::text::bigint;
begin
  delete from dashboard.live_changes as c where c.ctid = any (
    array(select old.ctid from dashboard.live_changes as old
          where old.organization_id = p_organization and old.topic = p_topic and old.mentor_id = any (p_mentors) and old.person_id is null
            and old.changed_in <> this for update skip locked)
    || array(select old.ctid from dashboard.live_changes as old
             where old.organization_id = p_organization and old.topic = p_topic and old.mentor_id is null and old.person_id = any (p_people)
               and old.changed_in <> this for update skip locked)
    || array(select old.ctid from dashboard.live_changes as old
             where p_others and old.organization_id = p_organization and old.topic = p_topic and old.mentor_id is null and old.person_id is null
               and old.changed_in <> this for update skip locked));
end $$;

-- Notifies, and forgets what is superseded by this transaction.
create or replace function private.tell(p_organization uuid, p_topic text) returns void
language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
declare
  mentors uuid[];
  people uuid[];
  others boolean;
begin
  select coalesce(array_agg(c.mentor_id) filter (where c.mentor_id is not null), '{}'),
         coalesce(array_agg(c.person_id) filter (where c.person_id is not null), '{}'),
         bool_or(c.mentor_id is null and c.person_id is null)
    into mentors, people, others
    from dashboard.live_changes as c
    where c.organization_id = p_organization and c.topic = p_topic and c.changed_in = pg_current_xact_id()::text::bigint;
  perform private.forget_told(p_organization, p_topic, mentors, people, others);
  perform pg_notify('growthos_rows', json_build_object('t', p_topic, 'o', p_organization)::text);
end $$;

-- Only tables that an open screen shows: everything else changes without a word.
do $$
declare
  told record;
begin
  for told in
    select * from (values
      ('dashboard.student_progress',  'private.tell_changes'),
      ('dashboard.learner_weeks',     'private.tell_changes'),
      ('dashboard.cohort_figures',    'private.tell_changes'),
      ('dashboard.recording_figures', 'private.tell_changes'),
      ('public.student_assignments',  'private.tell_changes'),
      ('public.student_recordings',   'private.tell_changes'),
      ('public.sequential_unlocks',   'private.tell_changes'),
      ('public.course_enrollments',   'private.tell_changes'),
      ('public.support_tickets',      'private.tell_changes'),
      ('public.courses',              'private.tell_taught'),
      ('public.success_sessions',     'private.tell_taught'),
      ('public.session_attendance',   'private.tell_taught'),
      ('public.modules',              'private.tell_taught'),
      ('public.lesson_recordings',    'private.tell_taught'),
      ('public.batches',              'private.tell_taught')) as x (source, teller)
  loop
    execute format('create or replace trigger tell_added after insert on %s referencing new table as new_rows
      for each statement execute function %s()', told.source, told.teller);
    execute format('create or replace trigger tell_changed after update on %s referencing old table as old_rows new table as new_rows
      for each statement execute function %s()', told.source, told.teller);
    execute format('create or replace trigger tell_removed after delete on %s referencing old table as old_rows
      for each statement execute function %s()', told.source, told.teller);
  end loop;
end $$;
create or replace trigger tell_added after insert on public.notifications
  referencing new table as new_rows for each statement execute function private.tell_addressed();
create or replace trigger tell_changed after update on public.notifications
  referencing new table as new_rows for each statement execute function private.tell_addressed();
create or replace trigger tell_assigned after update on public.support_tickets
  referencing old table as old_rows new table as new_rows for each statement execute function private.tell_assigned();
create or replace trigger tell_added after insert on public.support_ticket_replies
  referencing new table as new_rows for each statement execute function private.tell_said();
create or replace trigger tell_added after insert on public.invoices
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on public.invoices
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on public.installment_plans
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on public.installment_plans
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on public.installment_payments
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.documents
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.outbox
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on dashboard.outbox
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.promises
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on dashboard.promises
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.collection_contacts
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.reminder_pauses
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on dashboard.reminder_pauses
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.suspension_holds
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on dashboard.suspension_holds
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.money_approvals
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on dashboard.money_approvals
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.month_acts
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.imports
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on dashboard.imports
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_added after insert on dashboard.bank_lines
  referencing new table as new_rows for each statement execute function private.tell_money();
create or replace trigger tell_changed after update on dashboard.bank_lines
  referencing new table as new_rows for each statement execute function private.tell_money();

revoke all on function private.forget_told(uuid, text, uuid[], uuid[], boolean), private.tell(uuid, text), private.tell_changes(), private.tell_addressed(), private.tell_taught(),
  private.tell_assigned(), private.tell_said(), private.tell_money() from public;

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
