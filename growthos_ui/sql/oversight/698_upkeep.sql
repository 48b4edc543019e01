-- Repeatable. Upkeep, by jobs: sign-ins that are over are written down as over, and traces that nobody needs any more go.
-- Money, the audit, progress and what people did are never among them. Belongs to growthos_operations.

-- Job: a sign-in that rested too long, or lasted too long, ended then; it was of no use since. Sign-ins go by the real
-- clock, demo or not. Returns {idle, expired}. Raises jobs.not_at_work 42501.
create or replace function private.end_old_sign_ins() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  counted jsonb;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  with ended as (
    update public.user_sessions as s
      set ended_at = least(s.expires_at, s.last_seen_at + s.idle_timeout),
          ended_reason = case when s.expires_at <= s.last_seen_at + s.idle_timeout then 'expired' else 'idle' end
      where s.organization_id = private.org_id() and s.ended_at is null
        and least(s.expires_at, s.last_seen_at + s.idle_timeout) <= clock_timestamp()
      returning s.ended_reason)
  select jsonb_build_object('idle', count(*) filter (where e.ended_reason = 'idle'),
                            'expired_sign_ins', count(*) filter (where e.ended_reason = 'expired')) into counted
    from ended as e;
  return counted;
end $$;

-- Job: sign-ins that ended, errors that were resolved and news that was read are kept for as many days as the organisation
-- says. What is not over, not resolved and not read stays. Returns how many of each. Raises jobs.not_at_work 42501.
create or replace function private.forget_what_is_over() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  sign_ins int;
  errors int;
  news int;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  delete from public.user_sessions as s
    where s.organization_id = here and s.ended_at < clock_timestamp() - private.kept_for(here, 'sign_ins');
  get diagnostics sign_ins = row_count;
  delete from public.error_logs as e
    where e.organization_id = here and e.resolved and e.resolved_at < private.now() - private.kept_for(here, 'errors');
  get diagnostics errors = row_count;
  delete from public.notifications as n
    where n.organization_id = here and n.is_read and n.channel = 'in_app'
      and n.read_at < private.now() - private.kept_for(here, 'notifications');
  get diagnostics news = row_count;
  return jsonb_build_object('sign_ins', sign_ins, 'errors', errors, 'news', news);
end $$;

-- How long an organisation keeps what it says in retention.<kind>_days.
create or replace function private.kept_for(p_organization uuid, p_kind text) returns interval
language sql stable security definer set search_path = '' as $$
  select (private.setting(p_organization, format('retention.%s_days', p_kind)))::int * interval '1 day'
$$;

revoke all on function private.kept_for(uuid, text) from public;
grant execute on function private.kept_for(uuid, text) to growthos_operations;
call private.hand_to_operations('private.end_old_sign_ins()', 'private.forget_what_is_over()');
