-- Repeatable. The same news for several people at once, and the outbox of mails.

-- News for these people over these channels, once each; who is not active, or heard it before, is left out. Mails wait in
-- the outbox. Returns how many were told. For functions and triggers, which reached these people under the lock.
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

-- The next mails of the organisation that the job works for, oldest first; each is given to one job only. What is "sending"
-- has left the outbox: after a crash nobody knows whether it went, so it is never sent again by itself.
-- Raises jobs.not_at_work 42501.
create or replace function private.claim_outbox(p_most int default 50)
returns table (id uuid, user_id uuid, type text, title text, message text, payload jsonb, attempts int)
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  return query
    -- materialized: asked again for each row, it would skip its own locks and claim more
    with next as materialized (
      select q.id from public.notifications as q
      where q.organization_id = private.org_id() and q.channel = 'email' and q.status = 'queued' and q.next_attempt_at <= private.now()
      order by q.next_attempt_at, q.id limit least(p_most, 500) for update skip locked)
    update public.notifications as n set status = 'sending', attempts = n.attempts + 1, sent_at = null, last_error = null
    from next where n.id = next.id
    returning n.id, n.user_id, n.type, n.title, n.message, n.payload, n.attempts;
end $$;

-- What became of a claimed mail: sent, or once more after 1, 5 and 30 minutes, or failed after the third try. Whether it
-- was still being sent. Raises jobs.not_at_work 42501.
create or replace function private.settle_mail(p_mail uuid, p_error text default null) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  update public.notifications as n
    set status = case when p_error is null then 'sent' when n.attempts < 3 then 'queued' else 'failed' end,
        sent_at = case when p_error is null then private.now() end,
        last_error = left(p_error, 500),
        next_attempt_at = case when p_error is not null and n.attempts < 3
          then private.now() + (array[1, 5, 30])[n.attempts] * interval '1 minute' end
    where n.id = p_mail and n.channel = 'email' and n.status = 'sending';
  return found;
end $$;

revoke all on function
  private.notify_users(uuid[], text, text, text, text, text, jsonb, text[]), private.people_with(uuid, text[]),
  private.notify_roles(uuid, text[], text, text, text, text, text, jsonb),
  private.notify_mentor_students(uuid, text, text, text, text, text, jsonb) from public;
grant execute on function
  private.notify_users(uuid[], text, text, text, text, text, jsonb, text[]), private.people_with(uuid, text[]),
  private.notify_roles(uuid, text[], text, text, text, text, text, jsonb),
  private.notify_mentor_students(uuid, text, text, text, text, text, jsonb) to growthos_operations;
call private.hand_to_operations(
  'private.mark_all_notifications_read()', 'private.claim_outbox(int)', 'private.settle_mail(uuid, text)');
grant execute on function private.mark_all_notifications_read() to authenticated;
grant execute on function private.claim_outbox(int), private.settle_mail(uuid, text) to growthos_worker;
