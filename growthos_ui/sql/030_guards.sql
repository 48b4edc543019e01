-- Repeatable. What many tables share: trigger functions that keep times, tenants, scopes and
-- history true. They belong to the owner, because an invoker would only see part of the truth.

-- T1: updated_at.
create or replace function private.keep_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;

-- The last editor: whoever acts. A job or an import has none, and leaves who was there.
create or replace function private.keep_editor() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.updated_by := coalesce(private.actor_id(), new.updated_by);
  return new;
end $$;

-- Whether a text is the address of one box: no name around it, no blank, none of the signs that mean something in a header, and none that
-- nobody sees, with which one address would be two.
create or replace function private.is_address(p_text text) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select length(p_text) <= 254 and p_text ~ '^[^][@[:space:][:cntrl:]<>(),;:"\\]+@[^][@[:space:][:cntrl:]<>(),;:"\\.]+(\.[^][@[:space:][:cntrl:]<>(),;:"\\.]+)+$'
    and p_text !~ '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]'
$$;
revoke all on function private.is_address(text) from public;
grant execute on function private.is_address(text) to growthos_operations;

-- T2: a row without an organisation belongs to the actor's. Another tenant's is refused by the policies.
create or replace function private.fill_organization() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.organization_id := coalesce(new.organization_id, private.org_id());
  return new;
end $$;

-- T3: a row never moves to another organisation and never changes its key.
create or replace function private.keep_identity() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.organization_id, new.id) is distinct from (old.organization_id, old.id) then
    raise exception 'row.identity_is_fixed'
      using errcode = '42501', detail = jsonb_build_object('table', tg_table_name)::text;
  end if;
  return new;
end $$;

-- T21: history is written once. Statement triggers with this function are ENABLE ALWAYS, so that
-- they hold for the owner and under session_replication_role too.
create or replace function private.deny_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'row.append_only'
    using errcode = '42501', detail = jsonb_build_object('table', tg_table_name, 'act', lower(tg_op))::text;
end $$;

-- The scope of a learner's row: organisation, the learner's account, the mentor. What the client
-- says is overwritten; a learner of another organisation is as missing as one who does not exist.
-- Attach as: before insert or update of student_id, organization_id, user_id, mentor_id … for each row.
create or replace function private.fill_scope() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.organization_id is null then  -- most say it: of half a million rows the question alone took seconds
    new.organization_id := coalesce(private.org_id(), (select s.organization_id from public.students as s where s.id = new.student_id));
  end if;
  select s.user_id, s.mentor_id into new.user_id, new.mentor_id
    from public.students as s
    where s.organization_id = new.organization_id and s.id = new.student_id;
  if not found then
    raise exception 'people.student_missing' using errcode = '23503';
  end if;
  return new;
end $$;

-- A learner who gets another mentor takes every row along. The tables are those whose rows
-- fill_scope fills: attaching that trigger is the registration.
create or replace function private.move_mentor() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  where_from constant text := 'where organization_id = $2 and student_id = $3 and mentor_id is distinct from $1';
  question text;
  child text;
begin
  -- All tables are asked at once, and one with nothing to move is left alone: an update of no row still has its triggers run,
  -- which for learners who are new took longer than everything else about them.
  select string_agg(format('select %1$L where exists (select from %1$s %2$s)', t.name, where_from), ' union all ' order by t.name)
  into question
  from (select distinct g.tgrelid::regclass as name from pg_catalog.pg_trigger as g
        where g.tgfoid = 'private.fill_scope()'::regprocedure and not g.tgisinternal) as t;
  for child in execute question using new.mentor_id, new.organization_id, new.id loop
    execute format('update %s set mentor_id = $1 %s', child, where_from) using new.mentor_id, new.organization_id, new.id;
  end loop;
  return null;
end $$;

-- One mentor per student: students.mentor_id follows the open row of student_mentor_assignments.
create or replace function private.follow_mentor_assignment() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  about record := case when tg_op = 'DELETE' then old else new end;
  current_mentor uuid;
begin
  select a.mentor_id into current_mentor
    from public.student_mentor_assignments as a
    where a.organization_id = about.organization_id and a.student_id = about.student_id and a.ended_at is null;
  update public.students as s set mentor_id = current_mentor
    where s.organization_id = about.organization_id and s.id = about.student_id
      and s.mentor_id is distinct from current_mentor;
  return null;
end $$;

-- A mentor who is given a learner must be one, here, and able to work.
create or replace function private.require_mentor() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.mentor_id is not null and not exists (
    select from public.users as u
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    where u.organization_id = new.organization_id and u.id = new.mentor_id and r.role = 'mentor' and u.is_active
  ) then
    raise exception 'mentoring.not_a_mentor' using errcode = '22023', detail = '{"field": "mentor"}';
  end if;
  return new;
end $$;

-- Rights that changed make every earlier proof stale: private.enter compares the epoch.
create or replace function private.raise_sign_in_epoch() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.role, new.is_active, new.login_blocked, new.password_hash)
     is distinct from (old.role, old.is_active, old.login_blocked, old.password_hash) then
    new.sign_in_epoch := old.sign_in_epoch + 1;
  end if;
  return new;
end $$;

-- … and end the sign-ins at once, so that open tabs feel it (channel growthos_sign_ins).
create or replace function private.end_stale_sign_ins() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- a password that still has to be changed was given by whoever runs the server, and not by the person
  changer constant uuid := coalesce(private.actor_id(), case when not new.must_change_password then new.id end);
begin
  update public.user_sessions as s
    set ended_at = clock_timestamp(),
        ended_reason = case when new.password_hash is distinct from old.password_hash then 'password_changed'
                            when not new.is_active or new.login_blocked then 'revoked'
                            else 'role_changed' end
    where s.user_id = new.id and s.ended_at is null;
  perform pg_notify('growthos_sign_ins', 'u:' || new.id);
  if new.password_hash is distinct from old.password_hash then
    -- T6: that it changed is remembered, never to what.
    insert into public.admin_logs
        (organization_id, admin_id, actor_role, action, table_name, record_id, description, sensitivity)
      values (new.organization_id, changer, case when changer is not null then new.role end, 'password_changed', 'users', new.id,
              'The password was changed.', 'restricted');
  end if;
  return null;
end $$;

-- A school that is suspended or closed has nobody signed in.
create or replace function private.end_sign_ins_of_organization() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.user_sessions as s set ended_at = clock_timestamp(), ended_reason = 'revoked'
    where s.organization_id = new.id and s.ended_at is null;
  return null;
end $$;

create or replace function private.tell_sign_in_ended() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('growthos_sign_ins', 's:' || new.id);
  return null;
end $$;

-- T5: user_roles is authoritative; users.role mirrors it, and any change of powers raises the epoch.
create or replace function private.mirror_role() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    update public.users as u set role = new.role where u.id = new.user_id and u.role is distinct from new.role;
    update public.users as u set sign_in_epoch = u.sign_in_epoch + 1
      where u.id = new.user_id
        and exists (select from public.user_sessions as s where s.user_id = u.id and s.ended_at is null);
  elsif (new.role, new.capabilities, new.revoked_at) is distinct from (old.role, old.capabilities, old.revoked_at) then
    update public.users as u
      set role = case when new.revoked_at is null then new.role else u.role end,
          sign_in_epoch = u.sign_in_epoch + 1
      where u.id = new.user_id;
  end if;
  return null;
end $$;

-- The last person who can repair everything cannot be lost. One at a time: two superadmins who
-- demote each other at the same moment would otherwise both succeed. Deferred, so that a role may
-- be revoked and granted anew within one transaction.
create or replace function private.keep_a_superadmin() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('growthos.superadmins', 0));
  if not exists (
    select from public.users as u
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    where r.role = 'superadmin' and not 'read_only' = any (r.capabilities) and u.is_active and not u.login_blocked
  ) then
    raise exception 'people.last_superadmin' using errcode = '55000';
  end if;
  return null;
end $$;

-- T7: the name is the account's, and the code is the next of the organisation's locked counter.
create or replace function private.next_number(p_organization_id uuid, p_name text) returns bigint
language plpgsql volatile security definer set search_path = '' as $$
declare
  given bigint;
begin
  insert into dashboard.counters as c (organization_id, name, value) values (p_organization_id, p_name, 1)
    on conflict (organization_id, name) do update set value = c.value + 1
    returning c.value into given;
  return given;
end $$;

create or replace function private.prepare_student() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  select u.full_name into new.full_name
    from public.users as u where u.organization_id = new.organization_id and u.id = new.user_id;
  if new.student_code is null then
    new.student_code := 'STU' || lpad(private.next_number(new.organization_id, 'student')::text, 6, '0');
  end if;
  new.enrollment_date := coalesce(new.enrollment_date, private.today());
  return new;
end $$;

-- T8.
create or replace function private.copy_name_to_student() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.students as s set full_name = new.full_name
    where s.organization_id = new.organization_id and s.user_id = new.id and s.full_name is distinct from new.full_name;
  return null;
end $$;

revoke all on all functions in schema private from public;
