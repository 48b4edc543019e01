-- Repeatable. The admins of a school hear of something, each once; whoever did it does not. Called by triggers and by
-- functions of growthos_operations, for the organisation whose row they reached.
create or replace function private.tell_admins(
  p_organization uuid, p_type text, p_title text, p_message text, p_link text, p_dedupe text)
returns int
language sql volatile security definer set search_path = '' as $$
  select count(private.notify(r.user_id, p_type, p_title, p_message, p_link, p_dedupe))::int
  from public.user_roles as r
  where r.organization_id = p_organization and r.role = 'admin' and r.revoked_at is null
    and r.user_id is distinct from private.actor_id()
$$;

revoke all on function private.tell_admins(uuid, text, text, text, text, text) from public;
grant execute on function private.tell_admins(uuid, text, text, text, text, text) to growthos_operations;
