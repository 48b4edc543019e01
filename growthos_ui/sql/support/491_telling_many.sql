-- Repeatable. The same news for several people at once.

-- News for these people over these channels, once each; who is not active, or heard it before, is left out.
-- Returns how many were told. For functions and triggers, which reached these people under the lock.
create or replace function private.notify_users(
  p_users uuid[], p_type text, p_title text, p_message text, p_link text default null, p_dedupe text default null,
  p_payload jsonb default '{}', p_channels text[] default '{in_app}')
returns int
language sql volatile security definer set search_path = '' as $$
  with told as (
    insert into public.notifications (organization_id, user_id, type, title, message, payload, dedupe_key, channel, status, next_attempt_at)
    select u.organization_id, u.id, p_type, left(p_title, 200), left(p_message, 4000),
           p_payload || case when p_link is null then '{}' else jsonb_build_object('link', p_link) end,
           coalesce(p_dedupe, gen_random_uuid()::text), c.channel,
           case c.channel when 'email' then 'queued' else 'delivered' end, case c.channel when 'email' then private.now() end
    from public.users as u cross join unnest(p_channels) as c (channel)
    where u.id = any (p_users) and u.is_active
    on conflict (user_id, channel, dedupe_key) do nothing
    returning user_id)
  select count(distinct user_id)::int from told
$$;

-- Everybody of the organisation with one of these powers: a base role, or a capability.
create or replace function private.people_with(p_organization uuid, p_powers text[]) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(r.user_id), '{}')
  from public.user_roles as r
  where r.organization_id = p_organization and r.revoked_at is null
    and (r.capabilities && p_powers
         or r.role = any (p_powers) and not (r.role = 'enrollment_manager' and r.capabilities && array['marketing', 'support']))
$$;

create or replace function private.notify_roles(
  p_organization uuid, p_powers text[], p_type text, p_title text, p_message text, p_link text default null,
  p_dedupe text default null, p_payload jsonb default '{}')
returns int
language sql volatile security definer set search_path = '' as $$
  select private.notify_users(private.people_with(p_organization, p_powers), p_type, p_title, p_message, p_link, p_dedupe, p_payload)
$$;

-- The learners of one mentor.
create or replace function private.notify_mentor_students(
  p_mentor uuid, p_type text, p_title text, p_message text, p_link text default null, p_dedupe text default null,
  p_payload jsonb default '{}')
returns int
language sql volatile security definer set search_path = '' as $$
  select private.notify_users(
    array(select s.user_id from public.users as m join public.students as s on s.organization_id = m.organization_id and s.mentor_id = m.id
          where m.id = p_mentor),
    p_type, p_title, p_message, p_link, p_dedupe, p_payload)
$$;

-- Everything that the actor was told in the dashboard. Returns how much of it was unread.
create or replace function private.mark_all_notifications_read() returns int
language plpgsql security definer set search_path = '' as $$
declare
  marked int;
begin
  update public.notifications set is_read = true
    where user_id = private.actor_id() and not is_read and channel = 'in_app';
  get diagnostics marked = row_count;
  return marked;
end $$;

-- Mails have an outbox of their own (782_outbox.sql).
drop function if exists private.claim_outbox(int), private.settle_mail(uuid, text);

revoke all on function
  private.notify_users(uuid[], text, text, text, text, text, jsonb, text[]), private.people_with(uuid, text[]),
  private.notify_roles(uuid, text[], text, text, text, text, text, jsonb),
  private.notify_mentor_students(uuid, text, text, text, text, text, jsonb) from public;
grant execute on function
  private.notify_users(uuid[], text, text, text, text, text, jsonb, text[]), private.people_with(uuid, text[]),
  private.notify_roles(uuid, text[], text, text, text, text, text, jsonb),
  private.notify_mentor_students(uuid, text, text, text, text, text, jsonb) to growthos_operations;
call private.hand_to_operations('private.mark_all_notifications_read()');
grant execute on function private.mark_all_notifications_read() to authenticated;
