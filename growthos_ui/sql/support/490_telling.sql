-- Repeatable. Who is told of what, in the transaction of the act itself. What was told is never told twice:
-- the dedupe key decides, and a second one is silently skipped.

-- One piece of news for one person, by functions of growthos_operations, which reached the person's rows under
-- the lock of their organisation. Returns null when it had been told before, or there is nobody to tell.
create or replace function private.notify(
  p_user uuid, p_type text, p_title text, p_message text, p_link text default null, p_dedupe text default null,
  p_payload jsonb default '{}')
returns uuid
language sql volatile security definer set search_path = '' as $$
  insert into public.notifications (organization_id, user_id, type, title, message, payload, dedupe_key)
  select u.organization_id, u.id, p_type, left(p_title, 200), left(p_message, 4000),
         p_payload || case when p_link is null then '{}' else jsonb_build_object('link', p_link) end,
         coalesce(p_dedupe, gen_random_uuid()::text)
  from public.users as u
  where u.id = p_user and u.is_active
  on conflict (user_id, channel, dedupe_key) do nothing
  returning id
$$;

-- When something was read is the database's to say.
create or replace function private.keep_reading() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.read_at := case when new.is_read then private.now() end;
  new.status := case when new.is_read then 'read' else 'delivered' end;
  return new;
end $$;

create or replace trigger keep_reading before update of is_read on public.notifications
  for each row when (old.is_read is distinct from new.is_read) execute function private.keep_reading();

-- mentor_assigned: a mentor hears once per act of whom they were given. Two hundred learners of an import are
-- one piece of news; learners that somebody takes for themselves are none.
create or replace function private.tell_mentors() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  given record;
begin
  for given in
    select n.mentor_id, n.assigned_by, count(*) as learners, min(n.id::text) as first_id, min(s.full_name) as name,
           min(s.student_code) as code
    from new_rows as n
    join public.students as s on s.organization_id = n.organization_id and s.id = n.student_id
    where n.ended_at is null and n.mentor_id <> n.assigned_by
    group by n.mentor_id, n.assigned_by
  loop
    perform private.notify(
      given.mentor_id, 'mentor_assigned',
      case when given.learners = 1 then format('%s was assigned to you', given.name)
           else format('%s students were assigned to you', given.learners) end,
      format('By %s.', (select u.full_name from public.users as u where u.id = given.assigned_by)),
      case when given.learners = 1 then '/students?q=' || given.code else '/students' end,
      given.first_id,
      case when given.learners = 1 then jsonb_build_object('student_code', given.code) else '{}' end);
  end loop;
  return null;
end $$;

-- security_alert: a new password or another role is told to its owner, who may not have been the one. The same
-- password hashed anew is not news.
create or replace function private.tell_of_security() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.password_changed_at is distinct from old.password_changed_at and old.password_hash is not null then
    perform private.notify(new.id, 'security_alert', 'Your password was changed',
      'Every device was signed out. If that was not you, tell an admin now.', '/profile');
  end if;
  if new.role is distinct from old.role then
    perform private.notify(new.id, 'security_alert', 'Your role was changed',
      format('From %s to %s.', replace(old.role, '_', ' '), replace(new.role, '_', ' ')), '/profile');
  end if;
  return null;
end $$;

create or replace trigger tell_of_security after update on public.users
  for each row when (old.password_changed_at is distinct from new.password_changed_at or old.role is distinct from new.role)
  execute function private.tell_of_security();

revoke all on function private.notify(uuid, text, text, text, text, text, jsonb), private.keep_reading(),
  private.tell_mentors(), private.tell_of_security() from public;
grant execute on function private.notify(uuid, text, text, text, text, text, jsonb) to growthos_operations;
